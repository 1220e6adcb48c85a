"""The files that pages load: style sheets, and the workbench where it was built. None comes from elsewhere.

What was compressed when it was built is sent so to those who accept it; nothing is compressed here.
"""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.server import problems
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.compression import accepted_codings
from osce_kg.server.problems import ProblemError

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}
_CODINGS = (("br", ".br"), ("gzip", ".gz"))
_HASHED = re.compile(r"workbench/.+-[\w-]{8}\.\w+")
_FOR_LONG = "public, max-age=31536000, immutable"


def static_router() -> APIRouter:
    """Return the route `/static/{name}`. Names are looked up among the files there are, so none leads elsewhere."""
    folder = Path(str(resources.files("osce_kg.server").joinpath("static")))
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in _TYPES}
    router = APIRouter()

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in found:
            raise ProblemError(problems.NOT_FOUND, f"there is no file {name!r} here")
        path, coding = _best(found[name], accepted_codings(request.headers.get("accept-encoding", "")))
        content = path.read_bytes()
        tag = entity_tag(hashlib.sha256(content).hexdigest(), name)
        headers = cache_headers(tag) | {"Vary": "Accept-Encoding"}
        if _HASHED.fullmatch(name):
            headers["Cache-Control"] = _FOR_LONG
        if unchanged := not_modified(request, tag):
            unchanged.headers.update(headers)
            return unchanged
        if coding:
            headers["Content-Encoding"] = coding
        return Response(content, headers=headers, media_type=_TYPES[found[name].suffix])

    router.add_api_route("/static/{name:path}", static, methods=["GET", "HEAD"], include_in_schema=False)
    return router


def _best(path: Path, accepted: frozenset[str]) -> tuple[Path, str | None]:
    """Return the smallest form of a file that the client takes, and how that is coded."""
    for coding, suffix in _CODINGS:
        packed = path.with_name(path.name + suffix)
        if coding in accepted and packed.is_file():
            return packed, coding
    return path, None
