// Completion of a query: terms of the vocabulary, things by any spelling, variables, keywords.

import { pickedCompletion } from "@codemirror/autocomplete";
import { syntaxTree } from "@codemirror/language";
import { at } from "../page.js";
import { expand, readPrefixes, shorten } from "../prefixes.js";
import { expectedAfter, tokenize } from "./position.js";

const PATTERNS = "OPTIONAL FILTER BIND VALUES UNION MINUS GRAPH SELECT EXISTS NOT";
const KEYWORDS = {
  outside: "PREFIX SELECT DISTINCT WHERE CONSTRUCT DESCRIBE ASK FROM ORDER BY GROUP HAVING LIMIT OFFSET DESC ASC COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT AS", // prettier-ignore
  subject: PATTERNS,
  end: PATTERNS,
  property: "a",
  class: "",
  value: "true false",
  expression: "STR LANG LANGMATCHES DATATYPE BOUND IRI ABS CEIL FLOOR ROUND CONCAT STRLEN UCASE LCASE CONTAINS STRSTARTS STRENDS STRBEFORE STRAFTER SUBSTR REPLACE REGEX YEAR MONTH DAY IF COALESCE IN NOT EXISTS COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT DISTINCT", // prettier-ignore
};
const ALL_KEYWORDS = new Set(Object.values(KEYWORDS).flatMap((words) => words.split(" ")));
const WORD = /[?$][\p{L}\p{N}_]*|[\p{L}\p{N}_.:-]+/u;
const LEAST_LETTERS = 2; // of a name, before things are searched for it
const MOST = 50;
const UNTOUCHED = /String|Comment|IriRef/; // nodes of the grammar in which nothing is completed

/**
 * Makes a source of completions.
 *
 * @param {Promise<Vocabulary>} vocabulary - what `/api/vocabulary` gives.
 * @param {string} language - in which names of things are shown.
 */
export function completeWith(vocabulary, language) {
  return async (context) => {
    const { state, pos } = context;
    if (UNTOUCHED.test(syntaxTree(state).resolveInner(pos, -1).name)) return null;
    const written = context.matchBefore(WORD);
    if (!written && !context.explicit) return null;
    const [from, typed] = [written?.from ?? pos, written?.text ?? ""];
    // Enter after a whole word is a new line.
    if (ALL_KEYWORDS.has(typed.toUpperCase()) && !context.explicit) return null;
    const [before, after] = [state.sliceDoc(0, from), state.sliceDoc(pos)];
    if (/^[?$]/.test(typed)) {
      return { from, options: listVariables(before + after), validFor: /^[?$][\p{L}\p{N}_]*$/u };
    }
    const expected = expectedAfter(before, after);
    const { prefixes: ours, ...terms } = await vocabulary;
    const declared = readPrefixes([...tokenize(before + after)]);
    const names = new Names(ours, declared);
    const things = await findThings(typed, expected.place, names, language, context);
    if (context.aborted) return null;
    const options = [
      ...listKeywords(expected.place, typed),
      ...listTerms(terms, expected, typed, names),
      ...things,
    ];
    return { from, options: options.slice(0, MOST), filter: false };
  };
}

/** How terms are written in a query: with its prefixes first, else with ours. */
class Names {
  constructor(ours, declared) {
    [this.ours, this.declared] = [ours, declared];
  }

  expand(name) {
    return expand(name, { ...this.ours, ...this.declared });
  }

  /** Gives the name of an IRI, and what must be declared for it, or null. */
  write(iri) {
    const known = shorten(iri, this.declared);
    if (!known.startsWith("<")) return { name: known, declaration: "" };
    const free = Object.entries(this.ours).filter(([prefix]) => !(prefix in this.declared));
    const name = shorten(iri, Object.fromEntries(free));
    const prefix = name.split(":")[0];
    const declaration = name.startsWith("<") ? "" : `PREFIX ${prefix}: <${this.ours[prefix]}>\n`;
    return { name, declaration };
  }
}

function listVariables(text) {
  const variables = [...tokenize(text)].filter((token) => token.kind === "variable");
  const names = new Set(variables.map((token) => token.text));
  return [...names].sort().map((label) => ({ label, type: "variable" }));
}

function listKeywords(place, typed) {
  const [found, asked] = [KEYWORDS[place].split(" "), typed.toUpperCase()];
  return found
    .filter((word) => word && typed && word.toUpperCase().startsWith(asked))
    .map((label) => ({ label, type: "keyword" }));
}

/** Gives the terms that fit the place and what is typed, the likeliest first. */
function listTerms({ classes, properties }, { place, classes: known }, typed, names) {
  const lists = { class: [classes], property: [properties], expression: [classes, properties] };
  const found = known.map((name) => names.expand(name));
  const ranked = (lists[place] ?? [])
    .flat()
    .map((term) => {
      const fits = term.with?.some((name) => found.includes(expand(name, names.ours)));
      return { term, rank: rank(term, typed.toLowerCase(), names.expand(typed)), fits };
    })
    .filter((one) => one.rank !== null);
  // Of as many the more usual one: that is the order of the lists.
  ranked.sort((one, other) => Boolean(other.fits) - Boolean(one.fits) || one.rank - other.rank);
  return ranked.map(({ term }) => {
    const { name, declaration } = names.write(term.iri);
    return {
      label: name,
      detail: term.labels[0],
      type: classes.includes(term) ? "class" : "property",
      info: term.definition || undefined,
      apply: applyName(name, declaration),
    };
  });
}

/** Says how well a term fits what is typed, 0 best, or null when it does not. */
function rank({ name, iri, labels }, typed, expanded) {
  const local = name.slice(name.indexOf(":") + 1).toLowerCase();
  const texts = labels.map((label) => label.toLowerCase());
  const isWritten = typed.includes(":") && iri.toLowerCase().startsWith(expanded.toLowerCase());
  if (isWritten || name.toLowerCase().startsWith(typed) || local.startsWith(typed)) return 0;
  if (texts.some((text) => text.startsWith(typed))) return 1;
  if (texts.some((text) => text.includes(` ${typed}`))) return 2;
  return local.includes(typed) ? 3 : null;
}

/** Finds things and concepts by what they are called. */
async function findThings(typed, place, names, language, context) {
  const asked = typed.slice(typed.indexOf(":") + 1).replaceAll(/[_-]+/g, " ");
  const isThing = ["subject", "value", "expression"].includes(place);
  if (!isThing || !/^\p{L}/u.test(typed) || [...asked].length < LEAST_LETTERS) return [];
  const stop = new AbortController();
  context.addEventListener("abort", () => stop.abort(), { onDocChange: true });
  const query = new URLSearchParams({ q: asked, lang: language, limit: 20 });
  try {
    const answer = await fetch(at(`/api/search?${query}`), { signal: stop.signal });
    const { results } = answer.ok ? await answer.json() : { results: [] };
    return results
      .filter((one) => !one.documents.length) // reports come after things, and are many
      .map(({ iri, label }) => {
        const { name, declaration } = names.write(iri);
        const apply = applyName(name, declaration);
        return { label: name, displayLabel: label, detail: name, type: "thing", apply };
      });
  } catch {
    return []; // stopped, or no network: there are the other completions
  }
}

/** Makes what puts a name into the query, and a declaration before all. */
function applyName(name, declaration) {
  return (view, completion, from, to) =>
    view.dispatch({
      changes: [
        { from: 0, insert: declaration },
        { from, to, insert: name },
      ],
      selection: { anchor: from + declaration.length + name.length },
      annotations: pickedCompletion.of(completion),
      userEvent: "input.complete",
    });
}
