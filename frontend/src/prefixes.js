// Prefixed names.

/** Writes an IRI with a prefix, as far as its end needs no escapes. */
export function shorten(iri, prefixes) {
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && /^[A-Za-z0-9_][A-Za-z0-9_-]*$/.test(local)) {
      return `${prefix}:${local}`;
    }
  }
  return `<${iri}>`;
}

/** Gives the IRI that a name stands for, or the name itself where its prefix is not known. */
export function expand(name, prefixes) {
  if (name.startsWith("<")) return name.slice(1, -1);
  const [prefix, ...local] = name.split(":");
  return local.length && Object.hasOwn(prefixes, prefix)
    ? prefixes[prefix] + local.join(":")
    : name;
}

/** Reads the prefixes that the tokens of a query declare. */
export function readPrefixes(tokens) {
  const texts = tokens.map(({ text }) => text);
  const found = texts.flatMap((text, index) =>
    text.toUpperCase() === "PREFIX" && /:$/.test(texts[index + 1]) && /^</.test(texts[index + 2])
      ? [[texts[index + 1].slice(0, -1), texts[index + 2].slice(1, -1)]]
      : [],
  );
  return Object.fromEntries(found);
}
