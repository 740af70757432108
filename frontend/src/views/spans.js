// What a line of a timeline shows of its dates: where something is certain, where it is possible,
// and where nothing limits it.

import { DAY, readDate } from "./dates.js";

/**
 * Gives the span of something that has one date, or a begin and an end:
 *
 *   { from, to, pale: [from, to][], full: [from, to] | null, isOpen: { left, right }, isRough }
 *
 * in milliseconds; what is said to be about a date is not full. Full is when it lasted for certain, pale where a begin, an end or the one day
 * lies at the precision given. Open means that no first or last day is given. Null if no date can
 * be read. With `lasts`, a cell that is missing is an end that is not known.
 */
export function readSpan(start, end, lasts) {
  const first = start && readDate(start.text);
  const last = end && readDate(end.text);
  if (!first && !last) return null;
  if (!lasts && !first.lasts) return makeSpan([first.start], first.isRough);
  const unknown = { from: null, to: null };
  const begin = first?.start ?? unknown;
  const finish = last?.end ?? (first?.lasts ? first.end : unknown);
  return makeSpan([begin, finish], Boolean(first?.isRough || last?.isRough));
}

function makeSpan(bounds, isRough) {
  const [begin, finish] = [bounds[0], bounds.at(-1)];
  const isOne = bounds.length === 1;
  const known = bounds.flatMap(({ from, to }) => [from, to]).filter((one) => one !== null);
  const [from, to] = [Math.min(...known), Math.max(...known)];
  const isOpen = { left: begin.from === null, right: finish.to === null };
  let full = null;
  if (!isOne && !isRough) {
    // A day that is given belongs to what lasted.
    const certain = [isDay(begin) ? begin.from : begin.to, isDay(finish) ? finish.to : finish.from];
    if (!certain.includes(null) && certain[0] < certain[1]) full = certain;
  }
  // Begin and end each lie somewhere; when both may be on the same days, these are one.
  const isApart = !isOne && begin.to !== null && finish.from !== null && begin.to <= finish.from;
  const parts = full
    ? [
        [begin.from ?? full[0], full[0]],
        [full[1], finish.to ?? full[1]],
      ]
    : isApart
      ? [
          [begin.from ?? begin.to, begin.to],
          [finish.from, finish.to ?? finish.from],
        ]
      : [[from, to]];
  const pale = parts.filter(([a, b]) => a < b);
  return { from, to, pale, full, isOpen, isRough };
}

function isDay({ from, to }) {
  return from !== null && to !== null && to - from <= DAY;
}
