// Results as bars or lines: one column named along the axis, one of numbers, one that splits them if wanted.
import { scaleLinear, scalePoint } from "d3-scale";
import { choice, cut, drawn, element } from "../dom.js";
import { asRows, columnsWhere, dayIn, numberIn } from "../results.js";
import { termText } from "../terms.js";

const WIDTH = 960;
const MOST_BARS = 40;
const MOST_SERIES = 7;
const OTHERS = "others";

/** Draw a chart, with choices of its columns, into a place. */
export function drawChart(given, place, prefixes) {
  const results = asRows(given);
  const numbers = columnsWhere(results, numberIn);
  const years = results.variables.filter((name) => isYear(results, name));
  const values = numbers.filter((name) => !years.includes(name));
  const value = values.at(-1) ?? numbers.at(-1);
  const along = results.variables.filter((name) => name !== value);
  const chosen = { value, name: years.find((name) => name !== value) ?? along[0] ?? "", split: "", kind: "bars" };
  if (years.includes(chosen.name)) chosen.split = along.find((name) => name !== chosen.name && distinct(results, name) <= 24) ?? "";
  const figure = element("figure", { class: "drawing", tabindex: 0 });
  const choices = element("div", { class: "choices" });
  place.append(choices, figure);
  show({});

  function show(change) {
    Object.assign(chosen, change);
    if (chosen.split === chosen.name) chosen.split = "";
    const options = (names) => names.map((name) => [name, name]);
    choices.replaceChildren(
      choice("As", [["bars", "bars"], ["lines", "lines"]], chosen.kind, (kind) => show({ kind })),
      choice("Along", options(results.variables), chosen.name, (name) => show({ name })),
      choice("Value", options(numbers), chosen.value, (name) => show({ value: name })),
      choice("Split by", [["", "nothing"], ...options(along.filter((name) => name !== chosen.name))], chosen.split, (split) => show({ split })),
    );
    const data = summed(results.rows, chosen, prefixes);
    const isOrdered = years.includes(chosen.name) || columnsWhere(results, dayIn).includes(chosen.name);
    if (isOrdered) data.names.sort((a, b) => a.localeCompare(b, "en", { numeric: true }));
    const left = Math.max(data.names.length - MOST_BARS, 0);
    if (left && chosen.kind === "bars" && !isOrdered) data.names.length = MOST_BARS;
    const sum = data.repeated ? `Values of rows with the same ${chosen.name} are added up. ` : "";
    const rest = left && chosen.kind === "bars" && !isOrdered ? `The first ${MOST_BARS} of ${MOST_BARS + left} are shown. ` : "";
    const title = `${chosen.value} by ${chosen.name}${chosen.split ? `, split by ${chosen.split}` : ""}`;
    figure.replaceChildren(
      chosen.kind === "lines" || isOrdered ? upright(data, title, chosen.kind) : lying(data, title),
      legend(data),
      element("figcaption", {}, `${title}. ${sum}${rest}The table shows every row.`),
    );
  }
}

function isYear(results, name) {
  const cells = results.rows.map((row) => row[name]).filter(Boolean);
  return cells.length > 0 && cells.every((cell) => /^(1[89]|20)\d\d$/.test(cell.value));
}

function distinct(results, name) {
  return new Set(results.rows.map((row) => row[name]?.value)).size;
}

/** Return names, series and the sum of each; the smallest series are put together. */
function summed(rows, { name, value, split }, prefixes) {
  const sums = new Map();
  const totals = new Map();
  let repeated = false;
  for (const row of rows) {
    const at = termText(row[name], prefixes) || "(none)";
    const series = split ? termText(row[split], prefixes) || "(none)" : value;
    const number = numberIn(row[value]) ?? 0;
    const held = sums.get(at) ?? sums.set(at, new Map()).get(at);
    repeated ||= held.has(series);
    held.set(series, (held.get(series) ?? 0) + number);
    totals.set(series, (totals.get(series) ?? 0) + number);
  }
  const bySize = [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a));
  const series = bySize.length > MOST_SERIES + 1 ? [...bySize.slice(0, MOST_SERIES), OTHERS] : bySize;
  const kept = new Set(series);
  const of = (at, wanted) => (wanted !== OTHERS || kept.size === bySize.length ? sums.get(at)?.get(wanted) ?? 0
    : [...sums.get(at)].reduce((all, [key, number]) => (kept.has(key) ? all : all + number), 0));
  return { names: [...sums.keys()], series, of, repeated };
}

function upright(data, title, kind) {
  const [left, top, height, bottom] = [56, 12, 300, 64];
  const stacked = data.names.map((name) => data.series.reduce((sum, series) => sum + data.of(name, series), 0));
  const single = data.names.flatMap((name) => data.series.map((series) => data.of(name, series)));
  const y = scaleLinear([0, Math.max(1, ...(kind === "lines" ? single : stacked))], [top + height, top]).nice(5);
  const x = scalePoint(data.names, [left, WIDTH - 8]).padding(0.5);
  const bar = Math.max(Math.min(x.step() * 0.8, 60), 1);
  const svg = frame(title, top + height + bottom);
  for (const tick of y.ticks(5)) {
    svg.append(drawn("line", { class: "grid", x1: left, x2: WIDTH - 8, y1: y(tick), y2: y(tick) }),
      drawn("text", { x: left - 6, y: y(tick) + 4, "text-anchor": "end" }, tick.toLocaleString("en")));
  }
  const every = Math.ceil(data.names.length / 24);
  data.names.forEach((name, index) => {
    if (index % every === 0) {
      svg.append(drawn("text", { transform: `translate(${x(name) + 4},${top + height + 14}) rotate(-40)`, "text-anchor": "end" }, cut(name, 14)));
    }
  });
  if (kind === "lines") data.series.forEach((series, index) => svg.append(...lineOf(data, series, index, x, y)));
  else for (const name of data.names) svg.append(...stackOf(data, name, (from, to, tip, index) => rect(index, tip, x(name) - bar / 2, y(to), bar, y(from) - y(to))));
  return svg;
}

function lineOf(data, series, index, x, y) {
  const points = data.names.map((name) => [x(name), y(data.of(name, series))]);
  return [drawn("polyline", { class: `line series-${index}`, points: points.map((point) => point.join(",")).join(" ") }),
    ...points.map(([cx, cy], at) => drawn("circle", { class: `mark series-${index}`, cx, cy, r: 3 },
      drawn("title", {}, `${data.names[at]}, ${series}: ${data.of(data.names[at], series).toLocaleString("en")}`)))];
}

function lying(data, title) {
  const [left, row, right] = [260, 24, 70];
  const totals = data.names.map((name) => data.series.reduce((sum, series) => sum + data.of(name, series), 0));
  const x = scaleLinear([0, Math.max(1, ...totals)], [left, WIDTH - right]);
  const svg = frame(title, data.names.length * row + 8);
  data.names.forEach((name, index) => {
    const y = index * row + 4;
    svg.append(drawn("text", { x: left - 8, y: y + 15, "text-anchor": "end" }, drawn("title", {}, name), cut(name, 36)),
      ...stackOf(data, name, (from, to, tip, series) => rect(series, tip, x(from), y + 2, x(to) - x(from), row - 6)),
      drawn("text", { x: x(totals[index]) + 6, y: y + 15 }, totals[index].toLocaleString("en")));
  });
  return svg;
}

function stackOf(data, name, draw) {
  let from = 0;
  return data.series.flatMap((series, index) => {
    const number = data.of(name, series);
    if (!(number > 0)) return [];
    from += number;
    return [draw(from - number, from, `${name}${data.series.length > 1 ? `, ${series}` : ""}: ${number.toLocaleString("en")}`, index)];
  });
}

function rect(index, tip, x, y, width, height) {
  return drawn("rect", { class: `bar series-${index}`, x, y, width: Math.max(width, 0.5), height: Math.max(height, 0.5) }, drawn("title", {}, tip));
}

function frame(title, height) {
  return drawn("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": `Chart: ${title}` });
}

function legend(data) {
  if (data.series.length < 2) return "";
  return element("ul", { class: "legend" }, ...data.series.map((series, index) =>
    element("li", {}, element("span", { class: `swatch series-${index}` }), cut(series, 48))));
}
