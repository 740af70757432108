import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { tokenize } from "../src/editor/position.js";
import { expand, readPrefixes, shorten } from "../src/prefixes.js";

const prefixes = { "": "http://a/#", id: "http://a/id/", a: "http://a/" };
const locals = fc.string({ unit: fc.constantFrom(..."ab1_-/.#%é") });

test("what is written with a prefix stands for the same IRI", () => {
  const iris = fc.tuple(fc.constantFrom(...Object.values(prefixes)), locals).map((parts) => parts.join("")); // prettier-ignore
  fc.assert(
    fc.property(iris, (iri) => {
      assert.equal(expand(shorten(iri, prefixes), prefixes), iri);
    }),
  );
});

test("a name whose prefix is not known stays", () => {
  assert.equal(expand("b:c", prefixes), "b:c");
  assert.equal(expand("toString:c", prefixes), "toString:c");
  assert.equal(expand("word", prefixes), "word");
});

test("prefixes are read wherever they are declared, but not in comments and strings", () => {
  const text = 'prefix kz: <http://a/#>\n# PREFIX b: <http://b/>\nPREFIX : <http://c/> ASK { ?s ?p "PREFIX d: <e>" }'; // prettier-ignore
  assert.deepEqual(readPrefixes([...tokenize(text)]), { kz: "http://a/#", "": "http://c/" });
  assert.deepEqual(readPrefixes([...tokenize("PREFIX")]), {});
});
