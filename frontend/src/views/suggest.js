// Which views fit an answer, by the types of its columns and how many values each has.

import { findOutline } from "./regions.js";
import { groupBy } from "./view.js";

const MOST_COLOURS = 8;

/** Gives the views that fit a table, the fittest first; none for an answer of one row. */
export function suggestViews(table) {
  const columns = table.columns.map((name, index) => describe(name, table.rows, index));
  const numbers = columns.filter(({ type }) => type === "number");
  const dates = columns.filter(({ type }) => type === "date");
  const names = columns.filter(({ type }) => ["iri", "text"].includes(type));
  const things = columns.filter(({ type }) => type === "iri");
  const varied = names.filter(({ distinct }) => distinct > 1);
  const few = varied.filter(({ distinct }) => distinct <= MOST_COLOURS);
  const found = [];
  const add = (kind, channels) => {
    const used = Object.entries(channels).filter(([, column]) => column);
    const columns = Object.fromEntries(used.map(([channel, { name }]) => [channel, name]));
    found.push({ kind, columns });
  };
  if (table.rows.length < 2) return found;

  const places = varied.find(({ outlines }) => outlines > 1);
  if (places) add("map", { region: places, value: places.isKey ? numbers[0] : undefined });
  const label = [...varied].sort((a, b) => b.distinct - a.distinct)[0];
  if (dates.length && label) {
    const start = dates.find(({ name }) => !isEnd(name));
    const end = dates.find(({ name }) => isEnd(name));
    const document = columns.find(({ name }) => name === "document");
    add("timeline", { start: start ?? end, end: start && end, label, document });
  }
  if (numbers.length && dates.length) {
    add("line", { x: dates[0], y: numbers[0], color: few[0] });
  }
  if (numbers.length && varied.length) {
    const [x] = varied;
    const color = x.isKey ? undefined : few.find((one) => one !== x);
    add("bar", { x, y: numbers[0], color });
  }
  if (numbers.length && varied.length > 1) {
    const [y, x] = varied;
    if (isKey(table.rows, [x, y])) add("heatmap", { x, y, value: numbers[0] });
  }
  if (numbers.length > 1) {
    add("scatter", {
      x: numbers[0],
      y: numbers[1],
      label,
      color: few.find((one) => one !== label),
    });
  }
  if (things.length > 1) {
    const [from, to] = things;
    add("network", { from, to, label: few.find((one) => one !== from && one !== to) });
  }
  const text = names.find(({ length }) => length > 30);
  const by = few.find((one) => one !== text);
  if (text && by) add("columns", { by, text, when: dates[0] });
  return found;
}

function isEnd(name) {
  return /^(end|ended|until|to|last)/.test(name);
}

function isKey(rows, columns) {
  const keys = rows.map((row) => columns.map(({ index }) => row[index]?.text).join("\n"));
  return new Set(keys).size === rows.length;
}

function describe(name, rows, index) {
  const cells = rows.map((row) => row[index]).filter((cell) => cell);
  const texts = new Set(cells.map(({ text }) => text));
  // Of a column with days and remarks ("before the document") the days count.
  const types = [...groupBy(cells, ({ type }) => type)].sort(([, a], [, b]) => b.length - a.length);
  return {
    name,
    index,
    type: types[0]?.[0],
    distinct: texts.size,
    isKey: texts.size === rows.length,
    length: cells.reduce((sum, { text }) => sum + text.length, 0) / cells.length,
    outlines: new Set(cells.map(findOutline).filter(Boolean)).size,
  };
}
