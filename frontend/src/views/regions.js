// Which outline of the map a place is: the regions of Kazakhstan and its three great cities, by the
// names in use in Latin letters, or by the local name of an IRI.

/** Outline (the `name` in regions.json) → its names without the word for region. */
export const REGIONS = {
  "Abay Region": ["abay", "abai"],
  "Akmola Region": ["akmola", "aqmola"],
  "Aktobe Region": ["aktobe", "aqtobe", "aktyubinsk", "aktubinsk"],
  "Almaty Region": ["almaty"],
  "Atyrau Region": ["atyrau"],
  "East Kazakhstan Region": ["east kazakhstan"],
  "Jambyl Region": ["jambyl", "zhambyl", "dzhambul"],
  "Jetisu Region": ["jetisu", "zhetisu", "zhetysu", "jetysu"],
  "Karaganda Region": ["karaganda", "karagandy", "qaragandy", "qaraghandy"],
  "Kostanay Region": ["kostanay", "kostanai", "qostanay", "kustanai"],
  "Kyzylorda Region": ["kyzylorda", "qyzylorda", "kzylorda", "kyzyl orda"],
  "Mangystau Region": ["mangystau", "mangistau", "mangghystau", "mangyshlak"],
  "North Kazakhstan Region": ["north kazakhstan"],
  "Pavlodar Region": ["pavlodar"],
  "Turkistan Region": ["turkistan", "turkestan", "tuerkistan"],
  "Ulytau Region": ["ulytau", "ulutau"],
  "West Kazakhstan Region": ["west kazakhstan"],
};

/** Outline → names of the city, which has no word for region, but perhaps one for city. */
export const CITIES = {
  Almaty: ["almaty", "alma ata"],
  Astana: ["astana", "nur sultan"],
  Shymkent: ["shymkent", "chimkent"],
};

// A town may be called as the region is (Turkistan), so a region has the word for it.
const OUTLINES = new Map([
  ...Object.entries(REGIONS).flatMap(([outline, names]) =>
    names.flatMap((name) =>
      ["region", "province", "oblast", "oblysy"].map((word) => [`${name} ${word}`, outline]),
    ),
  ),
  ...Object.entries(CITIES).flatMap(([outline, names]) =>
    names.flatMap((name) => [name, `${name} city`, `city of ${name}`].map((one) => [one, outline])),
  ),
]);

/** Gives the name of a cell's outline, or undefined: then it is another place. */
export function findOutline(cell) {
  const local = (cell.iri ?? cell.href ?? "").split(/[?#]/)[0].split("/").pop();
  return OUTLINES.get(simplify(local.replace(/^place-/, ""))) ?? OUTLINES.get(simplify(cell.text));
}

function simplify(name) {
  const bare = name.normalize("NFD").replace(/[\u0300-\u036f'’ʼ]/g, "");
  return bare
    .toLowerCase()
    .replace(/[^a-z]+/g, " ")
    .trim();
}
