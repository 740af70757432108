// The page on which queries are asked: makes an editor of its form, and shows answers below it.

import { ask } from "./answer/asking.js";
import { Names } from "./answer/names.js";
import { Panel, TABLE } from "./answer/panel.js";
import { h } from "./dom.js";
import { at, say } from "./page.js";
import { completeWith } from "./editor/completion.js";
import { replaceField } from "./editor/editor.js";
import { readLink, writeLink } from "./link.js";

const NOTHING = { prefixes: {}, classes: [], properties: [] };
const language = document.documentElement.lang;
const form = document.querySelector("form.ask");
const vocabulary = fetch(at(`/api/vocabulary?lang=${language}`), {
  signal: AbortSignal.timeout(5000),
})
  .then((answer) => (answer.ok ? answer.json() : NOTHING))
  .catch(() => NOTHING);

const help = form.querySelector(".help");
const editor = replaceField(form.elements.query, {
  label: form.querySelector("[for=query]").textContent,
  help: help.textContent,
  completions: say("completions"),
  complete: completeWith(vocabulary, language),
  run: () => run(),
});
const panel = new Panel({
  vocabulary,
  names: new Names(language),
  goTo: editor.goTo,
  looked: keepLink,
});
form.after(panel.status, panel.element);

const first = editor.text; // what the page came with
let running = null; // AbortController of the query that runs
let last = { query: null, view: TABLE, names: false }; // what was shown last

const runButton = h("button", {}, say("run"));
const stopButton = h("button", { type: "button", onclick: () => running?.abort() }, say("stop"));
form.querySelector(".run").replaceChildren(runButton, stopButton);
stopButton.hidden = true;
help.hidden = false;
form.querySelector("[for=query]").addEventListener("click", editor.focus);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  run();
});

const examples = form.querySelector(".examples");
examples.hidden = false;
examples.addEventListener("change", async ({ target }) => {
  const answer = await fetch(at("/api/queries"));
  const chosen = answer.ok && (await answer.json()).find(({ name }) => name === target.value);
  if (!chosen) return;
  editor.text = chosen.sparql;
  await run({ view: chosen.view ?? TABLE });
});

// In another language the page has the same query.
for (const link of document.querySelectorAll("header a[hreflang]")) {
  link.addEventListener("click", () => {
    const query = editor.text;
    link.href = writeLink(link.href, query === last.query ? last : { query });
  });
}

/** Runs what the editor holds; asked again, the answer is looked at as before. */
async function run(look = {}) {
  const stopped = begin();
  const query = editor.text;
  const before = query === last.query ? last : { view: TABLE, names: last.names };
  editor.unmark();
  try {
    const digest = fetchDigest();
    const outcome = await ask(query, stopped.signal);
    const answered = { ...before, ...look, query, outcome };
    const line = describe(outcome, await digest);
    if (!(await panel.show(answered, stopped.signal))) return;
    panel.status.textContent = line;
    if (outcome.line && editor.text === query) {
      editor.mark(outcome.line, outcome.column, outcome.detail);
    }
    keepLink(answered);
  } catch (error) {
    if (running !== stopped) return; // another one has begun
    panel.status.textContent = say("stopped");
    await panel.show({ ...before, query, outcome: { kind: "stopped" } });
    if (error.name !== "AbortError") throw error;
  } finally {
    if (running === stopped) end();
  }
}

/** Stops the query that runs; gives what stops the one that begins now. */
function begin() {
  running?.abort();
  running = new AbortController();
  stopButton.hidden = false;
  panel.isBusy = true;
  panel.status.textContent = `${say("running")} …`;
  return running;
}

function end() {
  running = null;
  panel.isBusy = false;
  if (document.activeElement === stopButton) runButton.focus(); // what is hidden has no focus
  stopButton.hidden = true;
}

/** Gives the digest of the data that are served, which names their version for good. */
async function fetchDigest() {
  try {
    const health = await fetch(at("/health"), { signal: AbortSignal.timeout(2000) });
    return (await health.json()).digest;
  } catch {
    return null; // the answer is worth showing without
  }
}

function describe(outcome, digest) {
  const count = outcome.kind === "rows" ? outcome.bindings.length : null;
  return [
    count !== null && `${count} ${say(count === 1 ? "row" : "rows")}`,
    `${Math.round(outcome.milliseconds)} ms`,
    digest && `${say("data_set")} ${digest.slice(0, 8)}`,
  ]
    .filter(Boolean)
    .join(" · ");
}

/** Makes the address that of the answer, so that it can be sent to others and gone back to. */
function keepLink(answered) {
  last = answered;
  const isNew = readLink(location.href).query !== answered.query;
  history[isNew ? "pushState" : "replaceState"](null, "", writeLink(location.href, answered));
}

/** Does what the address asks for: only one with a view is run, since others did so before. */
async function follow() {
  const { query, view, names } = readLink(location.href);
  running?.abort();
  end(); // so that nobody tells of it
  editor.text = query ?? first;
  if (query && view) await run({ view, names });
  else panel.clear();
}

addEventListener("popstate", follow);
// A query without a view the page has brought itself, unless it stands behind #.
if (location.hash || readLink(location.href).view) follow();
