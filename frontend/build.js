// Bundles the scripts of the pages, with the libraries that they use.
//
//   node build.js TARGET OUTLINES LICENCE
//
// Writes to the folder TARGET: a script for each entry point below, what they share, `regions.json`
// (the outlines of the regions, from the GeoJSON file OUTLINES, with fewer points) and
// `licences.txt` (the licence of each library that went in, and the file LICENCE, which has that of
// the outlines). build.py calls it.

import { readFile, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { build } from "esbuild";
import { topology } from "topojson-server";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";

const ENTRIES = ["figure", "query", "suggest"];
const LEAST_AREA = 0.002; // square degrees that a bend must span to stay: a map is 900 pixels wide

const [target, outlines, licence] = process.argv.slice(2);

const { metafile } = await build({
  absWorkingDir: import.meta.dirname,
  entryPoints: ENTRIES.map((name) => `src/${name}.js`),
  outdir: target,
  bundle: true,
  splitting: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none", // licences.txt has them whole
  chunkNames: "[name]-[hash]",
  metafile: true,
});
const licences = [
  ...(await collectLicences(Object.keys(metafile.inputs))),
  await readFile(licence, "utf8"),
];
await writeFile(join(target, "licences.txt"), licences.join(`\n${"-".repeat(80)}\n\n`));
await writeFile(join(target, "regions.json"), JSON.stringify(await readOutlines(outlines)));

/** Gives the licences of the packages that the inputs belong to, one of which may lie in another. */
async function collectLicences(inputs) {
  const packages = inputs
    .filter((path) => path.startsWith("node_modules/"))
    .map((path) => path.match(/^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/)[0]);
  const texts = [...new Set(packages)].sort().map(async (path) => {
    const folder = join(import.meta.dirname, path);
    const about = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
    const { name, version, license } = about;
    const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
    if (!file && !license) throw new Error(`${name} ${version} names no licence: do without it`);
    const text = file ? await readFile(join(folder, file), "utf8") : "";
    return `${name} ${version} (${license})\n\n${text.trim()}\n`;
  });
  return Promise.all(texts);
}

/** Gives the outlines as TopoJSON, in which neighbours share their border. */
async function readOutlines(path) {
  const { features } = JSON.parse(await readFile(path, "utf8"));
  const named = features.map(({ geometry, properties }) => ({
    type: "Feature",
    geometry,
    properties: { name: properties.ADM1_EN },
  }));
  const collection = { type: "FeatureCollection", features: named };
  const whole = presimplify(topology({ regions: collection }, 1e5));
  return filter(simplify(whole, LEAST_AREA), filterWeight(whole, LEAST_AREA));
}
