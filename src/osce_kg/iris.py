"""The only place where IRIs are minted. Every input and the length of every hash is documented here.

One thing has one IRI in every rebuild, whatever the order of the inputs. Keys come from curated registries or
from source keys (ISO codes, node ids, GeoNames ids), never from a label that can change.
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from osce_kg.rdf import IRI

DEFAULT_BASE = "https://w3id.org/osce-kg/"

KINDS = frozenset(
    {
        "country", "field-of-work", "meeting-series", "dimension", "role", "scheme", "organization",
        "field-presence", "document", "quotation", "person", "place", "capture", "participation", "partnership",
        "chairpersonship", "tenure", "name-period", "change-event", "decision", "meeting", "project", "event",
        "claim", "source", "rule", "extractor", "evidence", "post", "menu", "menu-entry", "graph",
        "treaty",
    }
)  # fmt: skip

_KEY = re.compile(r"[a-z0-9A-Z][A-Za-z0-9._/-]*\Z")
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Iris:
    """Mints IRIs under one base. `base` ends with a slash; terms keep their own namespace (see `vocab`)."""

    base: str = DEFAULT_BASE

    def __post_init__(self) -> None:
        if not re.match(r"https?://[^\s<>\"{}|^`\\#?]+/\Z", self.base):
            raise ValueError(f"base IRI must be absolute, http(s) and end with a slash: {self.base!r}")

    @property
    def ids(self) -> str:
        """The prefix of every thing: `{base}id/`."""
        return f"{self.base}id/"

    def thing(self, kind: str, key: str) -> IRI:
        """Return the IRI `{base}id/{kind}/{key}`.

        Raises:
            ValueError: an unknown kind, or a key with characters that a relative IRI could not carry.
        """
        if kind not in KINDS or not _KEY.match(key):
            raise ValueError(f"cannot mint an IRI of kind {kind!r} with key {key!r}")
        return IRI(f"{self.base}id/{kind}/{key}")

    def graph(self, name: str) -> IRI:
        """Return the IRI of a named graph: `reference`, `taxonomy`, `document/{key}` …"""
        return self.thing("graph", name)

    def document(self, key: str) -> IRI:
        return self.thing("document", key)

    def quotation(self, key: str) -> IRI:
        return self.thing("quotation", key)

    def person(self, key: str) -> IRI:
        return self.thing("person", key)

    def country(self, code: str) -> IRI:
        return self.thing("country", code)

    def organization(self, key: str) -> IRI:
        return self.thing("organization", key)

    def place(self, key: str) -> IRI:
        return self.thing("place", key)

    def capture(self, sha256: str) -> IRI:
        return self.thing("capture", sha256)

    def capture_span(self, sha256: str, start: int, end: int) -> IRI:
        """Return the IRI of a character range of a capture's page text (RFC 5147 `#char=`, code points)."""
        return IRI(f"{self.capture(sha256)}#char={start},{end}")

    def split(self, iri: str) -> tuple[str, str] | None:
        """Return kind and key of an IRI minted here, or None for anything else."""
        if not iri.startswith(self.ids):
            return None
        kind, _, key = iri[len(self.ids) :].partition("/")
        return (kind, key) if kind in KINDS and key else None


def slug(label: str) -> str:
    """Return the curated-slug form of an English label: lower case, everything else one hyphen."""
    folded = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", folded.lower()).strip("-")


def normalized_headline(headline: str) -> str:
    """Return the headline in the form that is hashed: NFKC, case-folded, words and digits only, single spaces."""
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", headline).casefold()))


def fingerprint(headline: str, issued: str | None) -> str:
    """Return the 16 hex digits that identify a release by headline and date, wherever it is mirrored.

    Input: normalized headline, LF, chosen date (YYYY-MM-DD, empty if there is none), as UTF-8, SHA-256.
    """
    material = f"{normalized_headline(headline)}\n{issued or ''}"
    return hashlib.sha256(material.encode()).hexdigest()[:16]


def document_key(node_id: str | None, fingerprint_hex: str, language: str | None = None) -> str:
    """Return `n{node id}`, `n{node id}-{language}` for another language of that node, else `h{fingerprint}`."""
    if node_id is None:
        return f"h{fingerprint_hex}"
    return f"n{node_id}-{language.lower()}" if language else f"n{node_id}"


def quotation_key(document: str, text: str) -> str:
    """Return `{document}-q{8 hex}`; the hash is SHA-256 over the quotation's text as UTF-8."""
    return f"{document}-q{hashlib.sha256(text.encode()).hexdigest()[:8]}"


def short_hash(*parts: str) -> str:
    """Return 8 hex digits of SHA-256 over the parts joined by LF, for keys of things without a readable key."""
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]
