// How an outcome of a query looks: rows, a yes or no, a graph, a mistake, a refusal, no end.

import { h } from "../dom.js";
import { say } from "../page.js";

const MOST_ROWS = 500;
const MOST_COLUMNS = 100;
const MOST_CELLS = 10_000; // more of them hold up the browser
const MOST_CHARACTERS = 200_000;

/** Gives how many rows of an answer are shown. */
export function countShown(columns, rows) {
  const width = Math.min(columns, MOST_COLUMNS);
  return Math.min(rows, MOST_ROWS, Math.max(1, Math.floor(MOST_CELLS / Math.max(1, width))));
}

/** Shows a table; of a large one the beginning. */
export function showTable({ columns, rows }) {
  const [names, most] = [columns.slice(0, MOST_COLUMNS), countShown(columns.length, rows.length)];
  const head = h("tr", {}, ...names.map((name) => h("th", { scope: "col" }, name)));
  const cells = rows.slice(0, most).map((row) => row.slice(0, MOST_COLUMNS).map(showCell));
  const body = cells.map((row) => h("tr", {}, ...row));
  const table = h("table", { class: "answer", tabindex: 0, "aria-label": say("answer") });
  table.append(h("thead", {}, head), h("tbody", {}, ...body));
  const note = (key, count) => h("p", {}, say(key, count));
  return [
    rows.length > most ? note("first_shown", most) : null,
    columns.length > MOST_COLUMNS ? note("first_columns", MOST_COLUMNS) : null,
    columns.length ? table : note("no_columns"),
  ].filter(Boolean);
}

function showCell(cell) {
  if (!cell) return h("td");
  const { type, text, href, short, language } = cell;
  const isForeign = language && language !== document.documentElement.lang;
  const shown = h(href ? "a" : "span", { href, lang: isForeign && language }, text);
  const iri = short && short !== text ? h("small", {}, " ", short) : null;
  return h("td", { class: ["number", "date"].includes(type) && type }, shown, iri);
}

/** Shows an outcome that is no table; see `ask`, and "stopped", after which there is no answer. */
export function showOutcome(outcome, goTo) {
  switch (outcome.kind) {
    case "boolean":
      return [h("p", { class: "truth" }, outcome.value ? say("yes") : say("no"))];
    case "graph":
      return showGraph(outcome.text);
    case "problem":
      return [showProblem(outcome, goTo)];
    case "stopped":
      return [showNote("unfinished", say("stopped"))];
    default:
      return [showNote("nothing", say("no_rows"), say("no_rows_detail"))];
  }
}

function showGraph(text) {
  const isCut = text.length > MOST_CHARACTERS;
  const shown = isCut ? text.slice(0, text.lastIndexOf("\n", MOST_CHARACTERS)) : text;
  const block = h("pre", { tabindex: 0, "aria-label": say("triples") }, shown);
  return isCut ? [h("p", {}, say("beginning_shown")), block] : [block];
}

function showNote(state, title, ...parts) {
  const paragraphs = parts.map((part) => (typeof part === "string" ? h("p", {}, part) : part));
  return h("div", { class: `outcome-note ${state}` }, h("h3", {}, title), ...paragraphs);
}

function showProblem({ state, title, detail, remedy, line, column }, goTo) {
  const english = document.documentElement.lang === "en" ? {} : { lang: "en" };
  const inEnglish = (text) => (text ? h("p", english, text) : null);
  const go = () => goTo(line, column);
  return showNote(
    state,
    say(state),
    state !== "mistake" && title ? h("p", english, h("strong", {}, title)) : null,
    inEnglish(detail),
    line ? h("button", { type: "button", onclick: go }, say("place", line, column)) : null,
    inEnglish(remedy),
  );
}
