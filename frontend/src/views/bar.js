// Bars from zero, lying, since names are long. Each row has its own: nothing is added up.

import { SERIES } from "./colours.js";
import { TEXTS, layOut, makeRects } from "./lines.js";
import { sayLeft } from "./notes.js";
import { measure } from "./texts.js";
import { drawPlan } from "./vega.js";
import { divide, titleOf } from "./view.js";

export function draw({ view, records, canvas, tell, words, onError }) {
  const { drawn, left } = divide(records, ({ cells }) => cells.x && cells.y?.type === "number");
  tell([sayLeft(words, "no_number", left)]);
  const series = [...new Set(drawn.map(({ cells }) => cells.color?.text ?? ""))];
  const items = drawn.map(({ cells, row }) => ({
    ...("color" in cells
      ? { lane: cells.x.text, label: cells.color?.text ?? "–" }
      : { label: cells.x.text }),
    series: series.indexOf(cells.color?.text ?? ""),
    value: cells.y.value,
    text: cells.y.text,
    row,
  }));
  const values = items.map(({ value }) => value);
  const domain = [Math.min(0, ...values), Math.max(0, ...values)];
  const widest = Math.max(...items.map(({ text }) => measure(text))) + 12;

  function plan({ width, isNarrow, colours }) {
    const { placed, texts, left: labels, height } = layOut(items, { width, isNarrow });
    const before = domain[0] < 0 ? widest : isNarrow ? 8 : 0; // numbers stand behind the ends of their bars
    const plot = Math.max(60, width - labels - widest - before - 4);
    const span = domain[1] - domain[0] || 1;
    const place = (value) => before + ((value - domain[0]) / span) * plot;
    const bars = placed.map(({ y, row, series: index, value, text }) => ({
      y,
      row,
      text,
      x: place(0),
      x2: value ? place(value) : place(0) + 1,
      align: value < 0 ? "right" : "left",
      dx: value < 0 ? -6 : 6,
      fill: colours.series[series.length > SERIES ? 0 : index],
    }));
    return {
      width: before + plot,
      height,
      padding: { left: labels, right: widest + 2, top: 4, bottom: 50 },
      autosize: "none",
      data: [
        { name: "bars", values: bars },
        { name: "texts", values: texts },
      ],
      scales: [{ name: "x", type: "linear", domain, range: [before, before + plot] }],
      axes: [
        {
          scale: "x",
          orient: "bottom",
          grid: true,
          tickCount: isNarrow ? 4 : 8,
          title: titleOf(view.columns.y),
        },
      ],
      marks: [
        makeRects("bars"),
        {
          type: "text",
          from: { data: "bars" },
          encode: {
            enter: {
              x: { field: "x2" },
              dx: { field: "dx" },
              y: { field: "y" },
              text: { field: "text" },
              align: { field: "align" },
              baseline: { value: "middle" },
            },
          },
        },
        TEXTS,
      ],
    };
  }
  return drawPlan(plan, canvas, onError);
}
