// A map of the regions, with the value of each written in it.

import { feature } from "topojson-client";

import { joinRows, makeFiller } from "./merge.js";
import { sayLeft } from "./notes.js";
import { CITIES, findOutline } from "./regions.js";
import { SIZE } from "./texts.js";
import { drawPlan } from "./vega.js";
import { divide, groupBy } from "./view.js";

// Its own address, whatever path the service is found under.
const OUTLINES = new URL("regions.json", import.meta.url);
const SHAPE = 0.56; // height of the country by its width, in this projection

export async function draw({ view, records, canvas, tell, words, onError }) {
  const counts = !view.columns.value;
  const placed = records.map((record) => ({
    ...record,
    outline: record.cells.region && findOutline(record.cells.region),
  }));
  const { drawn, left } = divide(
    placed,
    ({ outline, cells }) => outline && (counts || cells.value?.type === "number"),
  );
  const groups = groupBy(drawn, ({ outline }) => outline);
  const several = !counts && [...groups.values()].some((group) => group.length > 1);
  tell([
    counts && words.counted,
    several && words.several,
    words.outlines,
    sayLeft(words, "no_region", left),
  ]);
  const response = await fetch(OUTLINES);
  if (!response.ok) throw new Error(`${OUTLINES}: ${response.status}`);
  const topology = await response.json();
  const features = feature(topology, topology.objects.regions).features.map(turn);

  function plan({ width, isNarrow, colours }) {
    const wide = Math.min(width, 900);
    const valueOf = ({ cells, outline }) => {
      if (!counts) return cells.value;
      const { length } = groups.get(outline);
      return { text: String(length), value: length };
    };
    const fill = makeFiller([...groups.values()], valueOf, colours);
    const shapes = features
      .map((shape) => {
        const { name } = shape.properties;
        const group = groups.get(name);
        return {
          ...shape,
          name: group?.[0].cells.region.text ?? name,
          isCity: name in CITIES,
          isKnown: Boolean(group),
          row: group ? joinRows(group) : { "": name },
          ...(group ? fill(group) : { text: "", fill: colours.empty, ink: colours.text }),
        };
      })
      // Cities lie within regions and are drawn over them.
      .sort((a, b) => a.isCity - b.isCity);
    const known = shapes.filter(({ isKnown }) => isKnown);
    return {
      width: wide,
      height: Math.round(wide * SHAPE),
      padding: 2,
      autosize: "none",
      data: [
        { name: "all", values: { type: "FeatureCollection", features } },
        { name: "shapes", values: shapes },
        { name: "cities", values: known.filter(({ isCity }) => isCity) },
        { name: "regions", values: known.filter(({ isCity }) => !isCity) },
      ],
      projections: [
        {
          name: "map",
          type: "conicEqualArea",
          rotate: [-67, 0],
          parallels: [43, 53],
          fit: { signal: "data('all')[0]" },
          size: { signal: "[width, height]" },
        },
      ],
      marks: [
        {
          type: "shape",
          from: { data: "shapes" },
          encode: {
            enter: {
              fill: { field: "fill" },
              stroke: { value: colours.quiet },
              strokeWidth: { value: 1 },
              tooltip: { signal: "datum.row" },
            },
          },
          transform: [{ type: "geoshape", projection: "map" }],
        },
        // A city is smaller than the number in it.
        {
          type: "symbol",
          from: { data: "cities" },
          encode: {
            enter: {
              ...CENTRE,
              size: { value: 480 },
              fill: { field: "fill" },
              stroke: { value: colours.text },
              tooltip: { signal: "datum.row" },
            },
          },
        },
        ...(isNarrow
          ? []
          : [
              // Beside a city is another region: the page's colour lies around the name.
              write("cities", "name", 21, 400, { halo: colours.page }),
              write("cities", "name", 21, 400, { fill: { value: colours.text } }),
              write("regions", "name", SIZE + 3, 400),
            ]),
        write("regions", "text", 0, 700),
        write("cities", "text", 0, 700),
      ],
    };
  }
  return drawPlan(plan, canvas, onError);
}

const CENTRE = {
  x: { signal: "geoCentroid('map', datum)[0]" },
  y: { signal: "geoCentroid('map', datum)[1]" },
};

/** The marks of texts below the centres of shapes, or of what lies around them. */
function write(data, field, dy, weight, { fill = { field: "ink" }, halo } = {}) {
  return {
    type: "text",
    from: { data },
    interactive: false,
    encode: {
      enter: {
        ...CENTRE,
        dy: { value: dy },
        text: { field },
        fontWeight: { value: weight },
        fill,
        ...(halo && { stroke: { value: halo }, strokeWidth: { value: 4 }, fill: { value: halo } }),
        align: { value: "center" },
        baseline: { value: "middle" },
      },
    },
  };
}

/**
 * Turns the rings around: GeoJSON has outer ones anticlockwise, and the library would take what it
 * wants clockwise for the rest of the globe.
 */
function turn({ geometry, ...shape }) {
  const turnRings = (rings) => rings.map((ring) => ring.toReversed());
  const { type, coordinates } = geometry;
  const turned = type === "Polygon" ? turnRings(coordinates) : coordinates.map(turnRings);
  return { ...shape, geometry: { type, coordinates: turned } };
}
