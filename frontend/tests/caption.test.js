import assert from "node:assert/strict";
import test from "node:test";
import { writeCaption } from "../src/views/caption.js";

const cell = (text, type = "text") => ({ text, type });
const place = { origin: "http://here", pathname: "/queries/x", href: "http://here/queries/x" };

test("a caption names each document once, and where the figure is from", () => {
  const table = {
    columns: ["what", "document", "documents"],
    rows: [
      [cell("a"), cell("One", "iri"), cell("2", "number")],
      [cell("b"), cell("Two", "iri"), null],
      [cell("c"), cell("One", "iri"), cell("3", "number")],
    ],
  };
  assert.deepEqual(writeCaption("Title", "Notes.", table, place), [
    "Title",
    "Notes.",
    "One; Two",
    place.href,
  ]);
});

test("a long address is cut to its path, and without documents nothing is said of them", () => {
  const long = { ...place, href: `${place.href}?query=${"x".repeat(2000)}` };
  const table = { columns: ["what"], rows: [[cell("a")]] };
  assert.deepEqual(writeCaption("Title", "", table, long), ["Title", "http://here/queries/x"]);
});
