import assert from "node:assert/strict";
import test from "node:test";
import { tokenize } from "../src/editor/position.js";
import { findUnknown } from "../src/editor/unknown.js";

const vocabulary = {
  prefixes: { "": "http://a/#" },
  classes: [{ iri: "http://a/#Claim" }],
  properties: [{ iri: "http://a/#by" }],
};
const find = (query) => findUnknown([...tokenize(query)], vocabulary);

test("terms of ours that do not exist are found once, however they are written", () => {
  const query =
    "PREFIX : <http://a/#> PREFIX b: <http://a/#> { ?c a :Claim, b:Clam ; :by ?x, :Clam }";
  assert.deepEqual(find(query), [":Clam"]);
});

test("terms of others, and names in texts and comments, are left alone", () => {
  const query = 'PREFIX : <http://a/#> PREFIX c: <http://c/> { ?c c:x ":y" } # :z';
  assert.deepEqual(find(query), []);
  assert.deepEqual(findUnknown([...tokenize(query)], { prefixes: {}, classes: [], properties: [] }), []); // prettier-ignore
});
