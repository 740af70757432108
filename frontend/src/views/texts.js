// Texts in figures: how wide they are, and how they are broken into lines.

export const FONT = "system-ui, sans-serif";
export const SIZE = 13; // pixels, of all texts
export const LINE = 17; // pixels from line to line

/** Gives the width of a text in pixels. */
export function measure(text, weight = 400) {
  pen ??= document.createElement("canvas").getContext("2d");
  pen.font = `${weight} ${SIZE}px ${FONT}`;
  return pen.measureText(text).width;
}
let pen;

/** Breaks a text into lines of at most that many pixels; the last of too many ends with dots. */
export function wrap(text, width, { most = 3, weight = 400 } = {}) {
  const lines = [""];
  for (const word of text.split(/\s+/)) {
    const longer = lines.at(-1) ? `${lines.at(-1)} ${word}` : word;
    if (lines.at(-1) && measure(longer, weight) > width) lines.push(word);
    else lines[lines.length - 1] = longer;
  }
  const cut = lines.slice(0, most);
  if (lines.length > most) cut[most - 1] += " …";
  return cut.map((line) => shorten(line, width, weight));
}

function shorten(line, width, weight) {
  if (measure(line, weight) <= width) return line;
  let end = line.length;
  while (end > 1 && measure(`${line.slice(0, end)}…`, weight) > width) end -= 1;
  return `${line.slice(0, end)}…`;
}
