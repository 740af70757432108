// The answer below the editor: how it went, views to choose from, and ways to take it away.

import { h } from "../dom.js";
import { at, say, words } from "../page.js";
import { tokenize } from "../editor/position.js";
import { findUnknown } from "../editor/unknown.js";
import { VIEWS, draw, readView, suggestViews, writeView } from "../views/index.js";
import { makeTable } from "./results.js";
import { countShown, showOutcome, showTable } from "./show.js";
import { showPrograms, showTools } from "./taking.js";

export const TABLE = "table";
// What is dereferenced on this server, https://w3id.org/kzgraph/… elsewhere.
const OURS = /^(?:(?:id|concept|graph|query)\/[\w-]+|dataset|ontology(?:#[\w-]*)?)$/;

/** The part of the page that shows an answer. */
export class Panel {
  /** Says in a line how it goes, also to those who do not see it: it is there from the beginning. */
  status = h("p", { class: "status", role: "status" });
  element = h("section", { class: "query-answer", "aria-label": say("answer"), hidden: true });
  #choices = h("div", { class: "views", role: "group", "aria-label": say("view") });
  #channels = h("div", { class: "channels" });
  #shown = h("div", { class: "shown" });
  #tools = h("div", { class: "tools" });
  #programs = h("details", { class: "programs" }, h("summary", {}, say("for_programs")));
  #drawing = null;
  #turn = 0; // of what is to be shown; what comes late for an earlier turn is dropped
  #vocabulary;
  #names;
  #goTo;
  #looked;

  /**
   * @param {{ vocabulary: Promise<object>, names: import("./names.js").Names,
   *   goTo: (line: number, column: number) => void, looked: (answered: Answered) => void }} options
   *   - what `/api/vocabulary` gives, what IRIs are called, how to go to a place of the query, and
   *   whom to tell when the reader looks at the answer in another way.
   */
  constructor({ vocabulary, names, goTo, looked }) {
    [this.#vocabulary, this.#names, this.#goTo, this.#looked] = [vocabulary, names, goTo, looked];
    const parts = [this.#choices, this.#channels, this.#shown, this.#tools, this.#programs];
    this.element.append(...parts);
  }

  /** Shows that what stands there is about to go. */
  set isBusy(busy) {
    this.element.setAttribute("aria-busy", busy);
  }

  /** Shows nothing. */
  clear() {
    this.#turn += 1;
    this.#drop();
    this.status.textContent = "";
    this.element.hidden = true;
  }

  /**
   * Shows what came of a query.
   *
   * @param {Answered} answered - { query, outcome, view, names }: outcome is what `ask` gave, view
   *   is `TABLE` or the words of a view, names whether names stand beside IRIs.
   * @param {AbortSignal} [signal] - stops the questions for names.
   * @returns {Promise<boolean>} whether it is shown: false when something else was to be shown
   *   before it was ready.
   */
  async show(answered, signal) {
    const turn = (this.#turn += 1);
    const { query, outcome } = answered;
    const hasRows = outcome.kind === "rows" && outcome.bindings.length > 0;
    const [parts, table] = hasRows
      ? await this.#makeRows(answered, signal)
      : [[...showOutcome(outcome, this.#goTo), ...(await this.#doubt(answered))], null];
    if (turn !== this.#turn) return false;
    this.#drop();
    this.element.hidden = false;
    this.#shown.replaceChildren(...parts);
    if (hasRows) {
      this.#offerViews(table, answered);
      if (answered.view !== TABLE && !(await this.#draw(table, answered.view, turn))) return false;
    }
    showTools(this.#tools, { query, kind: outcome.kind, drawing: this.#drawing, table });
    showPrograms(this.#programs, query, outcome.kind);
    return true;
  }

  /** Of an answer without rows, says which terms of the query the vocabulary does not have. */
  async #doubt({ query, outcome }) {
    if (outcome.kind !== "rows") return [];
    const unknown = findUnknown([...tokenize(query)], await this.#vocabulary);
    return unknown.map((name) => h("p", { class: "doubt" }, say("no_term", name)));
  }

  #drop() {
    this.#drawing?.destroy();
    this.#drawing = null;
    for (const part of [this.#choices, this.#channels, this.#shown]) part.replaceChildren();
  }

  async #makeRows({ outcome: { columns, bindings }, view, names }, signal) {
    const isNamed = names || view !== TABLE; // a drawing has no room for IRIs
    const most = view === TABLE ? countShown(columns.length, bindings.length) : bindings.length;
    const terms = bindings.slice(0, most).flatMap((row) => Object.values(row));
    const iris = terms.filter(({ type }) => type === "uri").map(({ value }) => value);
    if (isNamed) await this.#names.learn(iris, signal);
    const { prefixes } = await this.#vocabulary;
    const nameOf = (iri) => (isNamed ? this.#names.get(iri) : null);
    const link = (iri) => linkPage(iri, prefixes);
    const table = makeTable(columns, bindings, { prefixes, nameOf, link });
    return [view === TABLE ? showTable(table) : [h("figure", { class: "view" })], table];
  }

  /** Draws a view; what does not fit is said above the table. Gives false when it came too late. */
  async #draw(table, view, turn) {
    try {
      const drawing = await draw(readView(view), table, this.#shown.firstChild, { label: view, words }); // prettier-ignore
      if (turn === this.#turn) this.#drawing = drawing;
      else drawing.destroy();
    } catch (error) {
      if (turn !== this.#turn) return false;
      const note = h("p", { class: "outcome-note", lang: "en" }, error.message);
      this.#shown.replaceChildren(note, ...showTable(table));
    }
    return turn === this.#turn;
  }

  #offerViews(table, answered) {
    const kind = answered.view.split("(")[0];
    const views = new Map([[TABLE, TABLE]]);
    for (const view of suggestViews(table)) {
      if (!views.has(view.kind)) views.set(view.kind, writeView(view)); // the fittest of a kind
    }
    if (Object.hasOwn(VIEWS, kind)) views.set(kind, answered.view);
    const buttons = [...views].map(([each, view]) => {
      const look = () => this.#look({ ...answered, view });
      const attributes = { type: "button", "aria-pressed": String(each === kind), onclick: look };
      return h("button", attributes, say(`kind_${each}`));
    });
    const hasIris = table.rows.some((row) => row.some((cell) => cell?.type === "iri"));
    const naming = hasIris && kind === TABLE ? [this.#offerNames(answered)] : [];
    this.#choices.replaceChildren(...buttons, ...naming);
    this.#channels.replaceChildren(...this.#offerChannels(kind, table, answered));
  }

  #offerNames(answered) {
    const look = () => this.#look({ ...answered, names: !answered.names });
    const box = h("input", { type: "checkbox", checked: answered.names, onchange: look });
    return h("label", {}, box, " ", say("names"));
  }

  /** Lets the reader choose which column a channel of the view shows. */
  #offerChannels(kind, table, answered) {
    const chosen = readColumns(answered.view);
    if (!chosen) return [];
    return VIEWS[kind].channels.map(({ name, needed }) => {
      const none = needed ? [] : [h("option", { value: "" }, `(${say("nothing")})`)];
      const options = table.columns.map((column) => h("option", { value: column }, column));
      const choose = () => {
        const all = Object.entries({ ...chosen, [name]: select.value });
        const columns = Object.fromEntries(all.filter(([, column]) => column));
        this.#look({ ...answered, view: writeView({ kind, columns }) });
      };
      const select = h("select", { onchange: choose }, ...none, ...options);
      select.value = chosen[name] ?? "";
      return h("label", {}, say(`channel_${name}`), " ", select);
    });
  }

  async #look(answered) {
    const controls = () => [...this.element.querySelectorAll(".views *, .channels *")];
    const place = controls().indexOf(document.activeElement);
    if (!(await this.show(answered))) return;
    controls()[place]?.focus(); // they were made anew
    this.#looked(answered);
  }
}

/** Gives the columns of the channels of a view, or null when it is none. */
function readColumns(view) {
  try {
    return readView(view).columns;
  } catch {
    return null;
  }
}

/** Gives the page about an IRI: of ours the one on this server, else the IRI itself. */
function linkPage(iri, prefixes) {
  const base = prefixes[""]?.replace(/ontology#$/, "");
  const path = base && iri.startsWith(base) ? iri.slice(base.length) : "";
  if (OURS.test(path)) return at(`/${path}`);
  return /^https?:\/\//.test(iri) ? iri : null;
}
