"""`osce-kg show`: everything about one thing, and for each fact the words of the page that say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import click
import pyoxigraph as ox

from osce_kg.engine.store import load_store
from osce_kg.errors import UsageError
from osce_kg.iris import Iris
from osce_kg.release import Release, open_release
from osce_kg.vocab import OA, OSCE, RDFS

_CONTEXT = 60


@dataclass(frozen=True, slots=True)
class Proof:
    """One piece of evidence: rule, basis, confidence, and the span in a capture's page text, if it has one."""

    rule: str
    basis: str
    confidence: str
    capture: str
    start: int | None
    end: int | None


@click.command()
@click.argument("thing")
@click.option("--release", "path", type=click.Path(path_type=Path), default=Path("releases/current"), show_default=True)
@click.option("--plain", is_flag=True, help="Facts only, without evidence.")
def show(thing: str, path: Path, plain: bool) -> int:
    """Show everything about a thing, by IRI, by `kind/key` or by its exact label.

    Each fact that was read from a page comes with its rule and the words it was read from, marked »like this«.
    """
    release = open_release(path)
    store = load_store(release.dumps)
    iris = Iris(release.manifest.base)
    found = list(_find(thing, store, iris))
    if not found:
        raise UsageError(
            f"nothing is called {thing!r}; try a search with `osce-kg query`, or a kind/key such as country/AZE"
        )
    if len(found) > 1:
        click.echo(f"{len(found)} things are called {thing!r}:")
        for subject in found:
            click.echo(f"  {subject.value}")
        return 0
    _print(found[0], store, release, plain)
    return 0


def _find(thing: str, store: ox.Store, iris: Iris) -> Iterator[ox.NamedNode]:
    for iri in (thing.strip("<>"), f"{iris.ids}{thing.strip('<>')}"):
        try:
            node = ox.NamedNode(iri)
        except ValueError:
            continue
        if next(store.quads_for_pattern(node, None, None, None), None):
            yield node
            return
    labelled = store.quads_for_pattern(None, ox.NamedNode(RDFS.label), None, None)
    named = {quad.subject for quad in labelled if isinstance(quad.object, ox.Literal) and quad.object.value == thing}
    yield from sorted((node for node in named if isinstance(node, ox.NamedNode)), key=str)


Node: TypeAlias = "ox.NamedNode | ox.BlankNode | ox.Literal | ox.Triple"


def _rows(store: ox.Store, query: str, bound: dict[ox.Variable, Node]) -> Iterator[ox.QuerySolution]:
    """Yield the solutions of a SELECT over all graphs, with variables bound beforehand."""
    found = store.query(query, use_default_graph_as_union=True, substitutions=bound)
    assert isinstance(found, ox.QuerySolutions)
    yield from found


def _print(subject: ox.NamedNode, store: ox.Store, release: Release, plain: bool) -> None:
    click.echo(click.style(_label(subject, store), bold=True))
    click.echo(subject.value)
    quads = sorted(
        store.quads_for_pattern(subject, None, None, None),
        key=lambda quad: (str(quad.predicate), str(quad.object)),
    )
    for quad in quads:
        click.echo(f"  {_short(quad.predicate.value)}: {_value(quad.object, store)}   [{_graph(quad)}]")
        if plain:
            continue
        for proof in _proofs(subject, quad.predicate, quad.object, store):
            click.echo(f"      {proof.rule}, {proof.basis}, confidence {proof.confidence}")
            words = marked(release, proof)
            if words:
                click.echo(f"      {words}")
    incoming = sum(1 for _ in store.quads_for_pattern(None, None, subject, None))
    click.echo(f"  {incoming} statements point here")


def _graph(quad: ox.Quad) -> str:
    return _short(quad.graph_name.value) if isinstance(quad.graph_name, ox.NamedNode) else "default graph"


def marked(release: Release, proof: Proof) -> str | None:
    """Return the words of the page around a span, the span between » and «, with capture and line."""
    if proof.start is None or proof.end is None:
        return None
    place = f"capture {proof.capture[:12]}, characters {proof.start}-{proof.end}"
    text = release.page_text(proof.capture)
    if text is None:
        return f"{place} (this release holds no texts)"
    before = text[max(0, proof.start - _CONTEXT) : proof.start].rsplit("\n", 1)[-1]
    after = text[proof.end : proof.end + _CONTEXT].split("\n", 1)[0]
    line = text.count("\n", 0, proof.start) + 1
    return f"{place}, line {line}: {before}»{text[proof.start : proof.end]}«{after}"


def _proofs(subject: ox.NamedNode, predicate: ox.NamedNode, value: Node, store: ox.Store) -> Iterator[Proof]:
    about = OSCE.onLiteral if isinstance(value, ox.Literal) else OA.hasBody
    query = f"""SELECT ?s ?p ?o ?rule ?basis ?confidence ?capture ?start ?end WHERE {{
      ?e <{OSCE.onSubject}> ?s ; <{OSCE.onProperty}> ?p ; <{about}> ?o ; <{OSCE.rule}> ?rule ; <{OSCE.basis}> ?basis ;
         <{OSCE.confidence}> ?confidence ; <{OSCE.inCapture}> ?capture .
      OPTIONAL {{ ?e <{OSCE.start}> ?start ; <{OSCE.end}> ?end }} }} ORDER BY ?start ?rule"""
    bound: dict[ox.Variable, Node] = {
        ox.Variable("s"): subject,
        ox.Variable("p"): predicate,
        ox.Variable("o"): value,
    }
    for row in _rows(store, query, bound):
        start, end = row["start"], row["end"]
        yield Proof(
            rule=_short(row["rule"].value).removeprefix("rule/"),
            basis=_short(row["basis"].value),
            confidence=_short(row["confidence"].value),
            capture=row["capture"].value.rsplit("/", 1)[1],
            start=int(start.value) if start else None,
            end=int(end.value) if end else None,
        )


def _label(node: ox.NamedNode, store: ox.Store) -> str:
    labels = [quad.object for quad in store.quads_for_pattern(node, ox.NamedNode(RDFS.label), None, None)]
    texts = [label for label in labels if isinstance(label, ox.Literal)]
    texts.sort(key=lambda label: (label.language != "en", label.language or "", label.value))
    return texts[0].value if texts else _short(node.value)


def _value(value: Node, store: ox.Store) -> str:
    if isinstance(value, ox.Literal):
        return value.value + (f" @{value.language}" if value.language else "")
    if not isinstance(value, ox.NamedNode):
        return str(value)
    label = _label(value, store)
    return f"{label} <{_short(value.value)}>" if label != _short(value.value) else f"<{label}>"


def _short(iri: str) -> str:
    for mark in ("#", "/id/"):
        if mark in iri:
            return iri.rsplit(mark, 1)[1] if mark == "#" else iri.split(mark, 1)[1]
    return iri
