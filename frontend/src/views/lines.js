// Labelled lines one below the other, as bars and timelines have them: where each label and each
// bar stands. Beside each other on a wide page, above each other on a narrow one.

import { LINE, measure, wrap } from "./texts.js";
import { groupBy } from "./view.js";

const BAR = 14; // pixels
const GAP = 10; // pixels between two lines
const MOST_LABEL = 0.4; // of the width

/**
 * Lays items out: { label, aside?, lane? }; those of one lane come below its name.
 *
 * Gives { placed, texts, left, right, height }: the items, each with the `y` of the middle of its
 * bar; texts { x, y, text, weight }, from the left end of the plot; and the pixels that labels take
 * left, asides right, and all lines from above.
 */
export function layOut(items, { width, isNarrow }) {
  const widest = (key) => Math.max(0, ...items.map((item) => measure(item[key] ?? "")));
  const left = isNarrow ? 0 : Math.min(MOST_LABEL * width, widest("label") + 12);
  const right = isNarrow || !widest("aside") ? 0 : widest("aside") + 12;
  const texts = [];
  const placed = [];
  let y = 8;
  const write = (lines, x, top, weight = 400) => {
    lines.forEach((text, index) => {
      texts.push({ x, y: top + (index + 0.5) * LINE, text, weight });
    });
    return lines.length * LINE;
  };
  for (const [lane, members] of groupBy(items, (item) => item.lane ?? "")) {
    if (lane) y += write(wrap(lane, width * 0.95, { weight: 600 }), -left, y, 600) + 4;
    for (const item of members) {
      if (isNarrow) {
        y += write(wrap(item.label, width * 0.95), 0, y);
        if (item.aside) y += write([item.aside], 0, y);
        placed.push({ ...item, y: y + 4 + BAR / 2 });
        y += BAR + GAP;
      } else {
        const lines = item.label ? wrap(item.label, left - 12) : [];
        const height = Math.max(lines.length * LINE, BAR);
        write(lines, -left, y + (height - lines.length * LINE) / 2);
        if (item.aside) write([item.aside], width - left - right + 12, y + (height - LINE) / 2);
        placed.push({ ...item, y: y + height / 2 });
        y += height + GAP;
      }
    }
    if (lane) y += GAP;
  }
  return { placed, texts, left, right, height: y };
}

/** The marks of the texts, from the data `texts`. */
export const TEXTS = {
  type: "text",
  from: { data: "texts" },
  encode: {
    enter: {
      x: { field: "x" },
      y: { field: "y" },
      text: { field: "text" },
      fontWeight: { field: "weight" },
      baseline: { value: "middle" },
    },
  },
};

/** Marks of rectangles at the pixels of their data, which have a fill and perhaps a stroke. */
export function makeRects(data, fixed = {}) {
  return {
    type: "rect",
    from: { data },
    encode: {
      enter: {
        x: { field: "x" },
        x2: { field: "x2" },
        yc: { field: "y" },
        height: { value: BAR },
        fill: { field: "fill" },
        stroke: { field: "fill" },
        tooltip: { signal: "datum.row" },
        ...fixed,
      },
    },
  };
}
