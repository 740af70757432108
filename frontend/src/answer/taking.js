// Taking an answer away: as a file, as a picture, as a link, as a program.

import { h, save } from "../dom.js";
import { at, say, words } from "../page.js";
import { addSaveButtons } from "../views/index.js";
import { FORMATS, SUFFIXES, fetchAnswer } from "./asking.js";
import { showOutcome } from "./show.js";
import { writeCurl, writePython } from "./snippets.js";

/**
 * Fills an element with buttons that save the answer and copy the link to it.
 *
 * @param {{ query: string, kind: string, drawing: object|null, table: object|null }} options - kind
 *   is that of the outcome (of a problem there is nothing to take), table what is drawn.
 */
export function showTools(element, { query, kind, drawing, table }) {
  element.replaceChildren();
  if (!FORMATS[kind]) return;
  const note = h("div");
  const buttons = Object.entries(FORMATS[kind]).map(([name, mediaType]) => {
    const start = () =>
      fetchAnswer(query, mediaType).then(
        (blob) => save(blob, `answer.${SUFFIXES[name]}`),
        ({ problem }) => note.replaceChildren(...showOutcome(problem)),
      );
    return h("button", { type: "button", onclick: start }, name);
  });
  element.append(h("span", {}, `${say("download")}:`), ...buttons);
  if (drawing) addSaveButtons(element, drawing, { title: say("answer"), table, words });
  element.append(...copyButton(say("link"), () => location.href), note);
}

/** Fills an element, behind its summary, with programs that ask the same. */
export function showPrograms(element, query, kind) {
  const base = new URL(at("/"), location.href).href;
  const texts = {
    curl: writeCurl(`${base}sparql`, query, kind),
    Python: writePython(base, query, kind),
  };
  const parts = Object.entries(texts).flatMap(([name, text]) => [
    h("h3", {}, name, " ", ...copyButton(say("copy"), () => text)),
    h("pre", { tabindex: 0, "aria-label": name }, text),
  ]);
  element.replaceChildren(element.firstChild, ...parts);
}

/** Makes a button that copies a text; none where the browser lets no page copy, as over HTTP. */
function copyButton(name, write) {
  if (!navigator.clipboard) return [];
  const copy = async ({ target }) => {
    await navigator.clipboard.writeText(write());
    target.textContent = say("copied");
    setTimeout(() => (target.textContent = name), 2000);
  };
  return [h("button", { type: "button", onclick: copy }, name)];
}
