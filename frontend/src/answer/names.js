// What IRIs are called, asked after the query: the query itself is never changed.

import { at } from "../page.js";

const AT_ONCE = 50; // the service gives no more
const MOST = 1000; // for one answer

/** Knows names of IRIs in a language; asks for those that it does not know. */
export class Names {
  #known = new Map();
  #language;

  /** @param {string} language - the first choice for names. */
  constructor(language) {
    this.#language = language;
  }

  /** Gives { label, language, page } of an IRI, if it was asked for and has a name. */
  get(iri) {
    return this.#known.get(iri);
  }

  /**
   * Asks for the names of some IRIs. What cannot be asked stays without.
   *
   * @throws {DOMException} AbortError, it was stopped.
   */
  async learn(iris, signal) {
    const unknown = [...new Set(iris)].filter((iri) => !this.#known.has(iri)).slice(0, MOST);
    for (let start = 0; start < unknown.length; start += AT_ONCE) {
      const some = unknown.slice(start, start + AT_ONCE);
      const names = await this.#ask(some, signal);
      if (!names) return;
      for (const iri of some) this.#known.set(iri, names[iri] ?? null);
    }
  }

  async #ask(iris, signal) {
    const asked = new URLSearchParams({ lang: this.#language });
    for (const iri of iris) asked.append("iri", iri);
    try {
      const answer = await fetch(at(`/api/labels?${asked}`), { signal });
      return answer.ok ? await answer.json() : null;
    } catch (error) {
      if (error.name === "AbortError") throw error;
      return null;
    }
  }
}
