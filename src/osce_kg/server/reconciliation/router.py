"""The routes under `/reconcile`."""

from __future__ import annotations

import json
from collections.abc import Mapping

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from osce_kg import __version__
from osce_kg.formats import JSON
from osce_kg.server import problems
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.clients import scheme_of
from osce_kg.server.problems import ProblemError
from osce_kg.server.protocol import read_fields, read_form
from osce_kg.server.reconciliation import suggesting
from osce_kg.server.reconciliation.extending import SETTINGS, extended, proposed
from osce_kg.server.reconciliation.kinds import DEFAULT, TYPES, Type, expanded
from osce_kg.server.reconciliation.matching import Matcher, described
from osce_kg.server.reconciliation.reading import BATCH, BODY_BYTES, read_batch, read_extension
from osce_kg.server.site import Site
from osce_kg.server.things.names import NAMES
from osce_kg.server.workbench import terms_of
from osce_kg.vocab import OSCE

PREVIEW_SIZE = (400, 260)
"""Width and height of a preview in pixels."""
_PREVIEW_POLICY = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors *"
}
_METHODS = ["GET", "HEAD"]
_ALLOWED = "GET, HEAD, POST, OPTIONS"
_PROPOSED, _MOST_PROPOSED = 40, 200


def reconciliation_router(site: Site) -> APIRouter:
    """Return the routes of the reconciliation service."""
    service = _Service(site)
    router = APIRouter()
    router.add_api_route("/reconcile", service.get, methods=_METHODS, include_in_schema=False)
    router.add_api_route("/reconcile", service.post, methods=["POST"], include_in_schema=False)
    for path, handler in {
        "/reconcile/suggest/{what}": service.suggest,
        "/reconcile/flyout/{what}": service.flyout,
        "/reconcile/preview": service.preview,
        "/reconcile/view": service.view,
        "/reconcile/extend/propose": service.propose,
    }.items():
        router.add_api_route(path, handler, methods=_METHODS, include_in_schema=False)
        router.add_api_route(path, service.options, methods=["OPTIONS"], include_in_schema=False)
    router.add_api_route("/reconcile", service.options, methods=["OPTIONS"], include_in_schema=False)
    return router


class _Service:
    def __init__(self, site: Site) -> None:
        self._site = site
        self._matcher = Matcher(site)
        self._graph = self._matcher.graph
        self._properties: dict[str, str] | None = None

    async def get(self, request: Request) -> Response:
        """Answer the manifest, or a batch or an extension query in the URL."""
        return await self._answer(request, read_fields(request))

    async def post(self, request: Request) -> Response:
        """Answer a batch or an extension query that is sent as a form."""
        return await self._answer(request, await read_form(request, BODY_BYTES))

    async def options(self, request: Request) -> Response:
        """Answer a CORS preflight; credentials are never allowed."""
        allowed = _ALLOWED if request.url.path == "/reconcile" else "GET, HEAD, OPTIONS"
        headers = {
            "Allow": allowed,
            "Access-Control-Allow-Methods": allowed,
            "Access-Control-Allow-Headers": "Accept, Content-Type, If-None-Match",
            "Access-Control-Max-Age": "86400",
        }
        return Response(status_code=204, headers=headers)

    async def suggest(self, request: Request) -> Response:
        """Answer suggestions of things, types or properties."""
        fields = _once(read_fields(request))
        skipped = _number(fields, "cursor", 0, suggesting.FURTHEST)
        prefix = fields.get("prefix", "")
        what = request.path_params["what"]
        tag = self._tag("suggest", what, prefix, str(skipped))
        if unchanged := not_modified(request, tag):
            return unchanged
        if what == "entity":
            found = await suggesting.things(self._site, self._graph, prefix, skipped)
        elif what == "type":
            found = suggesting.types(prefix, skipped)
        elif what == "property":
            found = suggesting.properties(await self._property_names(), prefix, skipped)
        else:
            raise ProblemError(problems.NOT_FOUND, "suggestions are of entity, type or property")
        return _json({"result": found}, tag)

    async def flyout(self, request: Request) -> Response:
        """Answer a small preview of a thing, a type or a property."""
        identifier = _once(read_fields(request)).get("id", "")
        what = request.path_params["what"]
        tag = self._tag("flyout", what, identifier)
        if unchanged := not_modified(request, tag):
            return unchanged
        if what == "entity":
            name, text, _ = await self._told(identifier)
        else:
            iri = expanded(identifier)
            named = {one.iri: one.name for one in TYPES.values()} if what == "type" else await self._property_names()
            if what not in {"type", "property"} or iri not in named:
                raise ProblemError(problems.NOT_FOUND, f"there is no {what} {identifier[:200]!r}")
            name, text = named[iri], iri
        page = self._site.renderer.page("reconciliation/flyout.html", name=name, text=text)
        return _json({"id": identifier, "html": page.strip()}, tag)

    async def preview(self, request: Request) -> Response:
        """Answer a small page of a thing, which other pages may frame."""
        identifier = _once(read_fields(request)).get("id", "")
        tag = self._tag("preview", identifier)
        if unchanged := not_modified(request, tag):
            unchanged.headers.update(_PREVIEW_POLICY)
            return unchanged
        name, text, iri = await self._told(identifier)
        names = await self._property_names()
        values = await self._graph.values([iri], sorted(names))
        facts = [(names[prop], said) for (_, prop), said in sorted(values.items()) if names[prop] != "label"]
        page = self._site.renderer.page(
            "reconciliation/preview.html", iri=iri, name=name, text=text, facts=facts[:6], origin=self._origin(request)
        )
        return Response(page, headers=cache_headers(tag) | _PREVIEW_POLICY, media_type="text/html")

    async def view(self, request: Request) -> Response:
        """Lead to a thing: clients write its identifier as one piece, with its slash encoded, which no path has."""
        iri = self._graph.iri(_once(read_fields(request)).get("id", ""))
        if iri is None:
            raise ProblemError(problems.NOT_FOUND, "there is no such thing")
        address = self._site.renderer.href(iri)
        assert address is not None
        return RedirectResponse(address, 303)

    async def propose(self, request: Request) -> Response:
        """Answer properties that things of a type have."""
        fields = _once(read_fields(request))
        name = fields.get("type", "")
        limit = _number(fields, "limit", _PROPOSED, _MOST_PROPOSED) or _PROPOSED
        tag = self._tag("propose", name, str(limit))
        if unchanged := not_modified(request, tag):
            return unchanged
        found = await proposed(self._site, name, await self._property_names(), limit)
        return _json({"type": name, "limit": limit, "properties": found}, tag)

    async def _answer(self, request: Request, given: list[tuple[str, str]]) -> Response:
        fields = _once(given)
        if "callback" in fields:
            raise ProblemError(problems.BAD_REQUEST, "JSONP (callback) is not offered; every origin may ask by CORS")
        if "queries" in fields and "extend" in fields:
            raise ProblemError(problems.BAD_REQUEST, "either queries or extend, not both")
        if "queries" in fields:
            return _json(await self._matcher.answer(read_batch(fields["queries"])), None)
        if "extend" in fields:
            asked = read_extension(fields["extend"])
            names = await self._property_names()
            return _json(await extended(self._graph, asked, names, f"{self._origin(request)}/reconcile"), None)
        if request.method == "POST":
            raise ProblemError(problems.BAD_REQUEST, "the form has neither queries nor extend")
        manifest = self._manifest(self._origin(request))
        tag = entity_tag(json.dumps(manifest), "reconcile")
        return not_modified(request, tag) or _json(manifest, tag)

    async def _told(self, identifier: str) -> tuple[str, str, str]:
        """Return name, description and IRI of a thing.

        Raises:
            ProblemError: there is none of that identifier.
        """
        iri = self._graph.iri(identifier)
        known = (await self._graph.known([iri])).get(iri) if iri else None
        if iri is None or known is None:
            raise ProblemError(problems.NOT_FOUND, f"there is no thing {identifier[:200]!r}")
        places = await self._graph.places([iri])
        return known.label or known.names[0], described(known.types, places.get(iri, ())), iri

    async def _property_names(self) -> Mapping[str, str]:
        """Return the names of the properties that the graph uses."""
        if self._properties is None or self._site.live:
            named = NAMES | self._site.term_labels
            used = (await terms_of(self._site)).properties
            self._properties = {iri: named[iri] for iri in used if iri in named}
        return self._properties

    def _tag(self, *parts: str) -> str | None:
        return entity_tag(self._site.data_digest, "reconcile", *parts)

    def _origin(self, request: Request) -> str:
        scheme = scheme_of(request.scope, self._site.trusted)
        url = request.url.replace(scheme=scheme) if scheme else request.url
        return f"{url.scheme}://{url.netloc}"

    def _manifest(self, origin: str) -> dict[str, object]:
        suggested = {
            what: {
                "service_url": origin,
                "service_path": f"/reconcile/suggest/{what}",
                "flyout_service_url": origin,
                "flyout_service_path": f"/reconcile/flyout/{what}?id=${{id}}",
            }
            for what in ("entity", "type", "property")
        }
        width, height = PREVIEW_SIZE
        return {
            "versions": ["0.1", "0.2"],
            "name": "osce-kg: OSCE press releases and what they name",
            "identifierSpace": self._graph.ids,
            "schemaSpace": OSCE.NS,
            "documentation": f"{origin}/",
            "serviceVersion": __version__,
            "defaultTypes": [_typed(TYPES[iri]) for iri in DEFAULT],
            "view": {"url": f"{origin}/reconcile/view?id={{{{id}}}}"},
            "preview": {"url": f"{origin}/reconcile/preview?id={{{{id}}}}", "width": width, "height": height},
            "suggest": suggested,
            "extend": {
                "propose_properties": {"service_url": origin, "service_path": "/reconcile/extend/propose"},
                "property_settings": SETTINGS,
            },
            "batchSize": BATCH,
        }


def _typed(one: Type) -> dict[str, object]:
    broader = [{"id": one.broader, "name": TYPES[one.broader].name}] if one.broader else []
    return {"id": one.iri, "name": one.name} | ({"broader": broader} if broader else {})


def _once(fields: list[tuple[str, str]]) -> dict[str, str]:
    """Return the parameters by name.

    Raises:
        ProblemError: one is given twice.
    """
    names = [name for name, _ in fields]
    for name in names:
        if names.count(name) > 1:
            raise ProblemError(problems.BAD_REQUEST, f"{name[:80]!r} is given twice")
    return dict(fields)


def _number(fields: Mapping[str, str], name: str, default: int, most: int) -> int:
    given = fields.get(name, "")
    if not given:
        return default
    if not given.isascii() or not given.isdecimal() or len(given) > 9:
        raise ProblemError(problems.BAD_REQUEST, f"{name}={given[:40]!r} is no whole number")
    return min(int(given), most)


def _json(body: object, tag: str | None) -> Response:
    text = json.dumps(body, ensure_ascii=False)
    return Response(text, headers=cache_headers(tag), media_type=JSON.media_type)
