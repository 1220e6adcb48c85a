"""Localised labels of fields of work and bodies: our own, because the site's pages tag in many languages."""

from __future__ import annotations

import tomllib
from pathlib import Path

from osce_kg.errors import RegistryError
from osce_kg.reference.model import Label

CURATED = "curated"
CLDR = "cldr"


def load_labels(path: Path, source: str = CURATED) -> dict[str, tuple[Label, ...]]:
    """Return registry key → localised labels, in the order of the file; a language may have several.

    The file has `source = "curated"` (or another `source`) and one table per language: `[sr-Latn]`, then
    `policing = "Policija"`.

    Raises:
        RegistryError: the file is missing, malformed, not marked with its source, or gives one name twice.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise RegistryError(f"{path.name}: {error}; correct the file") from error
    if content.pop("source", None) != source:
        raise RegistryError(f'{path.name}: expected `source = "{source}"` before the first table; add it')
    labels: dict[str, list[Label]] = {}
    for language, table in content.items():
        if not isinstance(table, dict):
            raise RegistryError(f"{path.name}: expected a table per language, found {language} = {table!r}")
        for key, names in table.items():
            labels.setdefault(key, []).extend(_labels(path.name, language, key, names))
    return {key: tuple(found) for key, found in labels.items()}


def _labels(file: str, language: str, key: str, names: object) -> list[Label]:
    given = names if isinstance(names, list) else [names]
    texts = [text for text in given if isinstance(text, str) and text.strip()]
    if not texts or len(texts) != len(given):
        raise RegistryError(f"{file}: [{language}] {key}: expected a name or a list of names, found {names!r}")
    if len(set(texts)) != len(texts):
        raise RegistryError(f"{file}: [{language}] {key}: the same name twice; remove one of {names!r}")
    return [Label(text, language) for text in texts]
