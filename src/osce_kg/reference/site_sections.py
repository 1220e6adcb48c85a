"""Sections of the OSCE's sites, as page URLs name them, and the bodies whose they are."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from osce_kg.reference.entries import read_file

SECTIONS_FILE = "site_sections.toml"


def load_site_sections(folder: Path, bodies: Collection[str]) -> dict[str, str]:
    """Return the keys of bodies by the slugs of their sections.

    Raises:
        RegistryError: the file is malformed, names an unknown body, or has a slug twice.
    """
    found: dict[str, str] = {}
    for entry in read_file(folder, SECTIONS_FILE, "section", named_by="body").entries:
        body = entry.choice("body", bodies, "the files of bodies")
        for slug in entry.texts("slugs"):
            if slug in found:
                entry.fail(f"slug {slug!r} is there twice; keep one")
            found[slug] = body
        entry.done()
    return found
