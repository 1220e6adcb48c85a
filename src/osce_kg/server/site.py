"""What all handlers share: the engine, the settings, the published files, the templates."""

from __future__ import annotations

from dataclasses import dataclass

from osce_kg.engine.model import Engine
from osce_kg.server.cache import AnswerCache
from osce_kg.server.clients import Network
from osce_kg.server.files import ReleaseFiles
from osce_kg.server.render import Renderer
from osce_kg.server.searches import Searches
from osce_kg.settings import Settings


@dataclass(slots=True)
class ServerState:
    """What changes while a server runs: the reason why a newer release was refused, whether it is stopping."""

    refused: str | None = None
    stopping: bool = False


@dataclass(frozen=True, slots=True)
class Site:
    """One server's parts, made once and never changed."""

    engine: Engine
    settings: Settings
    files: ReleaseFiles
    renderer: Renderer
    term_labels: dict[str, str]
    """Labels of the ontology's terms by IRI."""
    cache: AnswerCache
    trusted: tuple[Network, ...]
    """Proxies whose word on the client's address is taken."""
    state: ServerState
    live: bool = False
    """Whether the data may change while it is served, as in a remote store: its answers carry no entity tag."""
    union: bool = True
    """Whether the default graph is the union of all graphs, as it is in every release."""

    searches: Searches | None = None
    """What answers searches for words, where what is served has an index."""

    @property
    def is_searchable(self) -> bool:
        """Whether queries can find words: the index is of what they are answered from."""
        return self.searches is not None and not self.live

    @property
    def data_digest(self) -> str | None:
        """The version of what queries are answered from, None if nobody knows it."""
        return None if self.live else self.files.digest
