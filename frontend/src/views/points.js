// Lines and points in a plane of two numbers, or of dates and numbers.

import { compile } from "vega-lite";

import { DAY, readDate } from "./dates.js";
import { sayLeft } from "./notes.js";
import { drawPlan } from "./vega.js";
import { divide, groupBy, titleOf } from "./view.js";

const MOST_LABELS = 30;
const SHAPES = ["circle", "square", "diamond", "triangle-up", "cross", "triangle-down", "stroke"];
const DASHES = [[], [6, 3], [2, 2], [8, 3, 2, 3], [12, 4]];

export function draw({ view, records, canvas, tell, words, onError }) {
  const isLine = view.kind === "line";
  const read = records.map((record) => ({ ...record, x: readX(record.cells.x) }));
  const { drawn, left } = divide(read, ({ x, cells }) => x && cells.y?.type === "number");
  tell([sayLeft(words, "no_number", left)]);
  const areDates = drawn.some(({ cells }) => cells.x.type === "date" && cells.x.text.includes("-"));
  const values = drawn.map(({ x, cells, row }) => ({
    ...x,
    y: cells.y.value,
    text: cells.y.text,
    label: cells.label?.text ?? "",
    color: cells.color?.text ?? "–",
    row,
  }));

  const numbers = new Set(values.map(({ number }) => number));
  const [only] = numbers;
  const areWhole = [...numbers].every(Number.isInteger);
  const domain = numbers.size === 1 ? { domain: [only - 1, only + 1] } : {}; // a scale needs two

  function plan({ width, isNarrow, colours }) {
    const color = view.columns.color && {
      field: "color",
      type: "nominal",
      sort: null,
      title: titleOf(view.columns.color),
    };
    const range = { range: colours.series };
    const encoding = {
      x: {
        field: areDates ? "time" : "number",
        type: areDates ? "temporal" : "quantitative",
        title: titleOf(view.columns.x),
        scale: areDates ? { type: "utc" } : { zero: false, nice: true, padding: 12, ...domain },
        axis: {
          tickCount: isNarrow ? 4 : 8,
          ...(areWhole && { tickMinStep: 1 }),
          ...(areDates ? { format: "%Y-%m" } : { format: "~f" }),
          labelOverlap: true,
        },
      },
      y: {
        field: "y",
        type: "quantitative",
        title: titleOf(view.columns.y),
        scale: { zero: false, nice: true },
        axis: { format: ",~f" },
      },
      ...(color && { color: { ...color, scale: range } }),
    };
    const colour = color ? {} : { color: colours.series[0] };
    const layer = [
      {
        mark: { type: "point", filled: true, size: 70, opacity: 1, tooltip: ROW, ...colour },
        encoding: color ? { shape: { ...color, scale: { range: SHAPES } } } : {},
      },
    ];
    if (isLine) {
      layer.unshift(
        {
          mark: { type: "line", strokeWidth: 2, ...colour },
          encoding: color ? { strokeDash: { ...color, scale: { range: DASHES } } } : {},
        },
        // A date that is not a day is as wide as what it names.
        ...(areDates
          ? [
              {
                mark: { type: "rule", strokeWidth: 1.5, ...colour },
                encoding: { x: { field: "from", type: "temporal" }, x2: { field: "to" } },
              },
            ]
          : []),
      );
    }
    const labels = labelPlaces(values, isLine ? "text" : "label");
    if (labels.length <= MOST_LABELS && (isLine || view.columns.label)) {
      const side = { align: { expr: "datum.side" }, dx: { expr: "datum.dx" } };
      layer.push({
        data: { values: labels },
        mark: { type: "text", dy: -9, color: colours.text, limit: width / 2 - 40, ...side },
        encoding: { text: { field: "label" }, color: { value: colours.text } },
      });
    }
    const spec = {
      width: "container",
      height: isNarrow ? 280 : 380,
      data: { values },
      encoding,
      layer,
      autosize: { type: "fit-x", contains: "padding" },
      config: {
        view: { stroke: null },
        legend: { symbolLimit: 0, orient: "bottom", columns: Math.max(1, Math.floor(width / 270)) },
      },
    };
    const compiled = compile({ ...spec, width }).spec;
    return { ...compiled, background: colours.page };
  }
  return drawPlan(plan, canvas, onError);
}

const ROW = { expr: "datum.row" };

/** Reads a place on the axis; a date stands in the middle of the days that it may be. */
function readX(cell) {
  if (!cell) return null;
  if (cell.type === "number") return { number: cell.value };
  const date = readDate(cell.text);
  if (!date || date.start.from === null || date.end.to === null) return null;
  const [from, to] = [date.start.from, date.end.to];
  const isDay = to - from <= DAY;
  const time = isDay ? from : (from + to) / 2;
  return { time, from, to: isDay ? from : to, number: Number(cell.text) };
}

/** Gives one label for each place, on the side on which there is room. */
function labelPlaces(values, key) {
  const across = values.map(({ time, number }) => time ?? number);
  const middle = (Math.min(...across) + Math.max(...across)) / 2;
  return [...groupBy(values, ({ time, number, y }) => `${time ?? number} ${y}`).values()].map(
    (group) => {
      const [{ time, number, y }] = group;
      const isRight = (time ?? number) > middle;
      const label = [...new Set(group.map((value) => value[key]))].join("; ");
      const side = isRight ? { side: "right", dx: -9 } : { side: "left", dx: 9 };
      return { time, number, y, label, ...side };
    },
  );
}
