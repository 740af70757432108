// A network: the first time at places that follow from the answer alone; dragging moves it. What
// it shows is in the table, too, for keyboards.

import cytoscape from "cytoscape";

import { h } from "../dom.js";
import { onColours, readColours } from "./colours.js";
import { sayLeft } from "./notes.js";
import { FONT } from "./texts.js";
import { divide, groupBy } from "./view.js";

const SIZE = 12; // pixels
const ROOM = 32_000; // square pixels that a node has
const LEAST_HEIGHT = 420; // pixels
const MOST_HEIGHT = 4200;
const STEP = 1.4; // times, by which a button enlarges

export function draw({ records, canvas, tell, words }) {
  const { drawn, left } = divide(records, ({ cells }) => cells.from && cells.to);
  tell([words.network_key, sayLeft(words, "no_value", left)]);
  forbidStyleElement();
  const nodes = new Map(
    drawn.flatMap(({ cells }) => [cells.from, cells.to]).map((cell) => [keyOf(cell), cell]),
  );
  const edges = groupBy(
    drawn,
    ({ cells }) => `${keyOf(cells.from)}\n${keyOf(cells.to)}\n${cells.label?.text ?? ""}`,
  );
  // Each node has the same room, so that labels stay as large as the text of the page.
  const height = Math.min(
    MOST_HEIGHT,
    Math.max(LEAST_HEIGHT, (nodes.size * ROOM) / canvas.clientWidth),
  );
  canvas.style.height = `${height}px`;
  const radius = 60 * Math.sqrt(nodes.size) + 80;
  const cy = cytoscape({
    container: canvas,
    elements: [
      ...[...nodes].map(([id, { text, href }], index) => ({
        data: { id: `n${id}`, text, href },
        position: {
          x: radius * Math.cos((2 * Math.PI * index) / nodes.size),
          y: radius * Math.sin((2 * Math.PI * index) / nodes.size),
        },
      })),
      ...[...edges.values()].map(([{ cells }], index) => ({
        data: {
          id: `e${index}`,
          source: `n${keyOf(cells.from)}`,
          target: `n${keyOf(cells.to)}`,
          text: cells.label?.text ?? "",
        },
      })),
    ],
    style: makeStyle(readColours()),
    layout: {
      name: "cose",
      animate: false,
      randomize: false,
      nodeDimensionsIncludeLabels: true,
      idealEdgeLength: () => 110,
      nodeRepulsion: () => 60_000,
      componentSpacing: 60,
      padding: 24,
    },
    userZoomingEnabled: false,
    minZoom: 0.2,
    maxZoom: 3,
    boxSelectionEnabled: false,
    autounselectify: true,
  });
  spread(cy, Math.max(canvas.clientWidth, (nodes.size * ROOM) / height), height);
  // The wheel scrolls the page; with Ctrl, or after a click here, it enlarges.
  let isActive = false;
  const ending = new AbortController();
  const { signal } = ending;
  const allow = ({ ctrlKey }) => cy.userZoomingEnabled(isActive || ctrlKey);
  canvas.addEventListener("wheel", allow, { capture: true, passive: true, signal });
  const activate = ({ target }) => (isActive = canvas.contains(target));
  document.addEventListener("pointerdown", activate, { signal });
  cy.on("tap", "node[href]", ({ target }) => location.assign(target.data("href")));
  cy.on("mouseover", "node[href]", () => canvas.classList.add("on-link"));
  cy.on("mouseout", "node[href]", () => canvas.classList.remove("on-link"));
  const buttons = makeButtons(cy, words);
  canvas.after(buttons);
  const forget = onColours(() => cy.style(makeStyle(readColours())));
  return {
    svg: async () => writeSvg(cy, readColours()),
    png: () => cy.png({ output: "blob-promise", full: true, scale: 2, bg: readColours().page }),
    destroy() {
      forget();
      ending.abort();
      cy.destroy();
      buttons.remove();
      canvas.replaceChildren();
    },
  };
}

/** Makes buttons that enlarge, shrink, and show all: a phone has no wheel. */
function makeButtons(cy, words) {
  const zoom = (times) => () => {
    const renderedPosition = { x: cy.width() / 2, y: cy.height() / 2 };
    cy.zoom({ level: cy.zoom() * times, renderedPosition });
  };
  const actions = {
    enlarge: zoom(STEP),
    shrink: zoom(1 / STEP),
    whole: () => cy.fit(undefined, 20),
  };
  const make = ([name, onclick]) => h("button", { type: "button", onclick }, words[name]);
  return h("p", { class: "save" }, ...Object.entries(actions).map(make));
}

/** Stretches the layout to a width and height in pixels, at the size of the page. */
function spread(cy, width, height) {
  const across = cy.nodes().map((node) => node.position("x"));
  const down = cy.nodes().map((node) => node.position("y"));
  cy.nodes().positions((node) => ({
    x: rescale(node.position("x"), across, 80, width - 80),
    y: rescale(node.position("y"), down, 30, height - 70),
  }));
  cy.viewport({ zoom: 1, pan: { x: (cy.width() - width) / 2, y: 0 } });
}

/** Moves a number from the range of some numbers into another range; to its middle if all are one. */
function rescale(value, values, from, to) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  return most > least ? from + ((value - least) / (most - least)) * (to - from) : (from + to) / 2;
}

function keyOf({ iri, href, text }) {
  return iri ?? href ?? text;
}

/** The library brings a style sheet, which the pages forbid, unless one with its id is there. */
function forbidStyleElement() {
  const id = "__________cytoscape_stylesheet";
  if (document.getElementById(id)) return;
  const stand = document.createElement("template");
  stand.id = id;
  document.head.append(stand);
}

function makeStyle(colours) {
  const text = {
    label: "data(text)",
    color: colours.text,
    "font-family": FONT,
    "font-size": SIZE,
    "text-wrap": "wrap",
    "text-background-color": colours.page,
    "text-background-opacity": 0.85,
    "text-background-padding": 2,
  };
  return [
    {
      selector: "node",
      style: {
        ...text,
        "background-color": colours.series[0],
        width: 18,
        height: 18,
        "text-valign": "bottom",
        "text-margin-y": 4,
        "text-max-width": 130,
      },
    },
    {
      selector: "edge",
      style: {
        ...text,
        width: 1.5,
        "line-color": colours.quiet,
        "target-arrow-color": colours.quiet,
        "target-arrow-shape": "triangle",
        "curve-style": "bezier",
        "font-style": "italic",
        "text-max-width": 110,
      },
    },
  ];
}

/** Writes the network as it stands, since the library draws pixels only. */
function writeSvg(cy, colours) {
  const { x1, y1, w, h } = cy.elements().boundingBox();
  const edges = cy.edges().map((edge) => {
    const [from, to, middle] = [edge.sourceEndpoint(), edge.targetEndpoint(), edge.midpoint()];
    const bend = { x: 2 * middle.x - (from.x + to.x) / 2, y: 2 * middle.y - (from.y + to.y) / 2 };
    const path = `M${from.x} ${from.y}Q${bend.x} ${bend.y} ${to.x} ${to.y}`;
    return (
      `<path d="${path}" fill="none" stroke="${colours.quiet}" stroke-width="1.5" ` +
      `marker-end="url(#arrow)"/>${writeText(edge.data("text"), middle, "italic")}`
    );
  });
  const nodes = cy.nodes().map((node) => {
    const { x, y } = node.position();
    return (
      `<circle cx="${x}" cy="${y}" r="9" fill="${colours.series[0]}"/>` +
      writeText(node.data("text"), { x, y: y + 24 }, "normal")
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="${x1 - 20} ${y1 - 20} ${w + 40} ${h + 40}" ` +
    `width="${w + 40}" height="${h + 40}" font-family="${FONT}" font-size="${SIZE}" ` +
    `fill="${colours.text}" text-anchor="middle"><defs><marker id="arrow" refX="9" refY="5" ` +
    `viewBox="0 0 10 10" markerWidth="7" markerHeight="7" orient="auto">` +
    `<path d="M0 0L10 5L0 10Z" fill="${colours.quiet}"/></marker></defs>` +
    `<rect x="${x1 - 20}" y="${y1 - 20}" width="100%" height="100%" fill="${colours.page}"/>` +
    `${edges.join("")}${nodes.join("")}</svg>`
  );
}

function writeText(text, { x, y }, style) {
  const escaped = text.replace(/[&<>]/g, (one) => `&#${one.charCodeAt(0)};`);
  return `<text x="${x}" y="${y}" font-style="${style}">${escaped}</text>`;
}
