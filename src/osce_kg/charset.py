"""Bytes of an HTML page → text, by the encoding that the page declares."""

from __future__ import annotations

import codecs
import re
from typing import NamedTuple

_META_CHARSET = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9._:-]+)", re.I)
# Not all codecs of Python read text (hex, idna), and some make half characters of escapes: a page may name any.
_PROBE = b"\\ud800\xff"


class Markup(NamedTuple):
    """A page's markup as text and as UTF-8, and how many bytes had to be replaced."""

    text: str
    utf8: bytes
    replaced: int


def decode(content: bytes, charset: str | None) -> Markup:
    """Return the markup of a page.

    The encoding is that of the byte order mark, the HTTP header, the first 4 kB's meta element, else UTF-8
    (https://html.spec.whatwg.org/#determining-the-character-encoding without its guesses).
    """
    for mark, name in (
        (codecs.BOM_UTF8, "utf-8"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
    ):
        if content.startswith(mark):
            return _decoded(content[len(mark) :], name)
    declared = _META_CHARSET.search(content, 0, 4096)
    if codec := _codec(charset):
        return _decoded(content, codec)
    codec = _codec(declared.group(1).decode()) if declared else None
    # A meta element that could be read byte by byte is not in UTF-16, whatever it says.
    return _decoded(content, "utf-8" if codec is None or codec.startswith(("utf-16", "utf-32")) else codec)


def _codec(label: str | None) -> str | None:
    if not label:
        return None
    try:
        name = codecs.lookup(label).name
        _PROBE.decode(name, "replace").encode()
    except (LookupError, ValueError):
        return None
    # No encoding of the web either, and its decoder lets half characters through.
    if name == "utf-7":
        return None
    # The web means windows-1252 by these two (https://encoding.spec.whatwg.org/#names-and-labels).
    return "windows-1252" if name in ("iso8859-1", "ascii") else name


def _decoded(content: bytes, name: str) -> Markup:
    try:
        text = content.decode(name)
    except UnicodeDecodeError:
        text = content.decode(name, "replace")
        return Markup(text, text.encode(errors="ignore"), max(text.count("\ufffd"), 1))
    return Markup(text, content if name == "utf-8" else text.encode(errors="ignore"), 0)
