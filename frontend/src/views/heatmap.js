// A field of cells, each with its value written in it; darker (on a dark page lighter) is more.

import { joinRows, makeFiller } from "./merge.js";
import { sayLeft } from "./notes.js";
import { LINE, measure, wrap } from "./texts.js";
import { drawPlan } from "./vega.js";
import { divide, groupBy } from "./view.js";

const LEAST_WIDTH = 56; // pixels of a column
const MOST_WIDTH = 180;

export function draw({ records, canvas, tell, words, onError }) {
  const { drawn, left } = divide(records, ({ cells }) => cells.x && cells.y && cells.value);
  const groups = groupBy(drawn, ({ cells }) => `${cells.y.text}\n${cells.x.text}`);
  const several = [...groups.values()].some((group) => group.length > 1);
  // The ends of a scale, where they are known: else the highest value there is would look highest.
  const ends = drawn.flatMap(({ cells }) => [cells.least?.value, cells.most?.value]);
  const bounds = ends.filter(Number.isFinite);
  const scale = [Math.min(...bounds), Math.max(...bounds)].join("–");
  tell([
    bounds.length > 0 && words.scale.replace("%s", scale),
    several && words.several,
    sayLeft(words, "no_value", left),
  ]);
  const across = [...new Set(drawn.map(({ cells }) => cells.x.text))];
  const down = [...new Set(drawn.map(({ cells }) => cells.y.text))];

  function plan({ width, isNarrow, colours }) {
    const widest = Math.max(...down.map(measure)) + 12;
    const labels = Math.min(widest, width * (isNarrow ? 0.45 : 0.4));
    const step = Math.min(
      MOST_WIDTH,
      Math.max(LEAST_WIDTH, Math.floor((width - labels) / across.length)),
    );
    const heads = across.map((text) => wrap(text, step - 8, { most: 5 }));
    const top = Math.max(...heads.map((lines) => lines.length)) * LINE + 8;
    const rows = down.map((text) => wrap(text, labels - 12));
    const heights = rows.map((lines) => Math.max(30, lines.length * LINE + 8));
    const tops = heights.map((_, index) => heights.slice(0, index).reduce((a, b) => a + b, 0));
    const fill = makeFiller([...groups.values()], ({ cells }) => cells.value, colours, bounds);
    const cells = [...groups.values()].map((group) => {
      const [column, line] = [
        across.indexOf(group[0].cells.x.text),
        down.indexOf(group[0].cells.y.text),
      ];
      const shown = fill(group);
      return {
        ...shown,
        text: wrap(shown.text, step - 8, { most: 1 })[0],
        x: column * step,
        y: tops[line],
        height: heights[line],
        row: joinRows(group),
      };
    });
    const texts = [
      ...heads.flatMap((lines, column) =>
        lines.map((text, index) => ({
          text,
          x: (column + 0.5) * step,
          y: -top + (top - lines.length * LINE) + (index + 0.5) * LINE - 4,
          align: "center",
        })),
      ),
      ...rows.flatMap((lines, line) =>
        lines.map((text, index) => ({
          text,
          x: -labels,
          y: tops[line] + heights[line] / 2 + (index + 0.5 - lines.length / 2) * LINE,
          align: "left",
        })),
      ),
    ];
    return {
      width: step * across.length,
      height: tops.at(-1) + heights.at(-1),
      padding: { left: labels, top, right: 2, bottom: 2 },
      autosize: "none",
      data: [
        { name: "cells", values: cells },
        { name: "texts", values: texts },
      ],
      marks: [
        {
          type: "rect",
          from: { data: "cells" },
          encode: {
            enter: {
              x: { field: "x" },
              y: { field: "y" },
              width: { value: step },
              height: { field: "height" },
              fill: { field: "fill" },
              stroke: { value: colours.page },
              strokeWidth: { value: 2 },
              tooltip: { signal: "datum.row" },
            },
          },
        },
        {
          type: "text",
          from: { data: "cells" },
          interactive: false,
          encode: {
            enter: {
              x: { field: "x", offset: step / 2 },
              y: { signal: "datum.y + datum.height / 2" },
              text: { field: "text" },
              fill: { field: "ink" },
              align: { value: "center" },
              baseline: { value: "middle" },
            },
          },
        },
        {
          type: "text",
          from: { data: "texts" },
          encode: {
            enter: {
              x: { field: "x" },
              y: { field: "y" },
              text: { field: "text" },
              align: { field: "align" },
              baseline: { value: "middle" },
            },
          },
        },
      ],
    };
  }
  return drawPlan(plan, canvas, onError);
}
