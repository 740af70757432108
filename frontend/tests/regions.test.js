import assert from "node:assert/strict";
import { test } from "node:test";

import { CITIES, REGIONS, findOutline } from "../src/views/regions.js";

const byText = (text) => findOutline({ text, type: "text" });

test("each outline is reached, and no name reaches two", () => {
  const all = [...Object.entries(REGIONS), ...Object.entries(CITIES)];
  assert.equal(all.length, 20);
  for (const [outline] of all) assert.equal(byText(outline), outline);
  for (const names of [Object.values(REGIONS).flat(), Object.values(CITIES).flat()]) {
    assert.equal(new Set(names).size, names.length);
  }
  for (const [outline, names] of Object.entries(REGIONS)) {
    for (const name of names) assert.equal(byText(`${name} region`), outline);
  }
});

for (const [name, outline] of [
  ["Abay Province", "Abay Region"],
  ["Zhambyl region", "Jambyl Region"],
  ["Qaraǵandy oblysy", "Karaganda Region"],
  ["Nur-Sultan", "Astana"],
  ["City of Almaty", "Almaty"],
  ["Almaty oblast", "Almaty Region"],
  ["Turkistan", undefined], // the town
  ["North of Kazakhstan", undefined],
  ["Military facility in Zhambyl Region", undefined],
  ["Kazakhstan", undefined],
]) {
  test(`the outline of ${name}`, () => assert.equal(byText(name), outline));
}

test("a page in another language is known by its address", () => {
  const href = "/page/place-karagandy-region?lang=ru";
  assert.equal(
    findOutline({ text: "Карагандинская область", type: "iri", href }),
    "Karaganda Region",
  );
  const iri = "https://w3id.org/kzgraph/id/place-almaty";
  assert.equal(findOutline({ text: "Алматы", type: "iri", iri }), "Almaty");
});
