// Charts as SVG: drawn with attributes alone, for the page has no styles of its own.

const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 600;
const HEIGHT = 120;
const SPACE = 4;

function shape(name, attributes) {
  const element = document.createElementNS(SVG, name);
  Object.entries(attributes).forEach(([key, value]) => element.setAttribute(key, value));
  return element;
}

/**
 * A line through points of [x, y]; where y is undefined it has a gap. The label says for everybody what the eye sees.
 */
export function chart(label, points) {
  const known = points.filter(([, y]) => y !== undefined);
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: "chart", role: "img", "aria-label": label, preserveAspectRatio: "none" });
  if (known.length === 0) {
    return svg;
  }
  const xs = points.map(([x]) => x);
  const [first, last] = [Math.min(...xs), Math.max(...xs)];
  const top = Math.max(...known.map(([, y]) => y), 0);
  const bottom = Math.min(...known.map(([, y]) => y), 0);
  const at = ([x, y]) => [
    SPACE + (last === first ? 0.5 : (x - first) / (last - first)) * (WIDTH - 2 * SPACE),
    HEIGHT - SPACE - (top === bottom ? 0 : (y - bottom) / (top - bottom)) * (HEIGHT - 2 * SPACE),
  ].map((one) => one.toFixed(1));
  let path = "";
  let drawing = false;
  for (const point of points) {
    if (point[1] === undefined) {
      drawing = false;
    } else {
      path += `${drawing ? "L" : "M"}${at(point).join(" ")}`;
      drawing = true;
    }
  }
  svg.append(shape("path", { d: path, class: "line", "vector-effect": "non-scaling-stroke" }));
  if (known.length === 1) {
    const [cx, cy] = at(known[0]);
    svg.append(shape("circle", { cx, cy, r: 3, class: "dot" }));
  }
  return svg;
}

/** A chart with its name, its latest value and its bounds. */
export function figure(make, name, unit, points, digits = 0) {
  const known = points.filter(([, y]) => y !== undefined).map(([, y]) => y);
  const text = (value) => `${value.toLocaleString(document.documentElement.lang, { maximumFractionDigits: digits })} ${unit}`.trim();
  const now = known.length === 0 ? "–" : text(known[known.length - 1]);
  const label = known.length === 0 ? name : `${name}: ${now} (${text(Math.min(...known))} … ${text(Math.max(...known))})`;
  return make("figure", {}, make("figcaption", {}, name, make("strong", {}, ` ${now}`),
    known.length > 1 ? make("span", { class: "soft" }, ` ${text(Math.min(...known))} … ${text(Math.max(...known))}`) : undefined),
  chart(label, points));
}
