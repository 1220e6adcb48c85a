// Results as a table: sorted by a column, filtered by a text, in pages.
import { button, element } from "../dom.js";
import { numberIn } from "../results.js";
import { termElement, termText } from "../terms.js";

const PAGE = 50;
const NAMES = new Intl.Collator("en", { numeric: true });

/** Draw rows into a place. */
export function drawTable({ variables, rows }, place, prefixes) {
  const state = { filter: "", sorted: null, descending: false, page: 0 };
  const texts = new Map(rows.map((row) => [row, variables.map((name) => termText(row[name], prefixes)).join("\n").toLowerCase()]));
  const body = element("tbody");
  const heads = variables.map((name) => head(name, () => sortBy(name)));
  const table = element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body);
  const pager = element("p", { class: "pager" });
  const filter = element("input", { type: "search", "aria-label": "Only rows that hold", placeholder: "Only rows that hold …" });
  filter.addEventListener("input", () => show({ filter: filter.value.toLowerCase(), page: 0 }));
  const scrolled = element("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Table of results" }, table);
  place.append(element("div", { class: "choices" }, filter, pager), scrolled);
  show({});

  function sortBy(name) {
    const again = state.sorted === name;
    if (again && state.descending) show({ sorted: null, descending: false, page: 0 });
    else show({ sorted: name, descending: again, page: 0 });
  }

  function show(change) {
    Object.assign(state, change);
    const found = sortedRows(rows.filter((row) => texts.get(row).includes(state.filter)), state, prefixes);
    const first = state.page * PAGE;
    body.replaceChildren(...found.slice(first, first + PAGE).map((row) => line(row, variables, prefixes)));
    variables.forEach((name, index) => {
      const order = state.sorted !== name ? null : state.descending ? "descending" : "ascending";
      if (order) heads[index].setAttribute("aria-sort", order);
      else heads[index].removeAttribute("aria-sort");
    });
    const last = Math.min(first + PAGE, found.length);
    const step = (name, page) => {
      const made = button(name, () => show({ page }));
      made.disabled = page < 0 || page * PAGE >= found.length;
      return made;
    };
    const range = found.length ? `${first + 1}–${last} of ${found.length.toLocaleString("en")}` : "no rows";
    pager.replaceChildren(range, ...(found.length > PAGE ? [step("Previous", state.page - 1), step("Next", state.page + 1)] : []));
  }
}

function head(name, onClick) {
  return element("th", { scope: "col" }, button(name, onClick, { class: "plain", title: `Sort by ${name}` }));
}

function line(row, variables, prefixes) {
  return element("tr", {}, ...variables.map((name) => element("td", { class: numberIn(row[name]) === null ? null : "number" },
    termElement(row[name], prefixes))));
}

/** Return the rows in the order asked for; as they came, if none is. Cells without a value come last. */
function sortedRows(rows, { sorted, descending }, prefixes) {
  if (!sorted) return rows;
  const compared = (a, b) => {
    const [x, y] = [numberIn(a[sorted]), numberIn(b[sorted])];
    if (x !== null && y !== null) return x - y;
    return NAMES.compare(termText(a[sorted], prefixes), termText(b[sorted], prefixes));
  };
  return [...rows].sort((a, b) => {
    if (!a[sorted] || !b[sorted]) return Number(!a[sorted]) - Number(!b[sorted]);
    return descending ? compared(b, a) : compared(a, b);
  });
}
