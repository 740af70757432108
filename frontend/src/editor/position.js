// What may stand at a place of a query, as far as the text before it tells.
//
// A query that is being written is rarely correct, so it is not parsed: its tokens are counted off
// since the last mark that begins a triple anew.

const TOKEN = new RegExp(
  [
    /(?<comment>#[^\n]*)/,
    /(?<string>"""[^]*?(?:"""|$)|'''[^]*?(?:'''|$)|"(?:\\.|[^"\\\n])*"?|'(?:\\.|[^'\\\n])*'?)/,
    /(?<tag>@[\w-]+|\^\^)/,
    /(?<iri><[^<>\s"{}|\\^`]*>)/,
    /(?<variable>[?$][\p{L}\p{N}_]+)/,
    /(?<name>[\p{L}\p{N}_-]*:(?:[\p{L}\p{N}_.:%-]*[\p{L}\p{N}_:%-])?)/,
    /(?<number>[+-]?[0-9][0-9.eE]*)/,
    /(?<word>\p{L}[\p{L}\p{N}_]*)/,
    /(?<mark>[^\s])/,
  ]
    .map((each) => each.source)
    .join("|"),
  "gu",
);
const TERMS = ["string", "iri", "variable", "name", "number"];
const TYPE = ["a", "rdf:type", "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"];

/** Gives the tokens of a text as { kind, text }, without comments. */
export function* tokenize(text) {
  for (const { groups } of text.matchAll(TOKEN)) {
    const [kind, found] = Object.entries(groups).find(([, value]) => value !== undefined);
    if (kind !== "comment") yield { kind, text: found };
  }
}

/** Reads tokens; afterwards says what may stand behind them. */
class Reader {
  terms = []; // of the triple that is being written: subject, property, value
  word = ""; // the last keyword
  outer = []; // what goes on when a bracket is closed
  types = new Map(); // subject → the classes that it is said to have
  datatype = false; // whether the next name is that of a literal before it

  read({ kind, text }) {
    if (kind === "tag") this.datatype = text === "^^";
    else if (this.datatype && kind !== "mark") this.datatype = false;
    else if (TERMS.includes(kind) || /^(a|true|false)$/.test(text)) this.readTerm(text);
    else if (kind === "word") [this.terms, this.word] = [[], text.toUpperCase()];
    else this.readMark(text);
  }

  readTerm(text) {
    this.terms.push(text);
    const [subject, property, value] = this.terms;
    if (value && TYPE.includes(property)) {
      this.types.set(subject, [...(this.types.get(subject) ?? []), value]);
    }
  }

  readMark(mark) {
    if ("{([".includes(mark)) {
      this.outer.push({ mark, terms: this.terms, word: this.word });
      this.terms = mark === "[" ? ["[]"] : [];
    } else if ("})]".includes(mark)) {
      const { terms, word } = this.outer.pop() ?? { terms: [], word: "" };
      // What stands in round brackets behind a keyword is no part of a triple, nor is a group.
      const isPart = mark === "]" || (mark === ")" && (terms.length > 0 || !word));
      this.terms = isPart ? [...terms, mark] : [];
      this.word = "";
    } else if (mark === ".") [this.terms, this.word] = [[], ""];
    else if (mark === ";") this.terms = this.terms.slice(0, 1);
    else if (mark === ",") this.terms = this.terms.slice(0, 2);
    else if (mark === "/" || mark === "|") this.terms.pop(); // a path goes on
  }

  get place() {
    const [inner] = this.outer.slice(-1);
    if (!inner) return "outside";
    if (inner.mark === "{" && inner.word === "VALUES") return "value";
    if (inner.mark === "(" && inner.word && !inner.terms.length) return "expression";
    if (inner.mark === "(" && inner.terms.length === 1) return "property"; // a path in brackets
    if (this.terms.length === 0) return this.word === "GRAPH" ? "value" : "subject";
    if (this.terms.length === 1) return "property";
    if (this.terms.length > 2) return "end";
    return TYPE.includes(this.terms[1]) ? "class" : "value";
  }
}

/**
 * Says what may stand behind a text.
 *
 * @param {string} before - the query up to the place, without the name that is being written.
 * @param {string} after - what follows that name.
 * @returns {{ place: string, classes: string[] }} "outside" of any group, "subject", "property",
 *   "class", "value", the "end" of a triple, or "expression"; and the classes that the query says the subject has.
 */
export function expectedAfter(before, after = "") {
  const reader = new Reader();
  for (const token of tokenize(before)) reader.read(token);
  const [subject] = reader.terms;
  const whole = new Reader();
  for (const token of tokenize(`${before} ${after}`)) whole.read(token);
  return { place: reader.place, classes: whole.types.get(subject) ?? [] };
}
