"""Hostile queries and generated ones."""

from __future__ import annotations

import random
from collections.abc import Iterator

PREFIXES = """BASE <https://w3id.org/osce-kg/id/>
PREFIX osce: <https://w3id.org/osce-kg/ontology#>
PREFIX schema: <https://schema.org/>
PREFIX dct: <http://purl.org/dc/terms/>
PREFIX rdfs: <http://www.w3.org/2000/01/rdf-schema#>
"""


def _doubling() -> str:
    binds = " ".join(f"BIND(CONCAT(?x{step}, ?x{step}) AS ?x{step + 1})" for step in range(34))
    return f'SELECT (STRLEN(?x34) AS ?n) WHERE {{ BIND("x" AS ?x0) {binds} }}'


def _chain() -> str:
    return "SELECT * WHERE { " + " . ".join(f"?v{step} ?p{step} ?v{step + 1}" for step in range(300)) + " }"


def _nested() -> str:
    return "SELECT * WHERE { " + "?s ?p ?o OPTIONAL { " * 50 + "?s ?q ?r" + " }" * 50 + " }"


_ANY = "(<urn:x>|!<urn:x>)"
WORST = {
    "cross join": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "counted cross join": "SELECT (COUNT(*) AS ?n) WHERE { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "sorted cross join": "SELECT * WHERE { ?a ?b ?c . ?d ?e ?f } ORDER BY ?f ?c ?a LIMIT 10",
    "distinct cross join": "SELECT DISTINCT ?a ?d WHERE { ?a ?b ?c . ?d ?e ?f }",
    "path explosion": f"SELECT (COUNT(*) AS ?n) WHERE {{ ?a {_ANY}* ?b . ?b {_ANY}* ?c . ?c {_ANY}* ?d }}",
    "path both ways": f"SELECT * WHERE {{ ?a ({_ANY}|^{_ANY})+ ?b }} LIMIT 100000000",
    "2^34 CONCAT": _doubling(),
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?c), STR(?f))) AS ?t) WHERE { ?a ?b ?c . ?d ?e ?f }",
    "nested OPTIONAL": _nested(),
    "long chain": _chain(),
    "REGEX of everything": 'SELECT * WHERE { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a|aa)+(b|bb)+$")) }',
}
"""The eleven worst: each needs more time or memory than there is."""

_PREDICATES = (
    "a", "rdfs:label", "schema:headline", "dct:issued", "osce:fieldOfWork", "osce:issuedBy", "osce:speaker", "osce:role",
    "osce:hostCountry", "schema:mentions", "osce:onSubject", "osce:year", "?p",
)  # fmt: skip
_FUNCTIONS = ("STR", "LCASE", "STRLEN", "LANG", "DATATYPE", "ISIRI", "YEAR", "ABS", "MD5", "ENCODE_FOR_URI")


def generated(seed: int) -> Iterator[str]:
    """Yield queries without end: most are sound, some are broken, all are cheap enough for a deadline of a second."""
    rng = random.Random(seed)
    while True:
        text = PREFIXES + _select(rng, 2)
        if rng.random() < 0.25:
            at = rng.randrange(len(text))
            text = (
                text[:at]
                + rng.choice(["", "{", "}", '"', "<", "\\u0041", "é", "\x00", "FILTER", "* "])
                + text[at + 1 :]
            )
        yield text


def _select(rng: random.Random, depth: int) -> str:
    kind = rng.choice(("SELECT *", "SELECT DISTINCT ?s", "SELECT (COUNT(*) AS ?n)", "ASK", "SELECT ?s ?o"))
    where = _group(rng, depth)
    tail = f" LIMIT {rng.randrange(1, 50)}" if kind != "ASK" else ""
    if kind == "SELECT ?s ?o" and rng.random() < 0.5:
        tail = " ORDER BY ?o" + tail
    return f"{kind} WHERE {{ {where} }}{tail}"


def _group(rng: random.Random, depth: int) -> str:
    parts = [f"?s {rng.choice(_PREDICATES)} ?o"]
    for _ in range(rng.randrange(3)):
        choice = rng.randrange(6)
        if choice == 0:
            parts.append(f"FILTER({rng.choice(_FUNCTIONS)}(?o) {rng.choice(['=', '<', '!='])} {rng.randrange(9)})")
        elif choice == 1 and depth:
            parts.append(f"OPTIONAL {{ {_group(rng, depth - 1)} }}")
        elif choice == 2 and depth:
            parts.append(f"{{ {_group(rng, depth - 1)} }} UNION {{ {_group(rng, depth - 1)} }}")
        elif choice == 3 and depth:
            parts.append(f"{{ {_select(rng, depth - 1)} }}")
        elif choice == 4:
            parts.append(f"BIND({rng.choice(_FUNCTIONS)}(?o) AS ?x{rng.randrange(10**6)})")
        else:
            parts.append(f"?s {rng.choice(_PREDICATES)}/{rng.choice(_PREDICATES[:-1])}? ?o{rng.randrange(3)}"
                         if rng.random() < 0.3 else f"?o {rng.choice(_PREDICATES)} ?z")  # fmt: skip
    return " . ".join(parts)
