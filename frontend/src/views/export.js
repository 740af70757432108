// Saving a figure as a file.

import { h, save } from "../dom.js";
import { captionPng, captionSvg, writeCaption } from "./caption.js";

/** Adds buttons that save the drawing of a table, for each format that it has, with a caption. */
export function addSaveButtons(element, drawing, { title, table, words }) {
  const caption = () => writeCaption(title, drawing.notes(), table, location);
  const make = {
    SVG: drawing.svg && (async () => captionSvg(await drawing.svg(), caption())),
    PNG: drawing.png && (async () => captionPng(await drawing.png(), caption())),
  };
  for (const [format, write] of Object.entries(make)) {
    if (!write) continue;
    const start = async () => {
      const made = await write();
      const blob = typeof made === "string" ? new Blob([made], { type: "image/svg+xml" }) : made;
      save(blob, `${nameFile(title)}.${format.toLowerCase()}`);
    };
    const label = `${words.save} ${format}`;
    element.append(h("button", { type: "button", "aria-label": label, onclick: start }, format));
  }
}

/** Gives a title as the name of a file, in the letters that it has. */
export function nameFile(title) {
  const words = title.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? ["figure"];
  return words.join("-").slice(0, 80);
}
