"""What all handlers share: the engine, the settings, the published files, the templates."""

from __future__ import annotations

from dataclasses import dataclass

from osce_kg.engine.model import Engine
from osce_kg.server.files import ReleaseFiles
from osce_kg.server.render import Renderer
from osce_kg.settings import Settings


@dataclass(frozen=True, slots=True)
class Site:
    """One server's parts, made once and never changed."""

    engine: Engine
    settings: Settings
    files: ReleaseFiles
    renderer: Renderer
    term_labels: dict[str, str]
    """Labels of the ontology's terms by IRI."""
