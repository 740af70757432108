// Answers of a SELECT as tables, see ../table.js.

import { shorten } from "../prefixes.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = ["integer", "decimal", "double", "float"].map((name) => XSD + name);
const DATES = ["date", "dateTime", "gYear", "gYearMonth"].map((name) => XSD + name);
// As the data write dates, https://www.loc.gov/standards/datetime/: they begin with a year.
const WRITTEN_DATE = /^\[?(?:\.\.)?[\dX]{4}(?:[-~?%/.\]][\dX.?~%/\]-]*)?$/;

/**
 * Makes a table of bindings, https://www.w3.org/TR/sparql11-results-json/.
 *
 * @param {string[]} columns - names of the variables.
 * @param {object[]} bindings - the solutions.
 * @param {{ prefixes: object, nameOf: (iri: string) => Name|null,
 *   link: (iri: string) => string|null }} options - for IRIs: prefixes, what is known of their
 *   names, and where their pages are.
 */
export function makeTable(columns, bindings, options) {
  const rows = bindings.map((row) => columns.map((column) => makeCell(row[column], options)));
  return { columns, rows };
}

function makeCell(term, { prefixes, nameOf, link }) {
  if (!term) return null;
  const { type, value, datatype, "xml:lang": language } = term;
  if (type === "uri") {
    const [name, short] = [nameOf(value), shorten(value, prefixes)];
    const text = name?.label ?? short;
    return { type: "iri", iri: value, text, href: link(value), short, language: name?.language };
  }
  if (type !== "literal") return { type: "text", text: write(term, prefixes) };
  if (NUMBERS.includes(datatype)) {
    const number = Number(value);
    return { type: "number", text: value, ...(Number.isFinite(number) && { value: number }) };
  }
  if (datatype === `${XSD}boolean`) return { type: "boolean", text: value };
  const isDate = DATES.includes(datatype) || (!language && WRITTEN_DATE.test(value));
  return { type: isDate ? "date" : "text", text: value, language };
}

/** Writes a term that is no cell of its own kind: a blank node, a triple and what is in it. */
function write({ type, value }, prefixes) {
  if (type === "uri") return shorten(value, prefixes);
  if (type === "bnode") return `_:${value}`;
  if (type !== "triple") return JSON.stringify(value);
  const parts = [value.subject, value.predicate, value.object];
  return `<<( ${parts.map((part) => write(part, prefixes)).join(" ")} )>>`;
}
