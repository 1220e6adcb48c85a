// Results along time: spans from one date to another, or the number of rows by year.
import { scaleUtc } from "d3-scale";
import { choice, cut, drawn, element } from "../dom.js";
import { asRows, columnsWhere, dayIn } from "../results.js";
import { linkOf } from "../site.js";
import { termText } from "../terms.js";
import { drawChart } from "./chart.js";

const [WIDTH, LEFT, ROW] = [960, 300, 22];
const MOST_LINES = 200;
const BY_YEAR = "(rows by year)";

/** Draw a timeline, with choices of its columns, into a place. */
export function drawTimeline(given, place, prefixes) {
  const results = asRows(given);
  const dates = columnsWhere(results, dayIn);
  const named = results.variables.filter((name) => !dates.includes(name));
  const best = named.find((name) => /label|name|title|headline/i.test(name)) ?? named[0] ?? "";
  const end = dates.find((name) => /end|until|to$|closed/i.test(name) && name !== dates[0]) ?? "";
  const isLong = results.rows.length > MOST_LINES && !end;
  const chosen = { start: dates[0], end, name: isLong ? BY_YEAR : best };
  const figure = element("figure", { class: "drawing", tabindex: 0 });
  const choices = element("div", { class: "choices" });
  place.append(choices, figure);
  show({});

  function show(change) {
    Object.assign(chosen, change);
    const options = (names) => names.map((name) => [name, name]);
    choices.replaceChildren(
      choice("From", options(dates), chosen.start, (start) => show({ start })),
      choice("To", [["", "the same day"], ...options(dates.filter((name) => name !== chosen.start))], chosen.end, (value) => show({ end: value })),
      choice("Named by", options([...named, BY_YEAR]), chosen.name, (name) => show({ name })),
    );
    figure.replaceChildren();
    if (chosen.name === BY_YEAR) drawChart(byYear(results.rows, chosen.start), figure, prefixes);
    else figure.append(...linesOf(results, chosen, prefixes));
  }
}

function byYear(rows, start) {
  const counts = new Map();
  for (const row of rows) {
    const day = dayIn(row[start]);
    if (day !== null) counts.set(new Date(day).getUTCFullYear(), (counts.get(new Date(day).getUTCFullYear()) ?? 0) + 1);
  }
  const number = "http://www.w3.org/2001/XMLSchema#integer";
  return { variables: ["year", "rows"], rows: [...counts].map(([year, count]) => ({
    year: { type: "literal", value: String(year) }, rows: { type: "literal", value: String(count), datatype: number } })) };
}

function linesOf({ rows }, chosen, prefixes) {
  const today = Date.now();
  const found = rows
    .map((row) => ({ row, from: dayIn(row[chosen.start]), to: chosen.end ? dayIn(row[chosen.end]) : dayIn(row[chosen.start]) }))
    .filter(({ from, to }) => from !== null || to !== null)
    .sort((a, b) => (a.from ?? a.to) - (b.from ?? b.to));
  const shown = found.slice(0, MOST_LINES);
  const ends = shown.flatMap(({ from, to }) => [from ?? to, to ?? (chosen.end ? today : from)]);
  const x = scaleUtc([Math.min(...ends), Math.max(...ends)], [LEFT, WIDTH - 20]).nice();
  const height = shown.length * ROW + 40;
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "group", "aria-label": `Timeline of ${shown.length} rows by ${chosen.start}` });
  for (const tick of x.ticks(8)) {
    svg.append(drawn("line", { class: "grid", x1: x(tick), x2: x(tick), y1: 20, y2: height }),
      drawn("text", { x: x(tick), y: 14, "text-anchor": "middle" }, x.tickFormat(8)(tick)));
  }
  shown.forEach((held, index) => svg.append(lineOf(held, index, x, chosen, prefixes, today)));
  const left = found.length - shown.length;
  const open = chosen.end && found.some(({ to }) => to === null) ? " A span without an end runs on to today." : "";
  return [svg, element("figcaption", {}, `${found.length.toLocaleString("en")} rows with a date${left ? `, the first ${MOST_LINES} of them shown` : ""}.${open}`)];
}

function lineOf({ row, from, to }, index, x, chosen, prefixes, today) {
  const y = index * ROW + 28;
  const name = termText(row[chosen.name], prefixes);
  const days = [row[chosen.start]?.value, chosen.end ? row[chosen.end]?.value ?? "open" : null].filter(Boolean).join(" – ");
  const start = x(from ?? to);
  const width = chosen.end ? Math.max(x(to ?? today) - start, 4) : 0;
  const mark = chosen.end
    ? drawn("rect", { class: `bar series-0${to === null ? " open" : ""}`, x: start, y: y + 3, width, height: ROW - 8, rx: 2 })
    : drawn("circle", { class: "mark series-0", cx: start, cy: y + ROW / 2 - 1, r: 5 });
  const line = drawn("g", {}, drawn("title", {}, `${name}: ${days}`),
    drawn("text", { x: LEFT - 10, y: y + 14, "text-anchor": "end" }, cut(name, 42)), mark);
  const href = row[chosen.name]?.type === "uri" ? linkOf(row[chosen.name].value) : null;
  return href ? drawn("a", { href }, line) : line;
}
