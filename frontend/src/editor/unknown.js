// Terms of a query that the graph does not have: most often they are misspelt.

import { expand, readPrefixes, shorten } from "../prefixes.js";

/**
 * Finds the names in a query that belong to our ontology and are none of its terms.
 *
 * @param {object[]} tokens - of the query.
 * @param {Vocabulary} vocabulary - what `/api/vocabulary` gives.
 * @returns {string[]} with our prefix, each once.
 */
export function findUnknown(tokens, { prefixes, classes, properties }) {
  const known = new Set([...classes, ...properties].map(({ iri }) => iri));
  const declared = readPrefixes(tokens);
  const names = tokens.filter(({ kind, text }) => kind === "name" && !text.endsWith(":"));
  const iris = names.map(({ text }) => expand(text, declared));
  const unknown = iris.filter((iri) => prefixes[""] && iri.startsWith(prefixes[""]) && !known.has(iri)); // prettier-ignore
  return [...new Set(unknown)].map((iri) => shorten(iri, { "": prefixes[""] }));
}
