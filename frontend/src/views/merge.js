// Several rows for one place of a figure: each value is shown, none is added up.

import { makeRamp } from "./colours.js";

/**
 * Gives what a place shows for its records: { text, fill, ink }. One number has its colour of the
 * ramp; a word, or several values, have none. The ramp spans these numbers and the bounds.
 */
export function makeFiller(groups, valueOf, colours, bounds = []) {
  const single = groups
    .map((group) => numberOf(group, valueOf))
    .filter((value) => value !== undefined);
  const ramp = makeRamp([...single, ...bounds], colours);
  return (group) => {
    const text = [...new Set(group.map((record) => valueOf(record).text))].join(" / ");
    const value = numberOf(group, valueOf);
    if (value === undefined) return { text, fill: colours.empty, ink: colours.text };
    const { fill, text: ink } = ramp(value);
    return { text, fill, ink };
  };
}

function numberOf(group, valueOf) {
  const values = new Set(group.map((record) => valueOf(record).value));
  return values.size === 1 ? [...values][0] : undefined;
}

/** Joins the rows behind a place, column by column, for its tooltip. */
export function joinRows(group) {
  const columns = Object.keys(group[0].row);
  return Object.fromEntries(
    columns.map((column) => [
      column,
      [...new Set(group.map(({ row }) => row[column]).filter(Boolean))].join("; "),
    ]),
  );
}
