// The link to a query: whoever opens it has the same query, and, run, the same view of its answer.

const LONGEST = 6000; // characters of a URL that servers and mail programs let pass

/**
 * Writes a link.
 *
 * @param {{ query: string, view?: string, names?: boolean }} asked - the query; once it was run
 *   the view of its answer, in the words of `kzgraph.views` or "table"; whether names are shown.
 */
export function writeLink(path, { query, view, names }) {
  const fields = new URLSearchParams(new URL(path).search);
  for (const name of ["query", "view", "names"]) fields.delete(name);
  const asked = new URLSearchParams({ query });
  if (view) asked.set("view", view);
  if (names) asked.set("names", "1");
  const { origin, pathname } = new URL(path);
  const kept = fields.toString();
  const link = `${origin}${pathname}?${kept}${kept ? "&" : ""}${asked}`;
  // What stands behind # is never sent, so there it may be long.
  return link.length <= LONGEST ? link : `${origin}${pathname}${kept ? `?${kept}` : ""}#${asked}`;
}

/** Reads what `writeLink` wrote; what is not there is undefined. */
export function readLink(url) {
  const { search, hash } = new URL(url);
  const fields = new URLSearchParams(hash.startsWith("#query=") ? hash.slice(1) : search);
  const get = (name) => fields.get(name) ?? undefined;
  return { query: get("query"), view: get("view"), names: get("names") === "1" };
}
