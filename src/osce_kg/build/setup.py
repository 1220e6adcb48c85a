"""What every process of a build needs to know, here or on a cluster."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from osce_kg.converters.document import DocumentOptions
from osce_kg.converters.shared import Curated
from osce_kg.reference import load_registries
from osce_kg.reference.people import load_people
from osce_kg.reference.rules import load_rules
from osce_kg.reference.tables import load_tables


@dataclass(frozen=True, slots=True)
class Setup:
    """Base IRI, what is written of a document, the folder of registries (None is the packaged one), the version.

    `extractor` is the digest of what decides the reading: what a process keeps of one is not used for another. Without
    `validates` no SHACL is run and every document is kept, for whoever validates all of it at once afterwards.
    """

    base: str
    documents: DocumentOptions
    reference: Path | None
    version: str
    extractor: str
    validates: bool = True


@lru_cache(maxsize=2)
def curated_of(setup: Setup) -> Curated:
    """Return what is curated, loaded once per process; processes that are forked later have it already."""
    folder = setup.reference
    return Curated(load_registries(folder), load_tables(folder), load_rules(folder), load_people(folder))
