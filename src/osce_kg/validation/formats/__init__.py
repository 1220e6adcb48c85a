"""The one table of report formats: name → `render(report, locations)`. A new format is one file here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import TypeAlias

from osce_kg.validation.formats import human, json, junit, sarif, turtle
from osce_kg.validation.model import Locations, Report

Renderer: TypeAlias = Callable[[Report, Locations], str]

FORMATS: Mapping[str, Renderer] = MappingProxyType(
    {
        "human": human.render,
        "json": json.render,
        "junit": junit.render,
        "sarif": sarif.render,
        "turtle": turtle.render,
    }
)


def render(report: Report, format_name: str, locations: Locations | None = None) -> str:
    """Return the report in one of `FORMATS`, ending with a newline.

    `locations` gives, for each focus node it knows, the file or capture and the line it comes from.
    """
    return FORMATS[format_name](report, locations or {})
