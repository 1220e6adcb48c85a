// Answers as they came: read here and not by YASR, which puts values into `{{…}}` of literals.
const NUMERIC = /#(integer|decimal|double|float|int|long|short|byte|nonNegativeInteger|positiveInteger|gYear)$/;

/** Return `{truth}`, `{variables, rows}` or `{triples}` of what YASR holds; null for an error or no answer. */
export function readResults(yasr) {
  const held = yasr.results;
  if (!held || held.hasError()) return null;
  const type = held.getContentType() || "";
  if (type.includes("sparql-results+json")) {
    const parsed = JSON.parse(held.getOriginalResponseAsString());
    if ("boolean" in parsed) return { truth: parsed.boolean };
    return { variables: parsed.head.vars, rows: parsed.results.bindings };
  }
  if (!type.includes("turtle")) return null;
  held.getAsJson(); // makes YASR find out what the answer is
  return { triples: (held.getStatements() || []).map(({ subject, predicate, object }) => ({
    s: termOf(subject), p: termOf(predicate), o: termOf(object),
  })) };
}

function termOf(term) {
  if (term.termType === "NamedNode") return { type: "uri", value: term.value };
  if (term.termType === "BlankNode") return { type: "bnode", value: term.value };
  const found = { type: "literal", value: term.value };
  if (term.language) found["xml:lang"] = term.language;
  else if (!term.datatype.value.endsWith("#string")) found.datatype = term.datatype.value;
  return found;
}

/** Return a graph as rows of subject, property and value; other results as they are. */
export function asRows(results) {
  if (!results?.triples) return results;
  return { variables: ["subject", "property", "value"], rows: results.triples.map(({ s, p, o }) => ({ subject: s, property: p, value: o })) };
}

/** Return the number in a cell, null if it holds none. */
export function numberIn(cell) {
  if (!cell || cell.type === "uri" || cell.type === "bnode" || !NUMERIC.test(cell.datatype || "")) return null;
  const value = Number(cell.value);
  return Number.isFinite(value) ? value : null;
}

/** Return the first day that a cell's date means, as milliseconds of UTC; null for what is no date. */
export function dayIn(cell) {
  const match = /^(-?\d{4,})(?:-(\d\d))?(?:-(\d\d))?/.exec(cell?.value || "");
  if (!match || !/#(date|dateTime|gYear|gYearMonth)$/.test(cell.datatype || "")) return null;
  const day = new Date(0);
  day.setUTCFullYear(Number(match[1]), Number(match[2] || 1) - 1, Number(match[3] || 1));
  return Number.isNaN(day.getTime()) ? null : day.getTime();
}

/** Return the columns in which every cell there is, and at least one, passes the test. */
export function columnsWhere({ variables, rows }, test) {
  return variables.filter((name) => {
    const cells = rows.map((row) => row[name]).filter(Boolean);
    return cells.length > 0 && cells.every((cell) => test(cell) !== null);
  });
}
