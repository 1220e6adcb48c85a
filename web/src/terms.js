// RDF terms as elements: literals as text, whatever their datatype; links only to http(s).
import { cut, element } from "./dom.js";
import { linkOf, shortOf } from "./site.js";

const SHOWN = 600;

/** Return a term as an element. Long literals are cut, with the whole of them behind a button. */
export function termElement(term, prefixes) {
  if (!term) return "";
  if (term.type === "uri") return linkTo(term.value, shortOf(term.value, prefixes));
  if (term.type === "triple") return element("code", {}, JSON.stringify(term.value));
  if (term.type === "bnode") return element("code", {}, `_:${term.value}`);
  const text = element("bdi", { class: "literal", lang: term["xml:lang"] }, cut(term.value, SHOWN));
  const mark = term["xml:lang"] ? `@${term["xml:lang"]}` : datatypeOf(term, prefixes);
  return element("span", {}, text, ...(mark ? [" ", element("small", {}, mark)] : []), ...rest(term.value, text));
}

/** Return a link if the IRI may be one, else its text. */
export function linkTo(iri, text) {
  const href = linkOf(iri);
  return href ? element("a", { href, title: iri, rel: "noreferrer" }, text) : element("code", {}, text);
}

function datatypeOf(term, prefixes) {
  const iri = term.datatype;
  if (!iri || /XMLSchema#(string|integer|decimal|double|date|boolean|gYear)$/.test(iri)) return "";
  return shortOf(iri, prefixes);
}

function rest(value, text) {
  if (value.length <= SHOWN) return [];
  const more = element("button", { type: "button", class: "plain" }, `all ${value.length.toLocaleString("en")} characters`);
  more.addEventListener("click", () => {
    text.textContent = value;
    more.remove();
  });
  return [" ", more];
}

/** Return the text that stands for a term in charts, axes and exports. */
export function termText(term, prefixes) {
  if (!term) return "";
  if (term.type === "uri") return shortOf(term.value, prefixes);
  return term.type === "bnode" ? `_:${term.value}` : term.value;
}
