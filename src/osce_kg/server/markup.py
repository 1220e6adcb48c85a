"""Elements of HTML and SVG written by code. Attributes and text are escaped; the same input gives the same bytes."""

from __future__ import annotations

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")

Content = str | Markup | None
"""Text, which is escaped, or markup, which is not; None is left out."""


def element(name: str, *content: Content, **attributes: object) -> Markup:
    """Return an element. `class_` is `class`, `aria_label` is `aria-label`; an attribute that is None is left out."""
    written = "".join(
        f' {attribute.rstrip("_").replace("_", "-")}="{clean(value)}"'
        for attribute, value in attributes.items()
        if value is not None
    )
    inside = "".join(clean(part) for part in content if part is not None)
    return Markup(f"<{name}{written}>{inside}</{name}>")


def clean(value: object) -> str:
    """Return markup as it is and everything else escaped, without characters that XML 1.0 has not (section 2.2)."""
    return str(value) if isinstance(value, Markup) else str(escape(_NOT_XML.sub("\ufffd", str(value))))


def joined(parts: Iterable[Markup]) -> Markup:
    """Return elements one to a line."""
    return Markup("\n").join(parts)


def number(value: float) -> str:
    """Return a coordinate: two decimals at most, no exponent, no negative zero."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def percent(value: float) -> str:
    """Return a share of 1 as a percentage."""
    return f"{number(value * 100)}%"
