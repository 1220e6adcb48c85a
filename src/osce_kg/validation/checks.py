"""Build checks on quads, before SHACL: one graph per triple, no blank node, minted IRIs, declared terms."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Sequence
from functools import lru_cache
from types import ModuleType

from osce_kg import vocab
from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Quad, is_valid_iri
from osce_kg.records import Finding, Severity

_SHOWN = 100


def declared_terms(module: ModuleType = vocab) -> frozenset[str]:
    """Return every term of `vocab.py`, rdf:type included."""
    terms = {str(RDF_TYPE)}
    for _, namespace in inspect.getmembers(module, inspect.isclass):
        start = getattr(namespace, "NS", None)
        if start:
            values = vars(namespace).values()
            terms |= {value for value in values if isinstance(value, str) and value.startswith(start)}
    return frozenset(terms)


def check_quads(quads: Iterable[Quad], iris: Iris, terms: frozenset[str] | None = None) -> list[Finding]:
    """Return a Violation for each quad that breaks a promise of the graph, at most 100.

    A triple stands in one graph only: a union of graphs does not remove duplicates, and counts would lie.
    """
    known = declared_terms() if terms is None else terms
    quads = tuple(quads)
    if _all_sound(quads, iris, known):
        return []
    findings: list[Finding] = []
    graphs: dict[tuple[IRI, IRI, IRI | Literal], IRI] = {}
    minted: dict[str, bool] = {}
    for quad in quads:
        if len(findings) >= _SHOWN:
            break
        other = graphs.setdefault((quad.subject, quad.predicate, quad.object), quad.graph)
        if other != quad.graph:
            findings.append(_violation("triple-in-two-graphs", quad, f"also in <{other}>"))
        findings += [_violation(code, quad, why) for code, why in _problems(quad, iris, known, minted)]
    return findings


def check_terms(terms: Iterable[str], things: Iterable[IRI], iris: Iris) -> list[str]:
    """Return what is wrong with the terms and the objects of one document, as `check_quads` finds it, or nothing.

    `terms` are its properties and classes, `things` the IRIs that its facts point to.
    """
    wrong = [f"undeclared-term: <{term}>" for term in sorted(set(terms) - _known_terms())]
    return wrong + [f"odd-iri: <{thing}>" for thing in sorted(things) if not _is_sound_thing(thing, iris)]


@lru_cache(maxsize=1)
def _known_terms() -> frozenset[str]:
    return declared_terms()


@lru_cache(maxsize=65536)
def _is_sound_thing(thing: IRI, iris: Iris) -> bool:
    return _is_sound(thing, iris)


def _all_sound(quads: Sequence[Quad], iris: Iris, known: frozenset[str]) -> bool:
    """Whether no quad breaks a promise, told from the distinct terms: most releases have nothing to report."""
    if len({quad[:3] for quad in quads}) != len(set(quads)):
        return False
    subjects, graphs = {quad.subject for quad in quads}, {quad.graph for quad in quads}
    objects = {quad.object for quad in quads if not isinstance(quad.object, Literal)}
    classes = {quad.object for quad in quads if quad.predicate == RDF_TYPE}
    return (
        all(isinstance(kind, str) and kind in known for kind in classes)
        and {quad.predicate for quad in quads} <= known
        and all(iri.startswith(iris.ids) for iri in subjects | graphs)
        and all(_is_sound(iri, iris) for iri in subjects | graphs | objects)
    )


def _problems(quad: Quad, iris: Iris, known: frozenset[str], minted: dict[str, bool]) -> Iterable[tuple[str, str]]:
    if quad.predicate not in known:
        yield "undeclared-term", f"predicate <{quad.predicate}> is not declared"
    if quad.predicate == RDF_TYPE and quad.object not in known:
        yield "undeclared-term", f"class {quad.object} is not declared"
    objects = () if isinstance(quad.object, Literal) else (quad.object,)
    for iri in (quad.subject, quad.graph, *objects):
        sound = minted.get(iri)
        if sound is None:
            sound = minted[iri] = _is_sound(iri, iris)
        if not sound:
            yield "odd-iri", f"<{iri}> is a blank node, malformed, or not minted by iris.py"
    if quad.graph[: len(iris.ids)] != iris.ids or quad.subject[: len(iris.ids)] != iris.ids:
        yield "odd-iri", "subject and graph must be things under the base IRI"


def _is_sound(iri: str, iris: Iris) -> bool:
    if not is_valid_iri(iri):
        return False
    return not iri.startswith(iris.base) or iris.split(iri) is not None or iri.startswith(f"{iris.base}ontology")


def _violation(code: str, quad: Quad, why: str) -> Finding:
    message = f"<{quad.subject}> <{quad.predicate}> in <{quad.graph}>: {why}"
    return Finding(code, Severity.VIOLATION, message, value=str(quad.subject))
