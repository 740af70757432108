// Side by side: a column for each value of a channel, with what stands under it, and
// who says so, when and where beneath.

import { sayLeft } from "./notes.js";
import { divide, groupBy } from "./view.js";

export function draw({ records, canvas, tell, words }) {
  const { drawn, left } = divide(records, ({ cells }) => cells.by && cells.text);
  tell([sayLeft(words, "no_value", left)]);
  canvas.setAttribute("role", "group");
  for (const [heading, group] of groupBy(drawn, ({ cells }) => cells.by.text)) {
    const section = document.createElement("section");
    const title = document.createElement("h3");
    title.append(write(group[0].cells.by), ` (${group.length})`);
    const list = document.createElement("ul");
    list.setAttribute("aria-label", heading);
    list.append(
      ...group.map(({ cells }) => {
        const item = document.createElement("li");
        item.append(write(cells.text));
        const { who, when, document: source, line } = cells;
        const place = line && { ...line, text: `${words.line} ${line.text}` };
        const isOwn = who && who.text === source?.text; // a document that says so itself
        const about = [who, when, isOwn ? null : source, place].filter(Boolean);
        if (about.length) {
          const beneath = document.createElement("small");
          beneath.append(...about.flatMap((cell, index) => [index ? " · " : "", write(cell)]));
          item.append(" ", beneath);
        }
        return item;
      }),
    );
    section.append(title, list);
    canvas.append(section);
  }
  return { svg: null, png: null, destroy: () => canvas.replaceChildren() };
}

function write({ text, href, language }) {
  const element = document.createElement(href ? "a" : "span");
  if (href) element.href = href;
  if (language) element.lang = language;
  element.textContent = text;
  return element;
}
