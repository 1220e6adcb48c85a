"""The files that pages load: style sheets, and the workbench where it was built. None comes from elsewhere."""

from __future__ import annotations

import hashlib
from importlib import resources
from pathlib import Path

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.server import problems
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.problems import ProblemError

_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml", ".woff2": "font/woff2"}


def static_router() -> APIRouter:
    """Return the route `/static/{name}`. Names are looked up among the files there are, so none leads elsewhere."""
    folder = Path(str(resources.files("osce_kg.server").joinpath("static")))
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.suffix in _TYPES}
    router = APIRouter()

    async def static(request: Request) -> Response:
        name = request.path_params["name"]
        if name not in found:
            raise ProblemError(problems.NOT_FOUND, f"there is no file {name!r} here")
        content = found[name].read_bytes()
        tag = entity_tag(hashlib.sha256(content).hexdigest(), name)
        unchanged = not_modified(request, tag)
        return unchanged or Response(content, headers=cache_headers(tag), media_type=_TYPES[found[name].suffix])

    router.add_api_route("/static/{name:path}", static, methods=["GET", "HEAD"], include_in_schema=False)
    return router
