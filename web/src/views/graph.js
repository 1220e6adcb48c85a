// Results as a graph: triples, or the pairs of two columns. Laid out once; nothing moves afterwards.
import { forceCenter, forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY } from "d3-force";
import { button, choice, cut, drawn, element } from "../dom.js";
import { columnsWhere, dayIn, numberIn } from "../results.js";
import { ask, linkOf, shortOf, site } from "../site.js";
import { termText } from "../terms.js";

const [WIDTH, HEIGHT] = [960, 600];
const MOST_NODES = 250;
const STEPS = 300;
const LABEL = "http://www.w3.org/2000/01/rdf-schema#label";

/** Draw a graph into a place. */
export function drawGraph(results, place, prefixes) {
  const figure = element("figure", { class: "drawing", tabindex: 0 });
  const choices = element("div", { class: "choices" });
  place.append(choices, figure);
  if (results.triples) {
    show(triplesAsEdges(results.triples, prefixes));
    return;
  }
  const things = columnsWhere(results, (cell) => (numberIn(cell) === null && dayIn(cell) === null ? cell : null));
  const chosen = { from: things[0], to: things[1] };
  const redraw = (change) => {
    Object.assign(chosen, change);
    const options = things.map((name) => [name, name]);
    choices.replaceChildren(
      choice("From", options, chosen.from, (from) => redraw({ from })),
      choice("To", options, chosen.to, (to) => redraw({ to })),
    );
    show(rowsAsEdges(results.rows, chosen, prefixes));
  };
  redraw({});

  function show(graph) {
    figure.replaceChildren(...drawingOf(graph));
    named(graph).then((found) => found && figure.replaceChildren(...drawingOf(graph)), () => {});
  }
}

function collector(nameOf) {
  const nodes = new Map();
  const edges = [];
  let left = 0;
  const node = (term) => {
    const key = `${term.type} ${term.value}`;
    if (!nodes.has(key)) nodes.set(key, { key, term, name: nameOf(term), degree: 0 });
    return nodes.get(key);
  };
  const room = (...terms) => terms.filter((term) => !nodes.has(`${term.type} ${term.value}`)).length + nodes.size <= MOST_NODES;
  return {
    add(from, to, name) {
      if (!room(from, to)) {
        left += 1;
        return;
      }
      const [source, target] = [node(from), node(to)];
      source.degree += 1;
      target.degree += 1;
      edges.push({ source, target, name });
    },
    graph: () => ({ nodes: [...nodes.values()], edges, left }),
  };
}

function triplesAsEdges(triples, prefixes) {
  const labels = new Map(triples.filter(({ p }) => p.value === LABEL).map(({ s, o }) => [s.value, o.value]));
  const found = collector((term) => labels.get(term.value) ?? termText(term, prefixes));
  for (const { s, p, o } of triples) {
    if (p.value !== LABEL) found.add(s, o, shortOf(p.value, prefixes));
  }
  return found.graph();
}

function rowsAsEdges(rows, { from, to }, prefixes) {
  const found = collector((term) => termText(term, prefixes));
  const seen = new Set();
  for (const row of rows) {
    if (!row[from] || !row[to]) continue;
    const key = `${row[from].value} ${row[to].value}`;
    if (!seen.has(key)) found.add(row[from], row[to], "");
    seen.add(key);
  }
  return found.graph();
}

/** Give the things of this server their labels, English ones first. Return whether any was found. */
async function named({ nodes }) {
  const missing = nodes.filter(({ term, name }) => term.type === "uri" && term.value.startsWith(site.base) && name === shortOf(term.value, {}));
  if (!missing.length) return false;
  const values = missing.map(({ term }) => `<${term.value}>`).join(" ");
  const found = await ask(`SELECT ?thing (MIN(?text) AS ?label) { VALUES ?thing { ${values} }
    ?thing <${LABEL}> ?text FILTER (LANG(?text) IN ("", "en")) } GROUP BY ?thing`);
  const labels = new Map(found.map(({ thing, label }) => [thing.value, label?.value]));
  for (const node of missing) node.name = labels.get(node.term.value) ?? node.name;
  return labels.size > 0;
}

function drawingOf({ nodes, edges, left }) {
  laidOut(nodes, edges);
  const [x, y, width, height] = extent(nodes);
  const svg = drawn("svg", { viewBox: `${x} ${y} ${width} ${height}`, role: "group", class: "graph", "font-size": (11 * width) / WIDTH, "aria-label": `Graph of ${nodes.length} things and ${edges.length} links` });
  for (const { source, target, name } of edges) {
    svg.append(drawn("line", { class: "edge", x1: source.x, y1: source.y, x2: target.x, y2: target.y }, drawn("title", {}, name)));
    if (name && edges.length <= 60) {
      svg.append(drawn("text", { class: "edge-name", x: (source.x + target.x) / 2, y: (source.y + target.y) / 2 }, cut(name, 24)));
    }
  }
  for (const node of nodes) svg.append(nodeOf(node, nodes.length, width / WIDTH));
  const rest = left ? ` ${left.toLocaleString("en")} more links are not drawn; the table shows them.` : "";
  return [zoom(svg, [x, y, width, height]), svg, element("figcaption", {}, `${nodes.length} things, ${edges.length} links.${rest}`)];
}

function laidOut(nodes, edges) {
  forceSimulation(nodes)
    .force("link", forceLink(edges).distance(90).strength(0.7))
    .force("charge", forceManyBody().strength(-200))
    .force("collide", forceCollide(34))
    .force("center", forceCenter(WIDTH / 2, HEIGHT / 2))
    .force("x", forceX(WIDTH / 2).strength(0.05))
    .force("y", forceY(HEIGHT / 2).strength(0.12))
    .stop()
    .tick(STEPS);
}

function extent(nodes) {
  const xs = nodes.map((node) => node.x);
  const ys = nodes.map((node) => node.y);
  const [x, y] = [Math.min(...xs) - 40, Math.min(...ys) - 30];
  return [x, y, Math.max(Math.max(...xs) + 180 - x, 320), Math.max(Math.max(...ys) + 30 - y, 200)];
}

function nodeOf({ term, name, x, y, degree }, count, scale) {
  const radius = (3 + Math.min(Math.sqrt(degree) * 2, 10)) * scale;
  const isNamed = count <= 100 || degree > 3;
  const made = drawn("g", { class: `node ${term.type}` }, drawn("title", {}, `${name}\n${term.value}`.slice(0, 400)),
    drawn("circle", { cx: x, cy: y, r: radius }),
    isNamed ? drawn("text", { x: x + radius + 4, y: y + 4 }, cut(name, 24)) : null);
  const href = term.type === "uri" ? linkOf(term.value) : null;
  return href ? drawn("a", { href, "aria-label": isNamed ? null : name }, made) : made;
}

function zoom(svg, [x, y, width, height]) {
  let factor = 1;
  const set = (wanted) => {
    factor = Math.min(Math.max(wanted, 1), 8);
    const [w, h] = [width / factor, height / factor];
    svg.setAttribute("viewBox", `${x + (width - w) / 2} ${y + (height - h) / 2} ${w} ${h}`);
  };
  return element("div", { class: "choices" }, button("Closer", () => set(factor * 1.4)), button("Further", () => set(factor / 1.4)));
}
