// What a page's table holds, as values: the views draw it, so they need no second request.
//
//   Table = { columns: string[], rows: (Cell | null)[][] }
//   Cell = { text, type: "iri" | "number" | "date" | "text" | "boolean",
//            value?: number, iri?, href?, language? }

/** Reads the table of an answer, as templates/question.html writes it. */
export function readTable(table) {
  return {
    // Names of variables have no spaces; the page writes them with spaces for underscores.
    columns: [...table.tHead.rows[0].cells].map((cell) => cell.textContent.replaceAll(" ", "_")),
    rows: [...table.tBodies[0].rows].map((row) => [...row.cells].map(readCell)),
  };
}

function readCell(cell) {
  const text = cell.textContent.trim();
  if (!text) return null;
  const language = cell.querySelector("[lang]")?.lang;
  const shared = { text, ...(language && { language }) };
  if (cell.classList.contains("number")) return { ...shared, type: "number", value: Number(text) };
  const href = cell.querySelector("a")?.getAttribute("href");
  if (href) return { ...shared, type: "iri", href };
  if (cell.classList.contains("date")) return { ...shared, type: "date" };
  return { ...shared, type: text === "true" || text === "false" ? "boolean" : "text" };
}
