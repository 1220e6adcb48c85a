"""Addresses of things on this server: which IRI a request names, and where its page and its data are.

A path and an IRI are told apart by what is percent-encoded (RFC 3987, section 3.2): in an IRI `%2F` stays as it is,
what is not ASCII is written as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote

from pyoxigraph import NamedNode
from starlette.requests import Request

from osce_kg.formats import GRAPHS, Format
from osce_kg.rdf import is_valid_iri
from osce_kg.server import problems
from osce_kg.server.clients import scheme_of
from osce_kg.server.problems import ProblemError
from osce_kg.server.site import Site
from osce_kg.server.things.citing import LICENCE

_SAFE = "/:=,;@&%~.!$'()*+-_"
_ESCAPED = re.compile(rb"(?:%[0-9A-Fa-f]{2})+")
_UNRESERVED = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")


def key_of(request: Request, prefix: str) -> str:
    """Return what follows a prefix such as `/id/` in the path, as it is in an IRI.

    Raises:
        ProblemError: the path begins otherwise, as where its slash is percent-encoded.
    """
    raw = request.scope.get("raw_path") or quote(request.url.path, safe=_SAFE).encode()
    path = _ESCAPED.sub(_unescaped, raw).decode("utf-8", "replace")
    if not path.startswith(prefix):
        raise ProblemError(problems.NOT_FOUND)
    return path.removeprefix(prefix)


def _unescaped(match: re.Match[bytes]) -> bytes:
    """Return escapes with those decoded that an IRI has not: of unreserved characters, and of whole ones not ASCII."""
    octets = bytes.fromhex(match[0].replace(b"%", b"").decode())
    text = octets.decode("utf-8", "surrogateescape")
    found = b""
    for character in text:
        encoded = character.encode("utf-8", "surrogateescape")
        kept = encoded[0] in _UNRESERVED or (ord(character) > 0x9F and not 0xD800 <= ord(character) <= 0xDFFF)
        found += encoded if kept else b"".join(b"%%%02X" % octet for octet in encoded)
    return found


def iri_of(site: Site, key: str) -> str:
    """Return the IRI of a thing by its kind and key.

    Raises:
        ProblemError: the key has characters that no IRI has.
    """
    iri = f"{site.settings.base}id/{key}"
    if not key or not is_valid_iri(iri):
        raise unknown(key)
    try:
        return NamedNode(iri).value  # stricter than N-Quads: some code points are in no IRI (RFC 3987)
    except ValueError as error:
        raise unknown(key) from error


def unknown(key: str) -> ProblemError:
    """Return the problem of something that the graph says nothing of."""
    return ProblemError(problems.NOT_FOUND, f"the graph says nothing of {key!r}")


def root_of(site: Site, request: Request) -> str:
    """Return scheme and host of this server as the client sees them, without a slash at the end."""
    scheme = scheme_of(request.scope, site.trusted)
    base = request.base_url
    return str(base.replace(scheme=scheme) if scheme else base).rstrip("/")


def page_of(key: str) -> str:
    """Return the address of a thing's page."""
    return f"/page/{quote(key, safe=_SAFE)}"


def data_of(key: str, fmt: Format | None = None) -> str:
    """Return the address of a thing's data, in a format or in that which is negotiated."""
    address = f"/data/{quote(key, safe=_SAFE)}"
    return f"{address}.{fmt.extension}" if fmt else address


def thing_of(key: str) -> str:
    """Return the local address of a thing itself."""
    return f"/id/{quote(key, safe=_SAFE)}"


def link(address: str, relation: str, media_type: str = "") -> str:
    """Return one link as a Link header has it (RFC 8288)."""
    kind = f'; type="{media_type}"' if media_type else ""
    return f'<{quote(address, safe=_SAFE + "?#[]")}>; rel="{relation}"{kind}'


def page_links(key: str, iri: str) -> str:
    """Return the Link header of a page: where it is, the same as data, how it is cited, under which terms."""
    return ", ".join(
        [
            link(page_of(key), "canonical"),
            *(link(data_of(key, fmt), "alternate", fmt.media_type) for fmt in GRAPHS),
            *(link(data_of(key, fmt), "describedby", fmt.media_type) for fmt in GRAPHS[:2]),
            link(iri, "cite-as"),
            link(LICENCE, "license"),
        ]
    )


def data_links(key: str, iri: str, fmt: Format, paging: Iterable[tuple[str, str]]) -> str:
    """Return the Link header of data: where it is, its page and other formats, what it is about and part of.

    `paging` are relations such as `next` with their addresses.
    """
    return ", ".join(
        [
            link(data_of(key, fmt), "canonical"),
            link(page_of(key), "alternate", "text/html"),
            *(link(data_of(key, other), "alternate", other.media_type) for other in GRAPHS if other is not fmt),
            link(iri, "describes"),
            link("/dataset", "describedby"),
            link(LICENCE, "license"),
            *(link(address, relation) for relation, address in paging),
        ]
    )
