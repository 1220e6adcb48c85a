"""Entity tags: what an answer depends on is the release and the request, so both are its version."""

from __future__ import annotations

import hashlib
import re

from starlette.requests import Request
from starlette.responses import Response

from osce_kg import __version__

_TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')


def entity_tag(digest: str | None, *parts: str) -> str | None:
    """Return a strong entity tag over this version, the release's digest and the normalised request.

    Without a digest, as for a remote store that anybody may change, there is none.
    """
    if digest is None:
        return None
    material = "\0".join((__version__, digest, *parts))
    return f'"{hashlib.sha256(material.encode("utf-8", "surrogatepass")).hexdigest()[:32]}"'


def not_modified(request: Request, tag: str | None) -> Response | None:
    """Return 304 if the client holds this version, else None (RFC 9110, section 13.1.2).

    `If-None-Match: *` is not honoured: it would promise an answer that nobody has evaluated.
    """
    if tag is None or request.method not in {"GET", "HEAD"}:
        return None
    held = held_tags(", ".join(request.headers.getlist("if-none-match")))
    return Response(status_code=304, headers=cache_headers(tag)) if tag in held else None


def held_tags(header: str) -> list[str]:
    """Return the tags of an If-None-Match header, without marks of weakness."""
    return _TAG.findall(header)


def cache_headers(tag: str | None) -> dict[str, str]:
    """Return the headers of an answer with this tag; without one it may not be stored."""
    if tag is None:
        return {"Vary": "Accept", "Cache-Control": "no-store"}
    return {"Vary": "Accept", "Cache-Control": "no-cache", "ETag": tag}
