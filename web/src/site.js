// What the server says of itself in the page: its base IRI, its release, its limits.
const root = document.getElementById("workbench");

export const site = {
  root,
  endpoint: new URL("/sparql", location.href).href,
  base: root.dataset.base,
  release: root.dataset.release || null,
  maxRows: Number(root.dataset.maxRows),
  isSearchable: "searchable" in root.dataset,
  seconds: Number(root.dataset.seconds),
};

export const ONTOLOGY = "https://w3id.org/osce-kg/ontology#";

/** Return where an IRI leads: a path of this server under its base, itself if it is http(s), else null. */
export function linkOf(iri) {
  if (iri.startsWith(ONTOLOGY)) return `/ontology#${encodeURIComponent(iri.slice(ONTOLOGY.length))}`;
  if (iri.startsWith(site.base)) return new URL(encodeURI(iri.slice(site.base.length)), `${location.origin}/`).pathname;
  return /^https?:\/\/[^\s<>"]+$/i.test(iri) ? iri : null;
}

/** Return an IRI as readers write it: prefixed, relative to the base of things, or in full. */
export function shortOf(iri, prefixes) {
  const things = `${site.base}id/`;
  if (iri.startsWith(things) && iri.length > things.length) return iri.slice(things.length);
  for (const [prefix, namespace] of Object.entries(prefixes)) {
    const local = iri.slice(namespace.length);
    if (iri.startsWith(namespace) && /^[\w-]+$/.test(local)) return `${prefix}:${local}`;
  }
  return iri;
}

/** Return the JSON results of a query of our own. */
export async function ask(query, signal) {
  const answer = await fetch(site.endpoint, {
    method: "POST",
    headers: { Accept: "application/sparql-results+json", "Content-Type": "application/sparql-query" },
    body: query,
    signal,
  });
  if (!answer.ok) throw new Error(`status ${answer.status}`);
  return (await answer.json()).results.bindings;
}
