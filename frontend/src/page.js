// What the page tells its scripts: where kzgraph is found, and words of the reader's language.

const root = document.querySelector("[data-root]")?.dataset.root ?? "";

/** Gives the path on this server of one of kzgraph's paths. */
export const at = (path) => root + path;

const written = document.getElementById("words");

/** Words of the page's language. */
export const words = written ? JSON.parse(written.textContent) : {};

/** Gives a word, with the values put in for each `%s`. */
export function say(key, ...values) {
  return values.reduce((text, value) => text.replace("%s", () => value), words[key] ?? key);
}
