// The figure of a question's page, drawn from the table below it. Without script there is the table.

import { words } from "./page.js";
import { readTable } from "./table.js";
import { CannotDraw, addSaveButtons, draw, readView } from "./views/index.js";

for (const figure of document.querySelectorAll("figure[data-view]")) {
  const table = readTable(figure.parentElement.querySelector("figure[data-view] ~ table.answer"));
  const title = document.querySelector("h1").textContent.trim();
  const element = document.createElement("div");
  const buttons = document.createElement("p");
  buttons.className = "save";
  figure.append(element, buttons);
  figure.hidden = false; // it has a width only when it is shown
  try {
    const onError = () => (figure.hidden = true);
    const view = readView(figure.dataset.view);
    const drawing = await draw(view, table, element, { label: title, words, onError });
    addSaveButtons(buttons, drawing, { title, table, words });
  } catch (error) {
    figure.hidden = true; // the table has it
    if (!(error instanceof CannotDraw)) throw error;
  }
}
