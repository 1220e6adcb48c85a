// The views of results. What is drawn is loaded when it is first looked at.
import { element } from "../dom.js";
import { problemOf } from "../problem.js";
import { asRows, columnsWhere, dayIn, numberIn } from "../results.js";
import { drawTable } from "./table.js";
import { view } from "./view.js";

const isName = (cell) => (numberIn(cell) === null && dayIn(cell) === null ? cell : null);
const hasRows = (results) => (asRows(results).rows?.length ?? 0) > 0;
const isCountry = (cell) => (cell.type === "uri" && /\/country\/[A-Z]{3}$/.test(cell.value) ? cell : null);

export const views = {
  table: view({
    label: "Table", priority: 10, fits: (results) => !("truth" in results),
    draw: (results, place, prefixes) => drawTable(asRows(results), place, prefixes),
  }),
  chart: view({
    label: "Chart", priority: 4, fits: (results) => hasRows(results) && columnsWhere(asRows(results), numberIn).length > 0,
    draw: async (...given) => (await import("./chart.js")).drawChart(...given),
  }),
  map: view({
    label: "Map", priority: 3, fits: (results) => hasRows(results) && hasPlaces(asRows(results)),
    draw: async (...given) => (await import("./map.js")).drawMap(...given),
  }),
  timeline: view({
    label: "Timeline", priority: 2, fits: (results) => hasRows(results) && columnsWhere(asRows(results), dayIn).length > 0,
    draw: async (...given) => (await import("./timeline.js")).drawTimeline(...given),
  }),
  graph: view({
    label: "Graph", priority: 1,
    fits: (results) => hasRows(results) && ("triples" in results || columnsWhere(results, isName).length > 1),
    draw: async (...given) => (await import("./graph.js")).drawGraph(...given),
  }),
  truth: view({
    label: "Answer", priority: 20, hidden: true, fits: (results) => "truth" in results,
    draw: (results, place) => place.append(element("p", { class: "truth" }, results.truth ? "Yes (true)" : "No (false)")),
  }),
};

function hasPlaces(results) {
  const { variables } = results;
  if (variables.some((name) => /^lat/i.test(name)) && variables.some((name) => /^(lon|lng)/i.test(name))) return true;
  return columnsWhere(results, isCountry).length > 0 || variables.some((name) => /country|state$/i.test(name));
}

/** The text of the answer, as the server sent it. */
export class TextView {
  constructor(yasr) {
    this.yasr = yasr;
    this.label = "Text";
    this.priority = 0;
  }

  canHandleResults() {
    return Boolean(this.yasr.results) && !this.yasr.results.hasError();
  }

  draw() {
    const text = this.yasr.results.getOriginalResponseAsString();
    const most = 200_000;
    const shown = element("pre", { tabindex: 0, "aria-label": "The answer as the server sent it" }, text.slice(0, most));
    this.yasr.resultsEl.replaceChildren(shown);
    if (text.length > most) shown.after(element("p", {}, "The rest is not shown here; download the answer to have all of it."));
  }
}

/** The reason why there is no answer. */
export class ProblemView {
  constructor(yasr) {
    this.yasr = yasr;
    this.label = "Problem";
    this.priority = 30;
    this.hideFromSelection = true;
  }

  canHandleResults() {
    return Boolean(this.yasr.results?.hasError());
  }

  draw() {
    const problem = problemOf(this.yasr.results.getError().text);
    const place = problem.line ? `Line ${problem.line}, column ${problem.column}: ` : "";
    const told = problem.type ? new URL(problem.type).pathname.split("/").pop() : null;
    this.yasr.resultsEl.replaceChildren(element("div", { class: problem.stopped ? "told" : "told problem", role: "alert" },
      element("p", {}, element("strong", {}, problem.title)),
      problem.detail ? element("p", { class: "reason" }, place && !problem.detail.startsWith("line") ? place : "", problem.detail) : null,
      told ? element("p", {}, element("a", { href: `/problem/${encodeURIComponent(told)}` }, "What to do about it")) : null));
  }
}
