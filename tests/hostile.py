"""Queries that take all the time, memory or stack they are given, and queries that must be answered meanwhile."""

from __future__ import annotations

HEADER = "PREFIX : <http://e.org/> "


def doubling(times: int) -> str:
    """Return a query that binds a string of 2**times bytes."""
    steps = "".join(f"BIND(CONCAT(?x{i}, ?x{i}) AS ?x{i + 1}) " for i in range(times))
    return f'SELECT (STRLEN(?x{times}) AS ?n) {{ BIND("a" AS ?x0) {steps} }}'


WORST: dict[str, str] = {
    "cross join": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i . ?j ?k ?l }",
    "cross join, ordered": "SELECT * { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i } ORDER BY ?c ?f ?i LIMIT 1",
    "cross join, counted": "SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "cross join, distinct": "SELECT (COUNT(DISTINCT ?x) AS ?n) { ?a ?b ?c . ?d ?e ?f . BIND(CONCAT(STR(?a), STR(?f)) AS ?x) }",
    "path explosion": "SELECT (COUNT(*) AS ?n) { ?a (<>|!<>)* ?b . ?b (<>|!<>)* ?c . ?c (<>|!<>)* ?d }".replace(
        "<>", "<http://e.org/p1>"
    ),
    "CONCAT doubling": doubling(34),
    "GROUP_CONCAT": "SELECT (GROUP_CONCAT(CONCAT(STR(?a), STR(?f))) AS ?x) { ?a ?b ?c . ?d ?e ?f . ?g ?h ?i }",
    "REGEX backtracking": 'SELECT (COUNT(*) AS ?n) { ?a ?b ?c . ?d ?e ?f FILTER(REGEX(CONCAT(STR(?c), STR(?f)), "(a|a?)+$")) }',
    "deep nesting": "SELECT * { " + "OPTIONAL { ?a ?b ?c " * 30 + "}" * 31,
    "long chain": "SELECT (COUNT(*) AS ?n) { " + " . ".join(f"?s{i} ?p{i} ?s{i + 1}" for i in range(80)) + " }",
    "MINUS and UNION": "SELECT (COUNT(*) AS ?n) { { ?a ?b ?c . ?d ?e ?f } UNION { ?g ?h ?i . ?j ?k ?l } MINUS { ?c ?b ?d } }",
}
