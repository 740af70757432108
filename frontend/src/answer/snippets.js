// A query as commands for a terminal and for Python. Kinds of outcome are those of `ask`.

const ACCEPTED = { graph: "text/turtle", boolean: "application/sparql-results+json" };
const METHODS = { graph: "construct", boolean: "ask" };

/** Gives a command that asks a query with curl. */
export function writeCurl(endpoint, query, kind) {
  const lines = query.split("\n");
  let end = "SPARQL";
  while (lines.includes(end)) end += "_";
  const quoted = `'${endpoint.replaceAll("'", "'\\''")}'`;
  const accept = `-H 'Accept: ${ACCEPTED[kind] ?? "text/csv"}'`;
  return [
    `curl --fail-with-body ${accept} --data-urlencode query@- ${quoted} <<'${end}'`,
    query,
    end,
  ].join("\n");
}

/** Gives a program that asks a query with kzgraph's client. */
export function writePython(base, query, kind) {
  const text = query.replaceAll("\\", "\\\\").replaceAll('"""', '\\"\\"\\"');
  return [
    "from kzgraph import connect",
    "",
    `graph = connect(${JSON.stringify(base)})`,
    `answer = graph.${METHODS[kind] ?? "query"}("""\\`,
    text,
    `""")`,
  ].join("\n");
}
