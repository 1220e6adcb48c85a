"""How a page is cited: IRI, release, day of the release, licence; as a line, as BibTeX, as schema.org."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import quote

from markupsafe import Markup

from osce_kg.server.things.model import Value

AUTHORS = "osce-kg maintainers"
LICENCE = "https://creativecommons.org/licenses/by/4.0/"
_BIBTEX = re.compile(r"[\\{}$&#%_^~]")
_BIBTEX_NAMES = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


@dataclass(frozen=True, slots=True)
class Citation:
    """A thing as literature names it. `digest` is the release's, `version` its software's, both None if unknown."""

    iri: str
    title: str
    digest: str | None
    version: str | None
    day: str | None

    @property
    def line(self) -> str:
        """The attribution as one line of text."""
        release = f", release {self.digest[:12]}" if self.digest else ""
        when = f" ({self.day})" if self.day else ""
        return (
            f"{AUTHORS}: “{self.title}”. osce-kg, a knowledge graph of OSCE press releases{release}{when}. {self.iri}"
        )

    @property
    def bibtex(self) -> str:
        """The same as an entry of BibTeX; what is special there is escaped."""
        key = "osce-kg:" + re.sub(r"[^A-Za-z0-9]+", "-", self.iri.partition("/id/")[2]).strip("-")
        fields = {
            "author": f"{{{AUTHORS}}}",
            "title": f"{{{_escaped(self.title)}}}",
            "howpublished": "osce-kg, a knowledge graph of OSCE press releases",
            "url": self.iri,
            "version": self.digest or "",
            "date": self.day or "",
            "note": f"licence of the graph: {LICENCE}; texts of the OSCE remain the OSCE's",
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def _escaped(text: str) -> str:
    return _BIBTEX.sub(lambda found: _BIBTEX_NAMES.get(found[0], "\\" + found[0]), " ".join(text.split()))


def data_block(value: Mapping[str, object]) -> Markup:
    """Return JSON-LD that may stand in a script element: what could end the element or a line is escaped."""
    text = json.dumps(value, ensure_ascii=False, indent=1)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return Markup(text)


def described(kinds: str, iri: str, name: str, **more: object) -> dict[str, object]:
    """Return a thing in schema.org's terms as JSON-LD that needs no context from elsewhere; empty values stay out."""
    return {
        "@context": {"@vocab": "https://schema.org/"}, "@id": iri, "@type": kinds, "name": name,
        **{key.rstrip("_"): value for key, value in more.items() if value},
    }  # fmt: skip


def referred(things: Iterable[Value]) -> list[dict[str, str]]:
    """Return things as JSON-LD refers to them."""
    return [{"@id": value.term.value, "name": value.text} for value in things]


def report_address(fact: str, page: str) -> str:
    """Return the local address where an error in a fact is reported."""
    return f"/report-error?fact={quote(fact, safe='')}&page={quote(page, safe='')}"
