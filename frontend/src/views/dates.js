// Dates as the data write them, and the days that they allow: the forms of
// kzgraph.model.partial_date, which are a part of EDTF, https://www.loc.gov/standards/datetime/.

import edtf, { Date as Point } from "edtf";

export const DAY = 86_400_000; // milliseconds

/**
 * Reads a date: { start: Bounds, end: Bounds, lasts, isRough }, or null if it is none, or has no
 * year. Bounds = { from, to }: milliseconds of the first possible day's begin and of the last one's
 * end; null where none is given. For what does not last, `end` is `start`. A rough date (`2023~`)
 * has the bounds that it would have without its mark.
 */
export function readDate(text) {
  try {
    if (text.startsWith("[")) return readSet(text);
    if (!text.includes("/")) return point(readPoint(text));
    const [start, end, ...rest] = text.split("/").map((one) => readEnd(one));
    if (rest.length || !hasBounds(start, end)) return null;
    return { start, end, lasts: true, isRough: start.isRough || end.isRough };
  } catch {
    return null;
  }
}

const OPEN = Object.freeze({ from: null, to: null, isRough: false });

function hasBounds(...all) {
  return all.some(({ from, to }) => from !== null || to !== null);
}

function point(bounds) {
  return { start: bounds, end: bounds, lasts: false, isRough: bounds.isRough };
}

/** Reads one of several dates or ranges. The library errs where a range has `..` in its middle. */
function readSet(text) {
  if (!text.endsWith("]")) throw new RangeError(text);
  const members = text
    .slice(1, -1)
    .split(",")
    .map((member) => {
      const [first, last = first] = member.trim().split("..");
      return { from: readEnd(first).from, to: readEnd(last).to };
    });
  const hull = {
    from: least(members.map(({ from }) => from)),
    to: greatest(members.map(({ to }) => to)),
    isRough: false,
  };
  if (!hasBounds(hull)) throw new RangeError(text);
  return point(hull);
}

function least(values) {
  return values.includes(null) ? null : Math.min(...values);
}

function greatest(values) {
  return values.includes(null) ? null : Math.max(...values);
}

function readEnd(text) {
  return text === "" || text === ".." ? OPEN : readPoint(text);
}

function readPoint(text) {
  const date = edtf(text);
  // A century (`20`) is a number; a date without a year (`XXXX-02-03`) has no place on a line.
  if (!(date instanceof Point) || text.startsWith("X")) throw new RangeError(text);
  const isRough = Boolean(date.uncertain.value || date.approximate.value);
  // The library's last moment of a day is its last millisecond; a time of day is a day here.
  const from = Math.floor(date.min / DAY) * DAY;
  return { from, to: (Math.floor(date.max / DAY) + 1) * DAY, isRough };
}
