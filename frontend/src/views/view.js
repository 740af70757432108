// What a view is: a kind, and the column that each of its channels shows. kzgraph.views writes and
// reads the same words on the server.

const ANY = ["iri", "text", "date", "number", "boolean"];
const NAMES = ["iri", "text", "boolean"];

const needed = (name, takes) => ({ name, needed: true, takes });
const possible = (name, takes) => ({ name, needed: false, takes });

/** Kind → its channels: the name, whether it is needed, and the types of columns that it takes. */
export const VIEWS = {
  bar: { channels: [needed("x", ANY), needed("y", ["number"]), possible("color", ANY)] },
  line: {
    channels: [needed("x", ["date", "number"]), needed("y", ["number"]), possible("color", ANY)],
  },
  scatter: {
    channels: [
      needed("x", ["number"]),
      needed("y", ["number"]),
      possible("label", ANY),
      possible("color", ANY),
    ],
  },
  heatmap: {
    channels: [
      needed("x", ANY),
      needed("y", ANY),
      needed("value", ANY),
      possible("least", ["number"]),
      possible("most", ["number"]),
    ],
  },
  timeline: {
    channels: [
      needed("start", ["date"]),
      possible("end", ["date"]),
      needed("label", ANY),
      possible("row", ANY),
      possible("color", ANY),
      possible("document", ANY),
    ],
  },
  map: { channels: [needed("region", NAMES), possible("value", ["number"])] },
  network: { channels: [needed("from", NAMES), needed("to", NAMES), possible("label", ANY)] },
  columns: {
    channels: [
      needed("by", ANY),
      needed("text", ANY),
      possible("who", ANY),
      possible("when", ANY),
      possible("document", ANY),
      possible("line", ANY),
    ],
  },
};

/**
 * Reads a view, such as `bar(x=party, y=seats)`: { kind, columns: { [channel]: column } }.
 * Throws an Error that says what is wrong.
 */
export function readView(text) {
  const [, kind, inside] = text.match(/^([a-z]+)\(([^()]*)\)$/) ?? [];
  if (!Object.hasOwn(VIEWS, kind ?? "")) {
    const kinds = Object.keys(VIEWS).join(", ");
    throw new Error(`“${text}” is no view; write kind(channel=column, …) with one of ${kinds}`);
  }
  const { channels } = VIEWS[kind];
  const columns = {};
  for (const part of inside.split(",")) {
    const [, name, column] = part.trim().match(/^([a-z]+)=([A-Za-z][A-Za-z0-9_]*)$/) ?? [];
    if (!channels.some((channel) => channel.name === name) || Object.hasOwn(columns, name)) {
      const names = channels.map((channel) => channel.name).join(", ");
      throw new Error(
        `“${part.trim()}” is no channel of ${kind}, or stands there twice; it has ${names}`,
      );
    }
    columns[name] = column;
  }
  const missing = channels.find(
    (channel) => channel.needed && !Object.hasOwn(columns, channel.name),
  );
  if (missing)
    throw new Error(`${kind} needs the channel ${missing.name}: write it as name=column`);
  return { kind, columns };
}

/** Writes a view as readView reads it. */
export function writeView({ kind, columns }) {
  const channels = Object.entries(columns).map(([name, column]) => `${name}=${column}`);
  return `${kind}(${channels.join(", ")})`;
}

/** Thrown when a view does not fit an answer, or nothing of the answer can be drawn. */
export class CannotDraw extends Error {}

/**
 * Gives what the channels of a view show, for each row: { cells: { [channel]: Cell | null },
 * row: { [column]: text } }. Throws CannotDraw if the table lacks a column.
 */
export function readRecords(view, table) {
  const indices = Object.entries(view.columns).map(([name, column]) => {
    const index = table.columns.indexOf(column);
    if (index < 0) throw new CannotDraw(`the answer has no column ${column}`);
    return [name, index];
  });
  return table.rows.map((row) => ({
    cells: Object.fromEntries(indices.map(([name, index]) => [name, row[index]])),
    row: Object.fromEntries(
      table.columns.map((column, index) => [column.replaceAll("_", " "), row[index]?.text ?? ""]),
    ),
  }));
}

/**
 * Splits records into those that can be drawn, and the number of those that cannot.
 * Throws CannotDraw if there are none to draw.
 */
export function divide(records, canDraw) {
  const drawn = records.filter(canDraw);
  if (!drawn.length) throw new CannotDraw("no row has what this view shows");
  return { drawn, left: records.length - drawn.length };
}

/** Gives how a column is called on an axis. */
export function titleOf(column) {
  return column.replaceAll("_", " ");
}

/** Groups values by a key, in the order in which the keys first come. */
export function groupBy(values, keyOf) {
  const groups = new Map();
  for (const value of values) {
    const key = keyOf(value);
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(value);
  }
  return groups;
}
