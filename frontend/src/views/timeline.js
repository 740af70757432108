// A timeline: a line for each row, with dates at the precision that is given, as they are written.

import { SERIES } from "./colours.js";
import { DAY } from "./dates.js";
import { TEXTS, layOut, makeRects } from "./lines.js";
import { sayLeft } from "./notes.js";
import { readSpan } from "./spans.js";
import { drawPlan } from "./vega.js";
import { divide } from "./view.js";

const STUB = 26; // pixels of a bar whose end is not known
const LEAST = 3; // pixels of the shortest bar

export function draw({ records, canvas, tell, words, onError }) {
  const lasts = records.some(({ cells }) => "end" in cells);
  const read = records.map((record) => ({
    ...record,
    span: readSpan(record.cells.start, record.cells.end, lasts),
  }));
  const { drawn, left } = divide(read, ({ cells, span }) => span && cells.label);
  tell([words.timeline_key, sayLeft(words, "no_date", left)]);
  drawn.sort((a, b) => a.span.from - b.span.from || a.span.to - b.span.to);
  const series = [...new Set(drawn.map(({ cells }) => cells.color?.text ?? ""))];
  const items = drawn.map(({ cells, row, span }) => ({
    lane: cells.row?.text,
    label: [cells.label, cells.color, cells.document]
      .filter(Boolean)
      .map(({ text }) => text)
      .join(" · "),
    aside: lasts
      ? [cells.start?.text ?? "", cells.end?.text ?? ""].join(" – ").trim()
      : cells.start.text,
    series: series.indexOf(cells.color?.text ?? ""),
    span,
    row,
  }));
  const isOpen = {
    left: items.some(({ span }) => span.isOpen.left),
    right: items.some(({ span }) => span.isOpen.right),
  };
  const domain = findDomain(items.map(({ span }) => span));

  function plan({ width, isNarrow, colours }) {
    const { placed, texts, left: labels, right, height } = layOut(items, { width, isNarrow });
    const edge = isNarrow ? 24 : 6; // half of what the axis writes has no other room
    const before = isOpen.left ? STUB + 10 : edge;
    const after = isOpen.right ? STUB + 10 : edge;
    const plot = Math.max(120, width - labels - right);
    const inner = plot - before - after;
    const place = (time) => before + ((time - domain[0]) / (domain[1] - domain[0])) * inner;
    const pale = [];
    const full = [];
    const points = [];
    const stubs = [];
    for (const { y, span, row, series: index } of placed) {
      const fill = colours.series[series.length > SERIES ? 0 : index];
      const add = (to, from, until) => {
        const x = place(from);
        to.push({ y, row, fill, x, x2: Math.max(place(until), x + LEAST) });
      };
      const mark = (time, shape, dx = 0) => {
        points.push({ y, row, fill, shape, x: place(time) + dx });
      };
      const isDay = !span.full && span.to - span.from <= DAY && span.pale.length;
      if (isDay) mark((span.from + span.to) / 2, "diamond");
      else span.pale.forEach((part) => add(pale, ...part));
      if (span.full) add(full, ...span.full);
      const bare = !span.full && !span.pale.length; // one bound is all that is known
      for (const [side, time, shape] of [
        [-1, span.isOpen.left && span.from, "triangle-left"],
        [1, span.isOpen.right && span.to, "triangle-right"],
      ]) {
        if (time === false) continue;
        const [x, x2] = [place(time), place(time) + side * STUB];
        stubs.push({ y, row, fill, x: Math.min(x, x2), x2: Math.max(x, x2) });
        mark(time, shape, side * (STUB + 4));
        if (bare) pale.push({ y, row, fill, x: x - 1, x2: x + 1 });
      }
    }
    const axis = {
      scale: "x",
      grid: true,
      tickCount: Math.max(3, Math.floor(inner / 90)),
      format: chooseFormat(domain),
      labelOverlap: true,
    };
    return {
      width: plot,
      height,
      padding: { left: labels, right, top: 30, bottom: 30 },
      autosize: "none",
      data: [
        { name: "pale", values: pale },
        { name: "full", values: full },
        { name: "stubs", values: stubs },
        { name: "points", values: points },
        { name: "texts", values: texts },
      ],
      scales: [{ name: "x", type: "utc", domain, range: [before, before + inner] }],
      axes: [
        { ...axis, orient: "top" },
        { ...axis, orient: "bottom", grid: false },
      ],
      marks: [
        makeRects("pale", { fillOpacity: { value: 0.35 }, strokeOpacity: { value: 0.9 } }),
        makeRects("full"),
        makeRects("stubs", { height: { value: 2 } }),
        {
          type: "symbol",
          from: { data: "points" },
          encode: {
            enter: {
              x: { field: "x" },
              y: { field: "y" },
              shape: { field: "shape" },
              size: { value: 110 },
              fill: { field: "fill" },
              tooltip: { signal: "datum.row" },
            },
          },
        },
        TEXTS,
      ],
    };
  }
  return drawPlan(plan, canvas, onError);
}

function findDomain(spans) {
  const from = Math.min(...spans.map((span) => span.from));
  const to = Math.max(...spans.map((span) => span.to));
  const short = to - from < 30 * DAY ? 15 * DAY : 0; // a few days alone have no scale
  return [from - short, to + short];
}

/** Ticks are written as the data write dates, in no language. */
function chooseFormat([from, to]) {
  const days = (to - from) / DAY;
  return days > 1200 ? "%Y" : days > 100 ? "%Y-%m" : "%Y-%m-%d";
}
