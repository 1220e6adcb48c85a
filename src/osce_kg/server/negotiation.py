"""What a request says it accepts. How it is matched with what is offered is in `formats`."""

from __future__ import annotations

from starlette.requests import Request

from osce_kg.formats import Format, Representation, negotiate


def accept(request: Request) -> str | None:
    """Return the Accept header; several are one list (RFC 9110, section 5.3). None if there is none."""
    lines = request.headers.getlist("accept")
    return ", ".join(lines) if lines else None


def choose(request: Request, offered: tuple[Format, ...]) -> Representation | None:
    """Return what the client likes best of what is offered, None for nothing (406)."""
    return negotiate(accept(request), offered)
