import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import test from "node:test";
import fc from "fast-check";
import { writeCurl, writePython } from "../src/answer/snippets.js";

// The programs are run, with stand-ins for curl and for kzgraph that write what they are given.
const CURL = 'curl() { for last; do :; done; printf "%s\\n" "$last"; cat; }\n';
const CLIENT = `
import sys, types
module = types.ModuleType("kzgraph")
class Graph:
    def query(self, text): sys.stdout.buffer.write(text.encode())
module.connect = lambda base: Graph()
sys.modules["kzgraph"] = module
`;
const pieces = fc.constantFrom('"', '"""', "'", "\\", "\n", "$HOME", "`ls`", "SPARQL", "Ә", " ", "{", "%s"); // prettier-ignore
const queries = fc.array(pieces, { minLength: 1, maxLength: 12 }).map((parts) => parts.join(""));
const run = (program, ...options) => execFileSync(program, options, { encoding: "utf8" });

test("the shell hands the query to curl as it is", () => {
  fc.assert(
    fc.property(queries, (query) => {
      const told = run("bash", "-c", CURL + writeCurl("http://here/it's/sparql", query));
      assert.equal(told, `http://here/it's/sparql\n${query}\n`);
    }),
    { numRuns: 30 },
  );
});

test("Python hands the query to the client as it is, but for a line end", () => {
  fc.assert(
    fc.property(queries, (query) => {
      const told = run("python3", "-c", CLIENT + writePython("http://here/", query));
      assert.equal(told, `${query}\n`);
    }),
    { numRuns: 6 },
  );
});
