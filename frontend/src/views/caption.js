// What a saved figure says below itself, since it leaves its table behind: title, documents, address.

import { readColours } from "./colours.js";
import { FONT, LINE, SIZE, measure, wrap } from "./texts.js";

const MARGIN = 16; // pixels
const SCALE = 2; // pixels of a saved picture for each of the page
const MOST_LINES = 6; // of each part
const LONGEST_ADDRESS = 1500; // characters
const PIECE = 40; // characters of an address between which a line may end
const OF_DOCUMENTS = /^(documents?|sources)$/;

/**
 * Gives the parts of a caption: the title, the notes below the figure, the documents that the table
 * names, the address.
 */
export function writeCaption(title, notes, { columns, rows }, { origin, pathname, href }) {
  const cells = columns.flatMap((name, index) =>
    OF_DOCUMENTS.test(name) ? rows.map((row) => row[index]) : [],
  );
  const named = cells.filter((cell) => cell && cell.type !== "number");
  const documents = [...new Set(named.map(({ text }) => text))];
  const address = href.length <= LONGEST_ADDRESS ? href : origin + pathname;
  return [title, notes, documents.join("; "), address].filter(Boolean);
}

/** Puts a caption below a figure in SVG. */
export function captionSvg(text, caption) {
  const svg = new DOMParser().parseFromString(text, "image/svg+xml").documentElement;
  const [left, top, width, height] = svg
    .getAttribute("viewBox")
    .split(/[\s,]+/)
    .map(Number);
  const lines = breakLines(caption, width);
  const { text: colour, page } = readColours();
  const add = (name, attributes, content = "") => {
    const element = document.createElementNS(svg.namespaceURI, name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = content;
    svg.append(element);
  };
  const room = roomFor(lines);
  add("rect", { x: left, y: top + height, width, height: room, fill: page });
  lines.forEach((line, index) => {
    const y = top + height + MARGIN + LINE * (index + 0.75);
    add("text", { x: left + MARGIN, y, "font-family": FONT, "font-size": SIZE, fill: colour }, line); // prettier-ignore
  });
  svg.setAttribute("viewBox", [left, top, width, height + room].join(" "));
  svg.setAttribute("width", width);
  svg.setAttribute("height", height + room);
  return new XMLSerializer().serializeToString(svg);
}

/** Puts a caption below a figure in PNG, of which `SCALE` pixels are one of the page. */
export async function captionPng(blob, caption) {
  const picture = await createImageBitmap(blob);
  const lines = breakLines(caption, picture.width / SCALE);
  const canvas = document.createElement("canvas");
  canvas.width = picture.width;
  canvas.height = picture.height + roomFor(lines) * SCALE;
  const pen = canvas.getContext("2d");
  const { text: colour, page } = readColours();
  pen.fillStyle = page;
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(picture, 0, 0);
  pen.font = `${SIZE * SCALE}px ${FONT}`;
  pen.fillStyle = colour;
  lines.forEach((line, index) => {
    pen.fillText(line, MARGIN * SCALE, picture.height + (MARGIN + LINE * (index + 0.75)) * SCALE);
  });
  return new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
}

/** Breaks the parts of a caption into lines; an address has no blanks at which to break. */
function breakLines(caption, width) {
  const [address, ...others] = caption.toReversed();
  const room = width - 2 * MARGIN;
  const lines = others.reverse().flatMap((part) => wrap(part, room, { most: MOST_LINES }));
  const pieces = address.match(new RegExp(`.{1,${PIECE}}`, "g"));
  for (let line = pieces.shift(); line; line = pieces.shift()) {
    while (pieces.length && measure(line + pieces[0]) <= room) line += pieces.shift();
    lines.push(line);
  }
  return lines;
}

const roomFor = (lines) => lines.length * LINE + 2 * MARGIN;
