// Run, stop, share, download; the time taken, the rows, the limits; the examples beside.
import { button, element } from "./dom.js";
import { markProblem, problemOf } from "./problem.js";
import { readResults } from "./results.js";
import { site } from "./site.js";

const FORMATS = {
  rows: [["csv", "CSV"], ["tsv", "TSV"], ["json", "JSON"], ["xml", "XML"]],
  truth: [["json", "JSON"], ["xml", "XML"]],
  triples: [["ttl", "Turtle"], ["nt", "N-Triples"], ["jsonld", "JSON-LD"], ["rdf", "RDF/XML"], ["trig", "TriG"]],
};
const number = (value) => value.toLocaleString("en");

/** Return the toolbar of a YASGUI: its element, and `open(query, {run})`. */
export function makeToolbar(yasgui) {
  const status = element("p", { class: "status", role: "status" });
  const downloads = element("p", { class: "downloads" });
  const run = button("Run", () => query(yasgui), { class: "primary", title: "Ctrl+Enter in the editor" });
  const stop = button("Stop", () => editor(yasgui).abortQuery());
  const link = button("Copy link", () => copyLink(yasgui, link));
  const limits = `At most ${number(site.maxRows)} rows and ${number(site.seconds)} seconds a query.`;
  const unmark = new Map();
  let ticking = null;
  stop.hidden = true;
  status.textContent = limits;

  yasgui.on("query", (_yasgui, tab) => {
    unmark.get(tab)?.();
    unmark.delete(tab);
    const began = performance.now();
    const tick = () => { status.textContent = `Running for ${((performance.now() - began) / 1000).toFixed(1)} s. ${limits}`; };
    clearInterval(ticking);
    ticking = setInterval(tick, 200);
    tick();
    downloads.replaceChildren();
    [run.hidden, stop.hidden] = [true, false];
    if (document.activeElement === run) stop.focus();
  });
  yasgui.on("queryResponse", (_yasgui, tab) => setTimeout(() => ended(tab)));
  yasgui.on("queryAbort", (_yasgui, tab) => setTimeout(() => ended(tab)));
  yasgui.on("tabSelect", (_yasgui, id) => setTimeout(() => offer(yasgui.getTab(id))));

  function ended(tab) {
    clearInterval(ticking);
    if (document.activeElement === stop) queueMicrotask(() => run.focus());
    [run.hidden, stop.hidden] = [false, true];
    const yasr = tab.getYasr();
    if (!yasr.results) return;
    const seconds = `${((yasr.results.getResponseTime() ?? 0) / 1000).toFixed(2)} s`;
    if (yasr.results.hasError()) {
      const problem = problemOf(yasr.results.getError().text);
      status.textContent = `${problem.title}, after ${seconds}. ${limits}`;
      unmark.set(tab, markProblem(tab.getYasqe(), problem));
      return;
    }
    status.textContent = `${counted(readResults(yasr))} in ${seconds}. ${limits}`;
    offer(tab);
  }

  function offer(tab) {
    downloads.replaceChildren();
    const results = tab?.getYasr()?.results && readResults(tab.getYasr());
    if (!results) return;
    const kind = "truth" in results ? "truth" : results.triples ? "triples" : "rows";
    downloads.append("Download: ", ...FORMATS[kind].flatMap(([extension, name]) => [
      element("a", { href: address(textOf(tab), { format: extension }), download: `results.${extension}` }, name), " "]));
  }

  const bar = element("div", { class: "toolbar" }, run, stop, link, status, downloads);
  return { element: bar, open: (text, { run: runs, name }) => openQuery(yasgui, text, name, runs) };
}

function counted(results) {
  if ("truth" in results) return "Answered";
  const count = (results.rows ?? results.triples).length;
  const what = results.rows ? "row" : "triple";
  const cut = results.rows && count >= site.maxRows ? "; this is the limit, there may be more" : "";
  return `${number(count)} ${what}${count === 1 ? "" : "s"}${cut}`;
}

const editor = (yasgui) => yasgui.getTab().getYasqe();

function query(yasgui) {
  yasgui.getTab().query().catch(() => {}); // what failed is shown where results are
}

function address(text, more = {}) {
  return `/sparql?${new URLSearchParams({ query: text, ...more })}`;
}

/** Put a link to the query, and to the release that it was asked of, on the clipboard. */
async function copyLink(yasgui, control) {
  const text = editor(yasgui).getValue();
  const href = new URL(address(text, site.release ? { release: site.release } : {}), location.origin).href;
  try {
    await navigator.clipboard.writeText(href);
    control.textContent = "Copied";
  } catch {
    window.prompt("The link to this query:", href);
  }
  setTimeout(() => { control.textContent = "Copy link"; }, 2000);
}

const opened = new WeakMap();

/** Return the query in a tab; one that was not looked at yet has no editor. */
const textOf = (tab) => tab.getYasqe()?.getValue() ?? tab.getPersistedJson().yasqe.value;

/** Show a query in a tab: in the one that holds it, in this one if nobody changed what was opened in it, else in a new one. */
function openQuery(yasgui, text, name, runs) {
  const isHeld = ([, tab]) => textOf(tab).trim() === text.trim();
  const current = yasgui.getTab();
  const holding = Object.entries(yasgui._tabs).find(isHeld);
  if (holding) yasgui.selectTabId(holding[0]);
  else if (textOf(current) !== (opened.get(current) ?? yasgui.config.yasqe.value)) yasgui.addTab(true, { yasqe: { value: text } });
  const tab = yasgui.getTab();
  if (name) tab.setName(name);
  tab.getYasqe().setValue(text);
  opened.set(tab, text);
  if (runs) query(yasgui);
}
