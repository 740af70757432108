// Figures drawn by Vega. It reads its specifications with its interpreter, since the pages forbid
// code from text, https://vega.github.io/vega/usage/interpreter/.

import * as vega from "vega";
import { expressionInterpreter } from "vega-interpreter";
import { Handler } from "vega-tooltip";

import { onColours, readColours } from "./colours.js";
import { FONT, SIZE } from "./texts.js";

const NARROW = 640; // pixels; below it, labels stand above what they name, not beside it

/**
 * Draws what `plan` gives, and again when the page becomes dark, light, wider or narrower.
 *
 * plan: ({ width, isNarrow, colours }) → a specification of Vega.
 */
export async function drawPlan(plan, canvas, onError) {
  let view;
  let width;
  const container = document.createElement("div");
  container.setAttribute("aria-hidden", "true"); // the canvas has the label, and no parts
  canvas.append(container);
  async function redraw() {
    width = canvas.clientWidth;
    const colours = readColours();
    const given = await plan({ width, isNarrow: width < NARROW, colours });
    const spec = {
      background: colours.page,
      ...given,
      config: configure({ colours, width }, given.config),
    };
    view?.finalize();
    const tooltip = new Handler({ disableDefaultStyle: true, theme: "page", formatTooltip });
    view = new vega.View(vega.parse(spec, null, { ast: true }), {
      expr: expressionInterpreter,
      renderer: "svg",
      container,
      hover: true,
      tooltip: tooltip.call,
    });
    await view.runAsync();
  }
  await redraw();
  const again = () => redraw().catch(onError);
  const forget = onColours(again);
  const observer = new ResizeObserver(() => canvas.clientWidth !== width && again());
  observer.observe(canvas);
  return {
    svg: () => view.toSVG(),
    png: async () => {
      const drawn = await view.toCanvas(2);
      return new Promise((resolve) => drawn.toBlob(resolve, "image/png"));
    },
    destroy() {
      forget();
      observer.disconnect();
      view.finalize();
      canvas.replaceChildren();
    },
  };
}

/** The row of the table that a mark stands for, in a small table of two columns. */
function formatTooltip(row, sanitize) {
  const lines = Object.entries(row).filter(([, text]) => text);
  const cells = lines.map(
    ([column, text]) => `<tr><th>${sanitize(column)}</th><td>${sanitize(text)}</td></tr>`,
  );
  return `<table>${cells.join("")}</table>`;
}

function configure({ colours, width }, more = {}) {
  const text = { labelColor: colours.text, titleColor: colours.text };
  const fonts = { labelFont: FONT, titleFont: FONT, labelFontSize: SIZE, titleFontSize: SIZE };
  return {
    ...more,
    text: { fill: colours.text, color: colours.text, font: FONT, fontSize: SIZE },
    axis: {
      ...text,
      ...fonts,
      titleFontWeight: 600,
      gridColor: colours.grid,
      domainColor: colours.quiet,
      tickColor: colours.quiet,
      labelLimit: 260,
    },
    legend: {
      ...more.legend,
      ...text,
      ...fonts,
      titleFontWeight: 600,
      labelLimit: Math.min(240, width - 90),
      symbolSize: 80,
    },
    view: { stroke: null },
  };
}
