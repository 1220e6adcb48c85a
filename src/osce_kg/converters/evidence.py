"""Facts of one document with their evidence: the only place that writes `graph/evidence`.

Levels: `none` writes facts only; `compact` one `osce:Evidence` per fact with its character span; `full` adds
a Web Annotation selector with the exact words and up to 32 characters either side.

Nine of ten quads of a release are evidence. So a piece of evidence is written as the block of N-Quads lines that
it becomes, in the order of the dump, and not quad by quad.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache

from osce_kg.iris import Iris
from osce_kg.rdf import IRI, RDF_TYPE, XSD, Literal, Object, term
from osce_kg.records import Basis, Confidence, Reading, Span
from osce_kg.vocab import OA, OSCE, RDFS, osce

_CONTEXT = 32
_ALWAYS = (
    RDF_TYPE, RDFS.label, OSCE.onSubject, OSCE.onProperty, OSCE.inCapture, OSCE.rule, OSCE.basis, OSCE.confidence,
)  # fmt: skip
"""What every piece of evidence says."""


class EvidenceLevel(Enum):
    """How much is written to `graph/evidence`."""

    NONE = "none"
    COMPACT = "compact"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class _Wording:
    """The parts of evidence lines that are the same in every document under one base IRI, from the predicate on."""

    head: str
    label: str
    basis: dict[Basis, str]
    confidence: dict[Confidence, str]
    end: str
    number_end: str
    body: str
    literal: str
    selector: str
    target: str
    capture: str
    on_property: str
    on_subject: str
    rule: str
    start: str
    stop: str

    @classmethod
    @lru_cache(maxsize=8)
    def of(cls, iris: Iris) -> _Wording:
        end = f" <{iris.graph('evidence')}> .\n"
        return cls(
            head=f" <{RDF_TYPE}> <{OSCE.Evidence}>{end}",
            label=f' <{RDFS.label}> "Evidence for ',
            basis={basis: f" <{OSCE.basis}> <{osce(basis.value)}>{end}" for basis in Basis},
            confidence={level: f" <{OSCE.confidence}> <{osce(level.value)}>{end}" for level in Confidence},
            end=end,
            number_end=f'"^^<{XSD}integer>{end}',
            body=f" <{OA.hasBody}> ",
            literal=f" <{OSCE.onLiteral}> ",
            selector=f" <{OA.hasSelector}> ",
            target=f" <{OA.hasTarget}> <{iris.ids}capture/",
            capture=f" <{OSCE.inCapture}> <{iris.ids}capture/",
            on_property=f" <{OSCE.onProperty}> <",
            on_subject=f" <{OSCE.onSubject}> <",
            rule=f" <{OSCE.rule}> <{iris.ids}rule/",
            start=f' <{OSCE.start}> "',
            stop=f' <{OSCE.end}> "',
        )


@dataclass(slots=True)
class Facts:
    """Collects the N-Quads lines of one document and of the evidence for them.

    `texts` are page texts by capture digest, needed for the full level only. Evidence IRIs are `{document}-{fact}`,
    numbered from the second fact of a name on, so that they stay the same in every rebuild. `lines` has the predicate
    of each line, `things` the IRIs that are objects.
    """

    document: str
    sha256: str
    iris: Iris
    level: EvidenceLevel = EvidenceLevel.COMPACT
    texts: Mapping[str, str] = field(default_factory=dict)
    lines: dict[str, IRI] = field(default_factory=dict)
    things: set[IRI] = field(default_factory=set)
    evidence: list[str] = field(default_factory=list)
    rules: set[str] = field(default_factory=set)
    _names: dict[str, int] = field(default_factory=dict)
    _wording: _Wording = field(init=False)
    _end: str = ""
    _about: str = ""
    _of: str = ""
    _literals: int = 0
    _spans: int = 0
    _selectors: int = 0

    def __post_init__(self) -> None:
        self._wording = _Wording.of(self.iris)
        self._end = f" <{self.iris.graph(f'document/{self.document}')}> .\n"
        self._about = f"<{self.iris.thing('evidence', self.document)}-"
        self._of = f' of {self.document}"@en{self._wording.end}'

    def state(self, subject: IRI, predicate: IRI, obj: Object) -> None:
        """State something that follows from the record's structure and needs no evidence of its own."""
        self._state(subject, predicate, obj, term(obj))

    def read(self, subject: IRI, predicate: IRI, obj: Object, reading: Reading[object], name: str) -> None:
        """State a fact that was read, with its evidence under `name`."""
        written = term(obj)
        self._state(subject, predicate, obj, written)
        self._support(subject, predicate, obj, written, reading, name)

    def support(self, subject: IRI, predicate: IRI, obj: Object, reading: Reading[object], name: str) -> None:
        """Add evidence for a fact that is stated elsewhere or already."""
        self._support(subject, predicate, obj, term(obj), reading, name)

    def _state(self, subject: IRI, predicate: IRI, obj: Object, written: str) -> None:
        self.lines[f"<{subject}> <{predicate}> {written}{self._end}"] = predicate
        if isinstance(obj, str):
            self.things.add(obj)

    def _support(
        self, subject: IRI, predicate: IRI, obj: Object, written: str, reading: Reading[object], name: str
    ) -> None:
        if self.level is EvidenceLevel.NONE:
            return
        number = self._names[name] = self._names.get(name, 0) + 1
        key = name if number == 1 else f"{name}-{number}"
        wording = self._wording
        end = wording.end
        _, span, rule, basis, confidence, capture = reading
        sha256 = capture or self.sha256
        own = f"{self._about}{key}>"
        body, literal = "", ""
        if isinstance(obj, str):
            body = f"{own}{wording.body}{written}{end}"
        else:
            literal = f"{own}{wording.literal}{written}{end}"
            self._literals += 1
        selector, target, start, stop = "", "", "", ""
        if span is not None:
            first, last = span
            self._spans += 1
            target = f"{own}{wording.target}{sha256}#char={first},{last}>{end}"
            start = f"{own}{wording.start}{first}{wording.number_end}"
            stop = f"{own}{wording.stop}{last}{wording.number_end}"
            if self.level is EvidenceLevel.FULL:
                selector = f"{own}{wording.selector}{self._about}{key}-selector>{end}"
                self._selector(key, sha256, span)
        self.rules.add(rule)
        self.evidence.append(
            f"{own}{wording.head}"
            f"{own}{wording.label}{name}{self._of}"
            f"{body}{selector}{target}"
            f"{own}{wording.basis[basis]}"
            f"{own}{wording.confidence[confidence]}"
            f"{stop}"
            f"{own}{wording.capture}{sha256}>{end}"
            f"{literal}"
            f"{own}{wording.on_property}{predicate}>{end}"
            f"{own}{wording.on_subject}{subject}>{end}"
            f"{own}{wording.rule}{rule}>{end}"
            f"{start}"
        )

    def evidence_properties(self) -> dict[str, int]:
        """Return the number of statements in the evidence by property."""
        proofs, words = len(self.evidence) - self._selectors, self._selectors
        counts = dict.fromkeys(_ALWAYS, proofs) | {
            OSCE.onLiteral: self._literals,
            OA.hasBody: proofs - self._literals,
            OA.hasTarget: self._spans,
            OSCE.start: self._spans,
            OSCE.end: self._spans,
            OA.hasSelector: words,
            OA.exact: words,
            OA.prefix: words,
            OA.suffix: words,
        }
        counts[RDF_TYPE] += words
        counts[RDFS.label] += words
        return {name: number for name, number in counts.items() if number}

    def evidence_kinds(self) -> dict[str, int]:
        """Return the number of things in the evidence by class."""
        return {OSCE.Evidence: len(self.evidence) - self._selectors, OA.TextQuoteSelector: self._selectors}

    def _selector(self, key: str, sha256: str, span: Span) -> None:
        self._selectors += 1
        end, text = self._wording.end, self.texts.get(sha256, "")
        own = f"{self._about}{key}-selector>"
        statements: tuple[tuple[IRI, Object], ...] = (
            (RDF_TYPE, OA.TextQuoteSelector),
            (RDFS.label, Literal(f"Quoted words of {self.document}-{key}", "en")),
            (OA.exact, Literal(text[span.start : span.end])),
            (OA.prefix, Literal(text[max(0, span.start - _CONTEXT) : span.start])),
            (OA.suffix, Literal(text[span.end : span.end + _CONTEXT])),
        )
        self.evidence.append("".join(f"{own} <{predicate}> {term(value)}{end}" for predicate, value in statements))
