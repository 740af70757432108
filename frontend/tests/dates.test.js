import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

import { DAY, readDate } from "../src/views/dates.js";
import { readSpan } from "../src/views/spans.js";

const day = (text) => Date.parse(text);

/** Bounds as days: the first possible one, and the day after the last. */
const bounds = (text, end = "start") => {
  const { from, to } = readDate(text)[end];
  return [from, to].map((one) => one && new Date(one).toISOString().slice(0, 10));
};

for (const [text, expected] of [
  ["2023", ["2023-01-01", "2024-01-01"]],
  ["2024-02", ["2024-02-01", "2024-03-01"]],
  ["2023-04-10", ["2023-04-10", "2023-04-11"]],
  ["2021-01-05T10:00:00Z", ["2021-01-05", "2021-01-06"]],
  ["2023~", ["2023-01-01", "2024-01-01"]],
  ["[2023-03-21..2023-03-31]", ["2023-03-21", "2023-04-01"]],
  ["[2023-01..2023-04]", ["2023-01-01", "2023-05-01"]],
  ["[2023-02,2023-04]", ["2023-02-01", "2023-05-01"]],
  ["[..2019]", [null, "2020-01-01"]],
  ["[2021-03..]", ["2021-03-01", null]],
  ["2023-04/2023-06", ["2023-04-01", "2023-05-01"]],
  ["../2023", [null, null]],
]) {
  test(`the start of ${text}`, () => assert.deepEqual(bounds(text), expected));
}

test("an interval has an end of its own", () => {
  assert.deepEqual(bounds("2023-04/2023-06", "end"), ["2023-06-01", "2023-07-01"]);
  assert.deepEqual(bounds("2023-04/..", "end"), [null, null]);
  assert.equal(readDate("2023-04/").lasts, true);
});

for (const text of ["", "before 2021", "20", "2023-02-30", "XXXX-02-03", "[..]", "../..", "62.5"]) {
  test(`“${text}” has no place on a line`, () => assert.equal(readDate(text), null));
}

test("a range is from the begin of its first member to the end of its last", () => {
  const when = fc.date({
    min: new Date("1900-01-01"),
    max: new Date("2100-01-01"),
    noInvalidDate: true,
  });
  const dates = when.chain((date) =>
    fc.constantFrom(4, 7, 10).map((length) => date.toISOString().slice(0, length)),
  );
  fc.assert(
    fc.property(dates, dates, (first, last) => {
      const { start } = readDate(`[${first}..${last}]`);
      assert.equal(start.from, readDate(first).start.from);
      assert.equal(start.to, readDate(last).start.to);
    }),
  );
});

const cell = (text) => (text === null ? null : { text, type: "date" });
const span = (start, end) => readSpan(cell(start), cell(end), end !== undefined);

test("what has one date lies somewhere in it", () => {
  const { pale, full, isOpen } = span("2023-04");
  assert.deepEqual(pale, [[day("2023-04-01"), day("2023-05-01")]]);
  assert.equal(full, null);
  assert.deepEqual(isOpen, { left: false, right: false });
});

test("what lasted is full from the latest begin to the earliest end", () => {
  const { pale, full } = span("2019-06", "2021");
  assert.deepEqual(full, [day("2019-07-01"), day("2021-01-01")]);
  assert.deepEqual(pale, [
    [day("2019-06-01"), day("2019-07-01")],
    [day("2021-01-01"), day("2022-01-01")],
  ]);
});

test("days that are given belong to what lasted", () => {
  const { pale, full } = span("2023-04-10/2023-04-12");
  assert.deepEqual(full, [day("2023-04-10"), day("2023-04-13")]);
  assert.deepEqual(pale, []);
});

test("an end that is missing, or no date, is open", () => {
  for (const end of [null, "before the document"]) {
    const { full, isOpen } = span("2019-06", end);
    assert.equal(full, null);
    assert.deepEqual(isOpen, { left: false, right: true });
  }
  assert.deepEqual(span(null, "2021").isOpen, { left: true, right: false });
  assert.deepEqual(span("[..2019]").isOpen, { left: true, right: false });
  assert.equal(span(null, null), null);
});

test("what is only about a date is certain nowhere", () => {
  assert.equal(span("2019~", "2021").full, null);
});

test("a day is a day wide", () => {
  const { from, to } = span("2023-04-10");
  assert.equal(to - from, DAY);
});
