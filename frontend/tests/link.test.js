import assert from "node:assert/strict";
import test from "node:test";
import fc from "fast-check";
import { readLink, writeLink } from "../src/link.js";

const HERE = "http://here/root/query?lang=kk&query=old&view=table#old";
const asked = fc.record({
  query: fc.string({ unit: "grapheme", minLength: 1, maxLength: 3000 }).filter((text) => text.isWellFormed()), // prettier-ignore
  view: fc.constantFrom("table", "bar(x=party, y=seats)"),
  names: fc.boolean(),
});

test("whoever opens a link has the same query, view and names", () => {
  fc.assert(
    fc.property(asked, (one) => {
      const link = writeLink(HERE, one);
      assert.deepEqual(readLink(link), { ...one });
      assert.equal(new URL(link).pathname, "/root/query");
      assert.equal(new URL(link).searchParams.get("lang"), "kk");
    }),
  );
});

test("a long query stands where it is never sent", () => {
  const long = { query: `ASK { ${"?s ?p ?o . ".repeat(1000)} }`, view: "table", names: false };
  const link = new URL(writeLink(HERE, long));
  assert.equal(link.search, "?lang=kk");
  assert.deepEqual(readLink(link.href), long);
});

test("a link without a view is not run", () => {
  assert.deepEqual(readLink("http://here/query?query=ASK%20%7B%7D"), {
    query: "ASK {}",
    view: undefined,
    names: false,
  });
});
