// Completion from this release alone. YASQE's own completers ask prefix.cc and Linked Open Vocabularies; they are removed.
import { ask, shortOf, site } from "./site.js";

const MOST = 60;
let vocabulary = null;

/** Return what the release uses: `{prefixes, classes, properties}`; asked for once. */
export function knownTerms() {
  vocabulary ??= fetch("/sparql/completions.json").then((answer) => {
    if (!answer.ok) throw new Error(`status ${answer.status}`);
    return answer.json();
  });
  return vocabulary;
}

/** Put the completers of this release in place of those that YASQE brings. */
export function replaceCompleters(Yasqe) {
  for (const name of ["prefixes", "property", "class"]) {
    delete Yasqe.Autocompleters[name];
  }
  Yasqe.defaults.autocompleters = ["variables"];
  for (const completer of [things, terms("class", isClassPlace), terms("property", isPropertyPlace)]) {
    Yasqe.registerAutocompleter(completer);
  }
}

function terms(kind, isPlace) {
  const held = kind === "class" ? "classes" : "properties";
  return {
    name: kind,
    bulk: false,
    autoShow: true,
    isValidCompletionPosition: isPlace,
    get: async (yasqe, token) => {
      const known = await knownTerms();
      const typed = token.string.trim().toLowerCase();
      const wanted = typed.replace(/^<|>$/g, "");
      return known[held]
        .filter(({ iri, label }) => fits(iri, label, known.prefixes, wanted))
        .slice(0, MOST)
        .map(({ iri }) => iri);
    },
    postProcessSuggestion: (_yasqe, _token, iri) => iri,
    postprocessHints: (yasqe, hints) => knownTerms().then((known) => hints.map((hint) => termHint(yasqe, hint, known))),
  };
}

/** Whether the prefixed name, the IRI or the label of a term holds what was typed, in small letters. */
function fits(iri, label, prefixes, wanted) {
  return shortOf(iri, prefixes).toLowerCase().includes(wanted) || iri.toLowerCase().includes(wanted)
    || label.toLowerCase().includes(wanted);
}

/** A hint that writes the prefixed name, and declares the prefix if the query does not. */
function termHint(yasqe, hint, known) {
  const iri = hint.text;
  const [prefix, namespace] = Object.entries(known.prefixes)
    .find(([, start]) => iri.startsWith(start) && /^[\w-]+$/.test(iri.slice(start.length))) ?? [];
  const about = [...known.classes, ...known.properties].find((term) => term.iri === iri);
  const name = prefix ? `${prefix}:${iri.slice(namespace.length)}` : `<${iri}>`;
  return {
    ...hint,
    text: name,
    displayText: about?.label && about.label !== name ? `${name}   ${about.label}` : name,
    hint: (editor, data, self) => {
      editor.replaceRange(self.text, self.from ?? data.from, self.to ?? data.to, "complete");
      if (prefix && yasqe.getPrefixesFromQuery()[prefix] === undefined) yasqe.addPrefixes({ [prefix]: namespace });
    },
  };
}

function isClassPlace(yasqe) {
  const token = yasqe.getCompleteToken();
  if (/^[?$]/.test(token.string)) return false;
  const before = yasqe.getPreviousNonWsToken(yasqe.getDoc().getCursor().line, token);
  return ["a", "rdf:type"].includes(before.state.lastProperty);
}

function isPropertyPlace(yasqe) {
  const token = yasqe.getCompleteToken();
  return token.string.trim().length > 0 && !/^[?$<]/.test(token.string) && token.state.possibleCurrent.includes("a");
}

const labels = new Map();

/** Things by their name, in any language and alphabet: after `<`, words of it, the last of them begun. */
const things = {
  name: "things",
  bulk: false,
  autoShow: false,
  isValidCompletionPosition: (yasqe) => begun(yasqe) !== null,
  preProcessToken: (yasqe, token) => ({ ...token, ...begun(yasqe) }),
  get: async (_yasqe, token) => {
    const wanted = token.string.slice(1).trim();
    const found = await (site.isSearchable ? suggested(wanted) : labelled(wanted.toLowerCase()));
    for (const [iri, label] of found) labels.set(iri, label);
    return [...new Set(found.map(([iri]) => iri))];
  },
  postProcessSuggestion: (_yasqe, _token, iri) => iri,
  postprocessHints: (yasqe, hints) => hints.map((hint) => thingHint(yasqe, hint)),
};

/** Return what was begun with `<` before the cursor, and where; null if nothing was. Words and spaces are no IRI yet. */
function begun(yasqe) {
  const { line, ch } = yasqe.getDoc().getCursor();
  const match = /<[^\s<>?"][^<>?"]+$/.exec(yasqe.getDoc().getLine(line).slice(0, ch));
  return match && { string: match[0], from: { ch: match.index }, to: { ch } };
}

/** Return IRIs and names that the release's index finds; of a path, its last part is looked for. */
async function suggested(wanted) {
  const words = wanted.slice(wanted.lastIndexOf("/") + 1).replaceAll("-", " ");
  const answer = await fetch(`/suggest?q=${encodeURIComponent(words)}`);
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  const [, names, , iris] = await answer.json();
  return iris.map((iri, at) => [iri, names[at]]);
}

/** Return IRIs and labels that hold a text in small letters, where there is no index: every label is read. */
async function labelled(wanted) {
  const text = JSON.stringify(wanted);
  const found = await ask(`SELECT ?thing (SAMPLE(?l) AS ?label) {
    ?thing <http://www.w3.org/2000/01/rdf-schema#label> ?l
    FILTER (STRSTARTS(STR(?thing), "${site.base}id/") && (CONTAINS(LCASE(STR(?l)), ${text}) || CONTAINS(LCASE(STR(?thing)), ${text})))
  } GROUP BY ?thing ORDER BY MIN(STRLEN(STR(?l))) LIMIT 25`);
  return found.map(({ thing, label }) => [thing.value, label.value]);
}

function thingHint(yasqe, hint) {
  const things = `${site.base}id/`;
  const isBased = new RegExp(`^\\s*BASE\\s+<${things}>`, "im").test(yasqe.getValue());
  const name = isBased ? hint.text.slice(things.length) : hint.text;
  return { ...hint, text: `<${name}>`, displayText: `<${shortOf(hint.text, {})}>   ${labels.get(hint.text) ?? ""}` };
}
