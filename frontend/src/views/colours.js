// Colours of figures. Those of series are told apart with colour blindness, too, and stand out from
// the page (3:1); a shape, a dash or a word beside them says the same.

const LIGHT = {
  series: ["#0072b2", "#c04e00", "#00795c", "#a8327d", "#806000", "#5b4bb5", "#4d4d4d", "#0b7a8c"],
  ramp: ["#e3eef7", "#08407a"],
  quiet: "#767676",
  grid: "#d9d9d9",
  empty: "#eeeeee",
};
const DARK = {
  series: ["#56b4e9", "#f29b4b", "#3fc295", "#e887c3", "#dcc04a", "#b3a5f5", "#c8c8c8", "#58cddc"],
  ramp: ["#16324a", "#bfe0ff"],
  quiet: "#999999",
  grid: "#3d3d3d",
  empty: "#2b2b2b",
};

/** How many series have colours of their own. */
export const SERIES = LIGHT.series.length;

const dark = () => matchMedia("(prefers-color-scheme: dark)");

/** Gives the colours that fit the page now; text and page are those of the page itself. */
export function readColours() {
  const { color, backgroundColor } = getComputedStyle(document.documentElement);
  return { ...(dark().matches ? DARK : LIGHT), text: color, page: backgroundColor };
}

/** Calls back each time the page becomes dark or light. Gives what ends this. */
export function onColours(callback) {
  const scheme = dark();
  scheme.addEventListener("change", callback);
  return () => scheme.removeEventListener("change", callback);
}

/** Gives a function: number → colour of the ramp and colour of text on it. */
export function makeRamp(values, { ramp }) {
  const [least, most] = [Math.min(...values), Math.max(...values)];
  const [first, last] = ramp.map(toRgb);
  return (value) => {
    const part = most > least ? (value - least) / (most - least) : 0.5;
    const rgb = first.map((one, index) => Math.round(one + part * (last[index] - one)));
    return { fill: `rgb(${rgb.join(", ")})`, text: luminance(rgb) > 0.18 ? "#000" : "#fff" };
  };
}

function toRgb(hex) {
  return [1, 3, 5].map((start) => parseInt(hex.slice(start, start + 2), 16));
}

/** Relative luminance, https://www.w3.org/TR/WCAG22/#dfn-relative-luminance. */
function luminance(rgb) {
  const [red, green, blue] = rgb.map((one) => {
    const share = one / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
