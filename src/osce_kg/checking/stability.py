"""IRIs that the last release had: each is still a subject, be it as a retired identifier, or is missed."""

from __future__ import annotations

from collections.abc import Iterator, Set

from osce_kg.checking.model import Finding
from osce_kg.iris import Iris
from osce_kg.rdf import IRI
from osce_kg.records import Severity

PASSING = frozenset({"evidence", "graph", "menu", "menu-entry", "extractor"})
"""Kinds of things that nobody links to: they come and go with captures and versions."""

_DERIVED = frozenset({"quotation", "capture", "claim"})
_HINT = (
    "Restore the capture or entry it came from, or state what replaces it: a osce:RetiredIdentifier with "
    "dct:isReplacedBy. Who links to it finds nothing otherwise."
)


def check_stability(before: Set[bytes], after: Set[bytes], iris: Iris) -> Iterator[Finding]:
    """Yield a finding for each IRI, without brackets, that is no subject any more.

    A violation for things that people cite and link to; a warning for what is derived from captures, such as
    quotations, whose keys change with their words.
    """
    for raw in sorted(before - after):
        iri = raw.decode()
        parts = iris.split(IRI(iri))
        if parts is None or parts[0] in PASSING:
            continue
        severity = Severity.WARNING if parts[0] in _DERIVED else Severity.VIOLATION
        message = f"{parts[0]}/{parts[1]} was in the last release and is gone without a redirect"
        yield Finding(severity, "stability", "vanished-iri", message, _HINT, focus=iri)
