// The workbench: YASGUI with an endpoint that is fixed, views of our own, and nothing that leaves this server.
import { Yasgui } from "@zazuko/yasgui";
import "@zazuko/yasgui/build/yasgui.min.css";
import "./workbench.css";
import { knownTerms, replaceCompleters } from "./completion.js";
import { bindExamples } from "./examples.js";
import { site } from "./site.js";
import { makeToolbar } from "./toolbar.js";
import { ProblemView, TextView, views } from "./views/index.js";

const form = document.getElementById("plain-form");
const asked = new URLSearchParams(location.search).get("query");
const START = form.querySelector("textarea").dataset.start;

function setUp() {
  const { Yasqe, Yasr } = Yasgui;
  replaceCompleters(Yasqe);
  for (const name of Object.keys(Yasr.plugins)) {
    delete Yasr.plugins[name];
    delete Yasr.defaults.plugins[name];
  }
  for (const [name, plugin] of Object.entries({ ...views, text: TextView, problem: ProblemView })) Yasr.registerPlugin(name, plugin);
  Yasr.defaults.pluginOrder = ["table", "chart", "map", "timeline", "graph", "text"];
  Object.assign(Yasqe.defaults, {
    value: START,
    screenReaderLabel: "SPARQL query",
    resizeable: false,
    editorHeight: "auto", // the whole query is seen: nothing scrolls within the page that the keyboard could not scroll
    viewportMargin: Infinity,
    createShareableLink: undefined,
    showQueryButton: false,
  });
  Object.assign(Yasqe.defaults.extraKeys, { Tab: false, "Shift-Tab": false }); // Tab leaves the editor, as it leaves any field
}

async function start() {
  setUp();
  const { prefixes } = await knownTerms().catch(() => ({ prefixes: {} }));
  const yasgui = new Yasgui(site.root, {
    persistenceId: "osce-kg-workbench",
    populateFromUrl: false,
    autofocus: false,
    copyEndpointOnNewTab: false,
    requestConfig: {
      endpoint: () => site.endpoint,
      method: () => "POST",
      acceptHeaderGraph: () => "text/turtle",
      acceptHeaderSelect: () => "application/sparql-results+json",
      queryArgument: () => "query",
    },
    endpointCatalogueOptions: { getData: () => [], keys: [] },
    // Answers are not kept in the browser: another release may have other ones.
    yasr: { prefixes, maxPersistentResponseSize: -1, defaultPlugin: "table" },
  });
  const toolbar = makeToolbar(yasgui);
  site.root.prepend(toolbar.element);
  amendTabs(yasgui);
  form.hidden = true;
  site.root.hidden = false;
  document.documentElement.classList.add("with-workbench");
  bindExamples(document.getElementById("examples"), (query, name) => toolbar.open(query, { run: true, name }));
  if (asked) toolbar.open(asked, { run: true });
  yasgui.getTab().getYasqe().refresh();
}

/** In a list of tabs, all must be tabs for screen readers; and there is always one to write in. */
function amendTabs(yasgui) {
  const add = site.root.querySelector(".addTab");
  add.setAttribute("role", "tab");
  add.setAttribute("aria-selected", "false");
  yasgui.on("tabClose", () => setTimeout(() => {
    if (!Object.keys(yasgui._tabs).length) yasgui.addTab(true);
  }));
}

start();
