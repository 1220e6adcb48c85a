"""The one table of formats: name → `render(verdict)`. A new format is one file here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from osce_kg.checking.formats import github, human, json, junit, markdown, sarif, turtle
from osce_kg.checking.model import Verdict

Renderer: TypeAlias = Callable[[Verdict], str]

FORMATS: Mapping[str, Renderer] = MappingProxyType(
    {
        "human": human.render,
        "json": json.render,
        "junit": junit.render,
        "sarif": sarif.render,
        "github": github.render,
        "turtle": turtle.render,
        "markdown": markdown.render,
    }
)


def render(verdict: Verdict, format_name: str) -> str:
    """Return the verdict in one of `FORMATS`, without colour; empty, or ending with a newline."""
    return FORMATS[format_name](verdict)
