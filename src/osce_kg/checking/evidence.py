"""Findings about a graph → the capture and the characters of it that their facts were read from."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Iterator, Sequence

from osce_kg.checking.graph import CheckedGraph
from osce_kg.checking.model import Finding
from osce_kg.outputs.quads import Thing, things
from osce_kg.vocab import OSCE

_SUBJECT = re.compile(rb"<" + re.escape(OSCE.onSubject.encode()) + rb"> <([^>]*)>")


def with_evidence(findings: Sequence[Finding], graph: CheckedGraph) -> Iterator[Finding]:
    """Yield findings, each with the capture and span of the evidence for its fact, where the graph has some.

    The evidence is that of the focus node's property, else of any of its properties. Lines of the graph that speak of
    one piece of evidence follow one another.
    """
    wanted = {f.focus.encode() for f in findings if f.focus and f.capture is None}
    proofs: dict[str, list[Thing]] = {}
    if wanted:
        for proof in things(_lines_of(_evidence(graph, wanted))):
            subject = proof.one(OSCE.onSubject)
            if subject and proof.one(OSCE.start) and proof.one(OSCE.inCapture):
                proofs.setdefault(subject, []).append(proof)
    for finding in findings:
        about = proofs.get(finding.focus or "", [])
        exact = [proof for proof in about if proof.one(OSCE.onProperty) == finding.path]
        first = next(iter(exact or about), None)
        yield finding if first is None or finding.capture else _placed(finding, first)


def _placed(finding: Finding, proof: Thing) -> Finding:
    capture = str(proof.one(OSCE.inCapture)).rpartition("/")[2]
    start, end = str(proof.one(OSCE.start)), str(proof.one(OSCE.end) or proof.one(OSCE.start))
    return dataclasses.replace(finding, capture=capture, start=int(start), end=int(end))


def _evidence(graph: CheckedGraph, wanted: set[bytes]) -> Iterator[bytes]:
    """Yield the lines of evidence about some subjects, sorted."""
    start = f"<{graph.iris.ids}evidence/".encode()
    found: list[bytes] = []
    rest = b""
    for block in graph.blocks():
        joined = rest + block
        # A piece of evidence may reach into the next block, so its lines so far are kept for it.
        last = joined[joined.rfind(b"\n", 0, len(joined) - 1) + 1 :].split(b" ", 1)[0] + b" "
        cut = joined.find(b"\n" + last) + 1
        joined, rest = joined[:cut], joined[cut:]
        found += _about(joined, start, wanted)
    found += _about(rest, start, wanted)
    yield from sorted(set(found))


def _about(lines: bytes, start: bytes, wanted: set[bytes]) -> Iterable[bytes]:
    if not wanted.intersection(_SUBJECT.findall(lines)):
        return []
    split = [line for line in lines.split(b"\n") if line.startswith(start)]
    proofs = set()
    for line in split:
        match = _SUBJECT.search(line)
        if match and match[1] in wanted:
            proofs.add(line.split(b" ", 1)[0])
    return [line for line in split if line.split(b" ", 1)[0] in proofs]


def _lines_of(lines: Iterable[bytes]) -> Iterator[str]:
    return (line.decode() for line in lines)
