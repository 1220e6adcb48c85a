"""Definitions of the extraction rules, by name: what `osce:rule` of a piece of evidence means."""

from __future__ import annotations

import tomllib
from pathlib import Path

from osce_kg.errors import RegistryError
from osce_kg.resources import resource_path


def load_rules(folder: Path | None = None) -> dict[str, str]:
    """Return rule name → definition from `rules.toml`.

    Raises:
        RegistryError: the file is missing or is not a table of texts.
    """
    path = (folder or resource_path("data/reference")) / "rules.toml"
    try:
        rules = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise RegistryError(f'{path.name}: {error}; every line must be `name = "definition"`') from error
    for name, definition in rules.items():
        if not isinstance(definition, str):
            raise RegistryError(f"{path.name}: rule {name!r} needs a text as its definition")
    return rules
