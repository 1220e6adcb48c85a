// Results on a map: places by latitude and longitude, countries by shade. Outlines of Natural Earth, no tiles.
import { geoCentroid, geoEqualEarth, geoGraticule10, geoPath } from "d3-geo";
import { feature } from "topojson-client";
import world from "world-atlas/countries-50m.json";
import { choice, drawn, element } from "../dom.js";
import { asRows, columnsWhere, numberIn } from "../results.js";
import { ask, linkOf } from "../site.js";
import { termText } from "../terms.js";

const [WIDTH, HEIGHT] = [960, 440];
const SHADES = 5;
const CLOSEST = 1200;
const MOST_PLACES = 2000;
const STATES = `SELECT ?state ?m49 ?label { ?state <https://w3id.org/osce-kg/ontology#m49> ?m49
  OPTIONAL { ?state <http://www.w3.org/2000/01/rdf-schema#label> ?label FILTER (LANG(?label) = "en") } }`;

/** Draw a map, with a choice of what is counted, into a place. */
export async function drawMap(given, place, prefixes) {
  const results = asRows(given);
  const states = await statesByName();
  const numbers = columnsWhere(results, numberIn).filter((name) => !/^(lat|lon|lng)/i.test(name));
  const counted = [["", "rows"], ...numbers.map((name) => [name, name])];
  const figure = element("figure", { class: "drawing", tabindex: 0 });
  const show = (value) => figure.replaceChildren(...mapOf(results, value, states, prefixes));
  place.append(element("div", { class: "choices" }, choice("Shade and size by", counted, numbers.at(-1) ?? "", show)), figure);
  show(numbers.at(-1) ?? "");
}

async function statesByName() {
  const found = new Map();
  for (const { state, m49, label } of await ask(STATES)) {
    const about = { id: m49.value.padStart(3, "0"), name: label?.value ?? state.value, iri: state.value };
    found.set(state.value, about);
    if (label) found.set(label.value, about);
  }
  return found;
}

function mapOf(results, value, states, prefixes) {
  const weight = (row) => (value ? numberIn(row[value]) ?? 0 : 1);
  const places = placesOf(results, weight, prefixes);
  const countries = places.length ? new Map() : countriesOf(results, weight, states);
  const outlines = feature(world, world.objects.countries).features;
  const byId = new Map(outlines.map((outline) => [outline.id, outline]));
  const shaded = [...countries.keys()].map((id) => byId.get(id)).filter(Boolean);
  const projection = fitted(places, shaded);
  const path = geoPath(projection);
  const most = Math.max(1, ...[...countries.values()].map((held) => held.number), ...places.map((held) => held.number));
  const svg = drawn("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: "group", class: "map",
    "aria-label": `Map of ${places.length || countries.size} ${places.length ? "places" : "countries"}` },
  drawn("path", { class: "graticule", d: path(geoGraticule10()) }));
  for (const outline of outlines) {
    const held = countries.get(outline.id);
    const shade = held ? `shade-${Math.min(SHADES, Math.ceil((held.number / most) * SHADES)) || 1}` : "";
    const drawnPath = drawn("path", { class: `country ${shade}`, d: path(outline) ?? "" }, held ? drawn("title", {}, `${held.name}: ${held.number.toLocaleString("en")}`) : null);
    svg.append(held ? linked(held.iri, drawnPath) : drawnPath);
  }
  for (const held of places) svg.append(dot(held, projection, most));
  return [svg, captionOf(places, countries, byId, value)];
}

/** Return the points of rows with latitude and longitude; rows of one point are put together, the largest first. */
function placesOf({ variables, rows }, weight, prefixes) {
  const latitude = variables.find((name) => /^lat/i.test(name));
  const longitude = variables.find((name) => /^(lon|lng)/i.test(name));
  if (!latitude || !longitude) return [];
  const named = variables.find((name) => /name|label|place/i.test(name)) ?? variables[0];
  const found = new Map();
  for (const row of rows) {
    const [lat, lon] = [numberIn(row[latitude]), numberIn(row[longitude])];
    if (lat === null || lon === null || Math.abs(lat) > 90 || Math.abs(lon) > 180) continue;
    const key = `${lat},${lon}`;
    const held = found.get(key) ?? { at: [lon, lat], name: termText(row[named], prefixes), number: 0 };
    held.number += weight(row);
    found.set(key, held);
  }
  return [...found.values()].sort((a, b) => b.number - a.number).slice(0, MOST_PLACES);
}

/** Return the sums by country code. Countries are told by their IRI or their English name. */
function countriesOf({ variables, rows }, weight, states) {
  const found = new Map();
  const name = variables.find((variable) => rows.some((row) => states.has(row[variable]?.value)));
  for (const row of rows) {
    const state = states.get(row[name]?.value);
    if (!state) continue;
    const held = found.get(state.id) ?? { ...state, number: 0 };
    held.number += weight(row);
    found.set(state.id, held);
  }
  return found;
}

/** Return a projection that shows what there is, and enough around it to tell where it is. */
function fitted(places, shaded) {
  const shown = places.length
    ? { type: "MultiPoint", coordinates: places.map((held) => held.at) }
    : { type: "FeatureCollection", features: shaded };
  const projection = geoEqualEarth().rotate([-20, 0]);
  if (!places.length && !shaded.length) return projection.fitSize([WIDTH, HEIGHT], { type: "Sphere" });
  projection.fitExtent([[60, 60], [WIDTH - 60, HEIGHT - 60]], shown);
  if (!(projection.scale() < CLOSEST)) { // one place alone has no extent to be fitted to
    projection.scale(CLOSEST).translate([0, 0]);
    const [x, y] = projection(geoCentroid(shown));
    projection.translate([WIDTH / 2 - x, HEIGHT / 2 - y]);
  }
  return projection.clipExtent([[0, 0], [WIDTH, HEIGHT]]);
}

function dot(held, projection, most) {
  const [cx, cy] = projection(held.at) ?? [-99, -99];
  return drawn("circle", { class: "place", cx, cy, r: 3 + 15 * Math.sqrt(Math.max(held.number, 0) / most) },
    drawn("title", {}, `${held.name}: ${held.number.toLocaleString("en")}`));
}

function linked(iri, child) {
  return drawn("a", { href: linkOf(iri) ?? "#", "aria-label": child.textContent }, child);
}

function captionOf(places, countries, byId, value) {
  const what = value || "rows";
  const missing = [...countries.values()].filter((held) => !byId.has(held.id)).map((held) => held.name);
  const text = places.length ? `${places.length.toLocaleString("en")} places; a larger circle has more ${what}.`
    : countries.size ? `${countries.size} countries; a darker shade has more ${what}.`
      : "No row holds a place or a country that is known here.";
  return element("figcaption", {}, text, missing.length ? ` Not on this map: ${missing.join(", ")}.` : "",
    " Outlines: Natural Earth; they take no side in any dispute.");
}
