"""Facts of one document with their evidence: the only place that writes `graph/evidence`.

Levels: `none` writes facts only; `compact` one `osce:Evidence` per fact with its character span; `full` adds
a Web Annotation selector with the exact words and up to 32 characters either side.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum

from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, Literal, Object, Quad, integer
from osce_kg.records import Reading, Span
from osce_kg.vocab import OA, OSCE, RDFS, osce

_CONTEXT = 32


class EvidenceLevel(Enum):
    """How much is written to `graph/evidence`."""

    NONE = "none"
    COMPACT = "compact"
    FULL = "full"


@dataclass(slots=True)
class Facts:
    """Collects the quads of one document and the evidence for each, in the order they are stated.

    `texts` are page texts by capture digest, needed for the full level only. Evidence IRIs are `{document}-{fact}`,
    numbered from the second fact of a name on, so that they stay the same in every rebuild.
    """

    document: str
    sha256: str
    iris: Iris
    level: EvidenceLevel = EvidenceLevel.COMPACT
    texts: Mapping[str, str] = field(default_factory=dict)
    quads: list[Quad] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    _names: Counter[str] = field(default_factory=Counter)

    @property
    def graph(self) -> IRI:
        return self.iris.graph(f"document/{self.document}")

    def state(self, subject: IRI, predicate: IRI, obj: Object) -> None:
        """State something that follows from the record's structure and needs no evidence of its own."""
        self.quads.append(Quad(subject, predicate, obj, self.graph))

    def read(self, subject: IRI, predicate: IRI, obj: Object, reading: Reading[object], name: str) -> None:
        """State a fact that was read, with its evidence under `name`."""
        self.state(subject, predicate, obj)
        self.support(subject, predicate, obj, reading, name)

    def support(self, subject: IRI, predicate: IRI, obj: Object, reading: Reading[object], name: str) -> None:
        """Add evidence for a fact that is stated elsewhere or already."""
        if self.level is EvidenceLevel.NONE:
            return
        self._names[name] += 1
        number = self._names[name]
        key = f"{self.document}-{name}" if number == 1 else f"{self.document}-{name}-{number}"
        evidence, graph = self.iris.thing("evidence", key), self.iris.graph("evidence")
        sha256 = reading.capture or self.sha256
        about = OSCE.onLiteral if isinstance(obj, Literal) else OA.hasBody
        self.rules.add(reading.rule)
        statements: list[tuple[IRI, Object]] = [
            (RDF_TYPE, OSCE.Evidence),
            (RDFS.label, Literal(f"Evidence for {name} of {self.document}", "en")),
            (OSCE.onSubject, subject),
            (OSCE.onProperty, predicate),
            (about, obj),
            (OSCE.inCapture, self.iris.capture(sha256)),
            (OSCE.rule, self.iris.thing("rule", reading.rule)),
            (OSCE.basis, osce(reading.basis.value)),
            (OSCE.confidence, osce(reading.confidence.value)),
        ]
        if reading.span is not None:
            statements += self._target(key, sha256, reading.span)
        self.quads.extend(Quad(evidence, predicate, value, graph) for predicate, value in statements)

    def _target(self, key: str, sha256: str, span: Span) -> list[tuple[IRI, Object]]:
        target = self.iris.capture_span(sha256, span.start, span.end)
        if self.level is EvidenceLevel.FULL:
            self._selector(key, sha256, span)
        return [(OA.hasTarget, target), (OSCE.start, integer(span.start)), (OSCE.end, integer(span.end))]

    def _selector(self, key: str, sha256: str, span: Span) -> None:
        graph = self.iris.graph("evidence")
        evidence, selector = self.iris.thing("evidence", key), self.iris.thing("evidence", f"{key}-selector")
        text = self.texts.get(sha256, "")
        for predicate, value in (
            (RDF_TYPE, OA.TextQuoteSelector),
            (RDFS.label, Literal(f"Quoted words of {key}", "en")),
            (OA.exact, Literal(text[span.start : span.end])),
            (OA.prefix, Literal(text[max(0, span.start - _CONTEXT) : span.start])),
            (OA.suffix, Literal(text[span.end : span.end + _CONTEXT])),
        ):
            self.quads.append(Quad(selector, predicate, value, graph))
        self.quads.append(Quad(evidence, OA.hasSelector, selector, graph))
