import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";

import { makeFiller } from "../src/views/merge.js";
import { suggestViews } from "../src/views/suggest.js";
import { CannotDraw, VIEWS, divide, readRecords, readView, writeView } from "../src/views/view.js";
import { nameFile } from "../src/views/export.js";

const column = fc.stringMatching(/^[A-Za-z][A-Za-z0-9_]{0,9}$/);
const views = fc.constantFrom(...Object.entries(VIEWS)).chain(([kind, { channels }]) =>
  fc
    .record(Object.fromEntries(channels.map(({ name }) => [name, column])), {
      requiredKeys: channels.filter(({ needed }) => needed).map(({ name }) => name),
    })
    .map((columns) => ({ kind, columns: { ...columns } })),
);

test("a view is read as it is written", () => {
  fc.assert(
    fc.property(views, (view) => {
      assert.deepEqual(readView(writeView(view)), view);
    }),
  );
});

for (const [text, message] of [
  ["pie(x=a)", /is no view/],
  ["constructor(x=a)", /is no view/],
  ["bar(x=a)", /needs the channel y/],
  ["bar(x=a, y=b, z=c)", /“z=c” is no channel of bar/],
  ["bar(x=a, x=b)", /stands there twice/],
  ["bar(x=a, y=?b)", /“y=\?b” is no channel/],
]) {
  test(`${text} is refused`, () => assert.throws(() => readView(text), { message }));
}

const cell = fc.oneof(
  fc.constant(null),
  fc.integer({ min: -99, max: 99 }).map((value) => ({ text: `${value}`, type: "number", value })),
  fc.constantFrom("2021", "2021-03", "[..2019]").map((text) => ({ text, type: "date" })),
  fc
    .constantFrom("Almaty", "Astana", "a claim of more than thirty characters, of somebody")
    .map((text) => ({ text, type: "text" })),
  fc.constantFrom("/page/a", "/page/b").map((href) => ({ text: href, type: "iri", href })),
);
const tables = fc.integer({ min: 1, max: 4 }).chain((width) =>
  fc.record({
    columns: fc.constant(["a", "b", "until", "d"].slice(0, width)),
    rows: fc.array(fc.array(cell, { minLength: width, maxLength: width }), { maxLength: 6 }),
  }),
);

test("suggested views fit the table: channels, columns, types", () => {
  fc.assert(
    fc.property(tables, (table) => {
      for (const view of suggestViews(table)) {
        assert.deepEqual(readView(writeView(view)), view);
        const [record] = readRecords(view, table);
        assert.deepEqual(Object.keys(record.cells), Object.keys(view.columns));
        for (const { name, takes } of VIEWS[view.kind].channels) {
          const index = table.columns.indexOf(view.columns[name]);
          if (index < 0) continue;
          const types = table.rows.map((row) => row[index]?.type);
          assert(types.some((type) => takes.includes(type)));
        }
      }
    }),
  );
});

const make = (columns, ...rows) => ({
  columns,
  rows: rows.map((row) => row.map(([type, text]) => ({ type, text, value: Number(text) }))),
});

test("events come as a timeline first, seats as bars by election", () => {
  const events = make(
    ["when", "what"],
    [
      ["date", "2021"],
      ["iri", "a"],
    ],
    [
      ["date", "2022"],
      ["iri", "b"],
    ],
  );
  assert.equal(writeView(suggestViews(events)[0]), "timeline(start=when, label=what)");
  const seats = make(
    ["election", "party", "seats"],
    [
      ["iri", "2021"],
      ["iri", "P"],
      ["number", "76"],
    ],
    [
      ["iri", "2021"],
      ["iri", "Q"],
      ["number", "12"],
    ],
    [
      ["iri", "2023"],
      ["iri", "P"],
      ["number", "62"],
    ],
  );
  assert.equal(writeView(suggestViews(seats)[0]), "bar(x=election, y=seats, color=party)");
  assert.deepEqual(suggestViews({ columns: ["a"], rows: [] }), []);
});

test("what does not fit is said, what cannot be drawn is counted", () => {
  const table = make(["n"], [["number", "1"]], [["text", "none"]]);
  assert.throws(() => readRecords(readView("bar(x=n, y=m)"), table), CannotDraw);
  const records = readRecords({ kind: "bar", columns: { y: "n" } }, table);
  const { drawn, left } = divide(records, ({ cells }) => cells.y.type === "number");
  assert.deepEqual([drawn.length, left], [1, 1]);
  assert.throws(() => divide(records, () => false), CannotDraw);
});

test("a file is named by the title, whatever its letters", () => {
  assert.equal(nameFile("Явка: 2021/2023?"), "явка-2021-2023");
  assert.equal(nameFile("…"), "figure");
});

test("a colour of a scale does not depend on which values there are", () => {
  const colours = { ramp: ["#000000", "#ffffff"], empty: "", text: "" };
  const record = (value) => ({ value: { value, text: String(value) } });
  const fill = (values, bounds) => {
    const groups = values.map((value) => [record(value)]);
    return makeFiller(groups, ({ value }) => value, colours, bounds)(groups[0]).fill;
  };
  assert.equal(fill([2], [0, 4]), fill([2, 0, 1], [0, 4]));
  assert.notEqual(fill([2, 0], []), fill([2, 3], []));
});
