import assert from "node:assert/strict";
import test from "node:test";
import { makeTable } from "../src/answer/results.js";

const XSD = "http://www.w3.org/2001/XMLSchema#";
const options = {
  prefixes: { "": "http://a/#", id: "http://a/id/" },
  nameOf: (iri) => (iri.endsWith("/x") ? { label: "Икс", language: "ru" } : null),
  link: (iri) => `/to?${iri}`,
};
const cell = (term) => makeTable(["x"], [{ x: term }], options).rows[0][0];

test("IRIs have their names, or are written with a prefix", () => {
  assert.deepEqual(cell({ type: "uri", value: "http://a/id/x" }), {
    type: "iri",
    iri: "http://a/id/x",
    text: "Икс",
    short: "id:x",
    href: "/to?http://a/id/x",
    language: "ru",
  });
  assert.equal(cell({ type: "uri", value: "http://a/#b" }).text, ":b");
  assert.equal(cell({ type: "uri", value: "http://a/#b/c" }).text, "<http://a/#b/c>");
});

test("literals have the type of their values", () => {
  const typed = (value, name) => cell({ type: "literal", value, datatype: XSD + name });
  assert.deepEqual(typed("007", "integer"), { type: "number", text: "007", value: 7 });
  assert.equal(typed("1.5", "decimal").value, 1.5);
  assert.equal(typed("true", "boolean").type, "boolean");
  assert.equal(typed("2021", "gYear").type, "date");
  assert.equal(cell({ type: "literal", value: "[2021-03..]" }).type, "date");
  assert.equal(cell({ type: "literal", value: "2021", "xml:lang": "en" }).type, "text");
  for (const text of ["07", "105.3", "0.3.0", "310-1", "...---...", "2021 or so"]) {
    assert.equal(cell({ type: "literal", value: text }).type, "text", text);
  }
  for (const text of ["[..2021-12]", "XXXX-03-21", "2021-05?", "2019/2021", "[2019..2021]"]) {
    assert.equal(cell({ type: "literal", value: text }).type, "date", text);
  }
  assert.deepEqual(typed("INF", "double"), { type: "number", text: "INF" });
});

test("what is unbound is no cell, and columns keep their order", () => {
  const table = makeTable(["b", "a"], [{ a: { type: "bnode", value: "n" } }], options);
  assert.deepEqual(table.columns, ["b", "a"]);
  assert.equal(table.rows[0][0], null);
  assert.equal(table.rows[0][1].text, "_:n");
});

test("a triple shows what is in it", () => {
  const [subject, predicate] = ["http://a/id/y", "http://a/#b"].map((value) => ({
    type: "uri",
    value,
  }));
  const value = { subject, predicate, object: { type: "literal", value: 'c"' } };
  assert.equal(cell({ type: "triple", value }).text, '<<( id:y :b "c\\"" )>>');
});
