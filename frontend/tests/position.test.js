import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { expectedAfter, tokenize } from "../src/editor/position.js";

const places = {
  outside: ["", "PREFIX : <http://a/#> ", "SELECT ?a ", "SELECT ?a WHERE { ?a :b ?c } ORDER BY "],
  subject: [
    "SELECT * { ",
    "SELECT * { ?s ?p ?o . ",
    "SELECT * { ?s ?p 1.5 . ",
    "SELECT * { FILTER(?a > 2) ",
    "SELECT * { OPTIONAL { ",
    "SELECT * { ?s ?p ?o OPTIONAL { ?a ?b ?c } ",
    "SELECT * { VALUES ?x { id:a } ",
    'SELECT * { ?s ?p "a. b"@en . ',
    "SELECT * { # ?s ?p\n ",
  ],
  property: [
    "SELECT * { ?s ",
    "SELECT * { ?s ?p ?o ; ",
    "SELECT * { ?s ?p ?o, ?q ; ",
    "SELECT * { ?s :a/",
    "SELECT * { ?s :a|",
    "SELECT * { ?s ^",
    "SELECT * { ?s (",
    "SELECT * { ?s ?p [ ",
    "SELECT * { ?s ?p [ :a ?b ; ",
    "SELECT * { <http://a/#b> ",
    "SELECT * { VALUES ?x { 1 } ?s ",
    "CONSTRUCT { ?s ",
  ],
  class: ["SELECT * { ?s a ", "SELECT * { ?s rdf:type :A, ", "SELECT * { ?s :a ?b ; a "],
  value: [
    "SELECT * { ?s ?p ",
    "SELECT * { ?s ?p ?o, ",
    "SELECT * { ?s :a/:b ",
    "SELECT * { ?s (:a/:b) ",
    "SELECT * { ?s :a+ ",
    "SELECT * { ?s ?p [ :a ",
    "SELECT * { VALUES ?x { ",
    "SELECT * { VALUES ?x { id:a ",
    "SELECT * { GRAPH ",
    'SELECT * { ?s ?p "a"^^xsd:date, ',
  ],
  end: ["SELECT * { ?s ?p ?o ", "SELECT * { ?s a :A ", 'SELECT * { ?s ?p "a"@en '],
  expression: ["SELECT * { FILTER(", "SELECT * { FILTER(?a = ", "SELECT * { BIND(STR("],
};

for (const [place, texts] of Object.entries(places)) {
  for (const text of texts) {
    test(`${place} behind ${JSON.stringify(text)}`, () => {
      assert.equal(expectedAfter(text).place, place);
    });
  }
}

test("the classes of a subject are found before and behind the place", () => {
  const { classes } = expectedAfter("SELECT * { ?x a :A . ?y a :B . ?x ", " ?z . ?x a :C }");
  assert.deepEqual(classes, [":A", ":C"]);
});

test("any text has a place, and no token is lost", () => {
  const pieces = fc.constantFrom("{", "}", "(", ")", "[", "]", ".", ";", "a", "?x", ":b", '"', "#", "\n", "<", "FILTER"); // prettier-ignore
  const texts = fc.oneof(
    fc.string(),
    fc.array(pieces).map((parts) => parts.join(" ")),
  );
  fc.assert(
    fc.property(texts, (text) => {
      assert.ok(Object.keys(places).includes(expectedAfter(text).place));
      const kept = [...tokenize(text)].map((token) => token.text).join("");
      if (!text.includes("#")) assert.equal(kept.replace(/\s/g, ""), text.replace(/\s/g, ""));
    }),
  );
});
