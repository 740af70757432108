// Views of an answer. The library that a kind is drawn with is loaded when the first one is drawn.

import { CannotDraw, VIEWS, readRecords, readView, writeView } from "./view.js";
import { suggestViews } from "./suggest.js";

export { CannotDraw, VIEWS, readView, writeView, suggestViews };
export { addSaveButtons } from "./export.js";

const KINDS = {
  bar: () => import("./bar.js"),
  line: () => import("./points.js"),
  scatter: () => import("./points.js"),
  heatmap: () => import("./heatmap.js"),
  timeline: () => import("./timeline.js"),
  map: () => import("./map.js"),
  network: () => import("./network.js"),
  columns: () => import("./columns.js"),
};

/**
 * Draws a view of a table into an element, which it empties first.
 *
 * The label says what the figure shows, to those who do not see it; words are those of the element
 * `words` of the page. Errors after the first drawing go to onError.
 *
 * Gives a Drawing: { svg(): Promise<string> | null, png(): Promise<Blob> | null, notes(): string,
 * destroy() }.
 * Throws CannotDraw if the view does not fit the table, or nothing in it can be drawn.
 */
export async function draw(view, table, element, { label, words, onError = () => {} }) {
  const records = readRecords(view, table);
  const { draw: drawKind } = await KINDS[view.kind]();
  element.replaceChildren();
  const canvas = document.createElement("div");
  canvas.className = `drawing ${view.kind}`;
  const notes = document.createElement("p");
  notes.className = "notes";
  element.append(canvas, notes);
  if (view.kind !== "columns") canvas.setAttribute("role", "img");
  canvas.setAttribute("aria-label", words.figure.replace("%s", label));
  canvas.tabIndex = 0; // what is wider than the page is scrolled by keys, too
  const tell = (all) => {
    notes.textContent = all.filter(Boolean).join(" ");
  };
  const drawing = await drawKind({ view, records, canvas, tell, words, onError });
  return { ...drawing, notes: () => notes.textContent };
}
