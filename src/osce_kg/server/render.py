"""Templates, and the links in them: what the graph says becomes text, and only http(s) becomes a link."""

from __future__ import annotations

import re
from urllib.parse import quote

from jinja2 import Environment, PackageLoader, StrictUndefined

from osce_kg.rdf import is_valid_iri
from osce_kg.vocab import OSCE, short

_SPAN = re.compile(r"id/capture/([0-9a-f]{64})#char=([0-9]+),([0-9]+)", re.ASCII)
_SAFE = "/:#?=,;@&%~.!$'()*+-_"


class Renderer:
    """Renders templates with links that stay on this server for every IRI under the base."""

    def __init__(self, base: str, notice: str | None = None, *, indexing: bool = True) -> None:
        self._base = base
        self._environment = Environment(
            loader=PackageLoader("osce_kg.server"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._environment.globals["notice"] = notice
        self._environment.globals["indexing"] = indexing
        self._environment.globals["href"] = self.href
        self._environment.globals["short"] = self.short
        self._environment.filters["query_value"] = lambda text: quote(str(text), safe="")

    def page(self, template: str, **values: object) -> str:
        """Return a page of HTML."""
        return self._environment.get_template(template).render(**values)

    def href(self, iri: str) -> str | None:
        """Return where an IRI leads: a local path under the base, itself if http(s), else None."""
        if not is_valid_iri(iri):
            return None
        if iri.startswith(OSCE.NS):
            return f"/ontology#{quote(iri[len(OSCE.NS) :], safe=_SAFE)}"
        if iri.startswith(self._base):
            if span := _SPAN.fullmatch(iri[len(self._base) :]):
                return f"/page/capture/{span[1]}?span={span[2]},{span[3]}#span"
            return "/" + quote(iri[len(self._base) :].lstrip("/"), safe=_SAFE)
        return quote(iri, safe=_SAFE + "[]") if iri.startswith(("http://", "https://")) else None

    def short(self, iri: str) -> str:
        """Return an IRI as a reader writes it: prefixed, relative to `{base}id/`, or in full."""
        return short(iri, f"{self._base}id/")
