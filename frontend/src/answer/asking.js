// Asking the endpoint, and what came of it.

import { at, say } from "../page.js";

const ACCEPT = "application/sparql-results+json, text/turtle;q=0.9";
/** Media type of each format in which an answer can be saved, and the end of the file's name. */
export const FORMATS = {
  rows: { CSV: "text/csv", TSV: "text/tab-separated-values", JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" }, // prettier-ignore
  boolean: { JSON: "application/sparql-results+json", XML: "application/sparql-results+xml" },
  graph: { Turtle: "text/turtle", "N-Triples": "application/n-triples", "JSON-LD": "application/ld+json", "RDF/XML": "application/rdf+xml" }, // prettier-ignore
};
export const SUFFIXES = { CSV: "csv", TSV: "tsv", JSON: "srj", XML: "srx", Turtle: "ttl", "N-Triples": "nt", "JSON-LD": "jsonld", "RDF/XML": "rdf" }; // prettier-ignore

const MISTAKES = ["query-syntax", "protocol"];
const REFUSALS = ["query-limit", "query-refused", "format", "client-limit", "answer-limit"];

/**
 * Asks a query.
 *
 * @returns {Promise<{ kind: "rows", columns: string[], bindings: object[] }
 *   | { kind: "boolean", value: boolean } | { kind: "graph", text: string }
 *   | { kind: "problem", state: "mistake"|"refused"|"unfinished", title: string, detail: string,
 *     remedy?: string, line?: number, column?: number }>} what came of it, with `milliseconds`.
 * @throws {DOMException} AbortError, it was stopped.
 */
export async function ask(query, signal) {
  const started = performance.now();
  const outcome = await send(query, ACCEPT, signal)
    .then(read)
    .catch((error) => {
      if (error.name === "AbortError") throw error;
      return error.problem ?? tellThatConnectionBroke();
    });
  return { ...outcome, milliseconds: performance.now() - started };
}

/** Gives the whole answer in a format, as bytes; fails with an error that has a `problem`. */
export async function fetchAnswer(query, mediaType) {
  try {
    return await (await send(query, mediaType)).blob();
  } catch (error) {
    throw Object.assign(error, { problem: error.problem ?? tellThatConnectionBroke() });
  }
}

async function send(query, accept, signal) {
  const response = await fetch(at("/sparql"), {
    method: "POST",
    headers: { Accept: accept, "Content-Type": "application/sparql-query" },
    body: query,
    signal,
  });
  if (response.ok) return response;
  throw Object.assign(new Error(), { problem: await readProblem(response) });
}

async function read(response) {
  const type = response.headers.get("content-type");
  if (!type.startsWith("application/sparql-results+json")) {
    return { kind: "graph", text: await response.text() };
  }
  const { head, results, boolean } = await response.json();
  if (boolean !== undefined) return { kind: "boolean", value: boolean };
  return { kind: "rows", columns: head.vars, bindings: results.bindings };
}

async function readProblem(response) {
  const told = await response.json().catch(() => ({}));
  const name = (told.type ?? "").split("/").pop();
  const { title, detail, remedy, line, column } = told;
  const state = MISTAKES.includes(name) ? "mistake" : REFUSALS.includes(name) ? "refused" : "unfinished"; // prettier-ignore
  return { kind: "problem", state, title: title ?? `${response.status}`, detail, remedy, line, column }; // prettier-ignore
}

function tellThatConnectionBroke() {
  return { kind: "problem", state: "unfinished", title: "", detail: say("no_server") };
}
