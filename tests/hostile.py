"""Queries that take all the time, memory or stack they are given, and queries that must be answered meanwhile."""

from __future__ import annotations


def doubling(times: int) -> str:
    """Return a query that binds a string of 2**times bytes."""
    steps = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(times))
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("a" AS ?x0) {steps} }}'


PAIR = "?a ?b ?c . ?d ?e ?f"
TRIPLE = f"{PAIR} . ?g ?h ?i"
WORST: dict[str, str] = {
    "cross join": f"SELECT * {{ {TRIPLE} . ?j ?k ?l }}",
    "cross join, ordered": f"SELECT * {{ {TRIPLE} }} ORDER BY ?c ?f ?i LIMIT 1",
    "cross join, counted": f"SELECT (COUNT(*) AS ?n) {{ {TRIPLE} }}",
    "cross join, distinct": f"SELECT (COUNT(DISTINCT ?x) AS ?n) {{ {PAIR} . BIND(CONCAT(STR(?a), STR(?f)) AS ?x) }}",
    "path explosion": "SELECT (COUNT(*) AS ?n) { ?a (P|!P)* ?b . ?b (P|!P)* ?c . ?c (P|!P)* ?d }".replace(
        "P", "<http://e.org/p>"
    ),
    "CONCAT doubling": doubling(34),
    "GROUP_CONCAT": f"SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) {{ {TRIPLE} }}",
    "REGEX": f'SELECT (COUNT(*) AS ?n) {{ {PAIR} FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a|a?)+$")) }}',
    "deep nesting": "SELECT * { " + "OPTIONAL { ?a ?b ?c " * 30 + "}" * 31,
    "long chain": "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?s{i + 1}" for i in range(80)) + " }",
    "MINUS and UNION": f"SELECT (COUNT(*) AS ?n) {{ {{ {PAIR} }} UNION {{ {TRIPLE} }} MINUS {{ ?c ?b ?d }} }}",
}
"""Eleven queries, none of which can be answered from a graph of some thousand triples within a minute and 2 GiB."""
