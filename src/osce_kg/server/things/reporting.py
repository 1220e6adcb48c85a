"""The page where an error in a fact is reported: a text to copy, and a link to the address that takes reports."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from osce_kg.rdf import is_valid_iri
from osce_kg.server.caching import cache_headers, entity_tag, not_modified
from osce_kg.server.lookups import Row
from osce_kg.server.site import Site
from osce_kg.server.things.asking import Asker
from osce_kg.server.things.facts import proofs_about, read_evidence

_LONGEST = 2_000


def reporting_router(site: Site) -> APIRouter:
    """Return the route `/report-error?fact=…&page=…`; both are IRIs of the graph, of evidence or of a thing."""
    asker = Asker(site)
    router = APIRouter()

    async def report_error(request: Request) -> Response:
        fact, page = (request.query_params.get(name, "")[:_LONGEST] for name in ("fact", "page"))
        tag = entity_tag(site.data_digest, "report-error", fact, page, site.settings.report_address or "")
        if unchanged := not_modified(request, tag):
            return unchanged
        known = fact if fact.startswith(site.settings.base) and is_valid_iri(fact) else ""
        rows = await asker.rows(proofs_about(f"VALUES ?e {{ <{known}> }} ?e osce:rule ?r")) if known else ()
        text = report_text(site, known, page, rows) if known else ""
        html = site.renderer.page(
            "things/report-error.html", text=text, fact=known, fact_href=site.renderer.href(known) if known else None,
            address=addressed(site.settings.report_address, text) if text else None,
        )  # fmt: skip
        return Response(html, headers=cache_headers(tag), media_type="text/html")

    router.add_api_route("/report-error", report_error, methods=["GET", "HEAD"], include_in_schema=False)
    return router


def report_text(site: Site, fact: str, page: str, evidence: tuple[Row, ...]) -> str:
    """Return the text of a report: what it is about, as the graph has it, and what the reader is to fill in."""
    lines = ["Error in osce-kg", "", f"Fact: {fact}"]
    if page and page != fact and page.startswith(site.settings.base) and is_valid_iri(page):
        lines.append(f"On the page of: {page}")
    for proof in read_evidence(evidence, f"{site.settings.base}id/"):
        lines += [f"Subject: {proof.subject}", f"Property: {proof.predicate}"]
        if proof.value:
            lines.append(f"Value: {proof.value.value[:500]}")
        lines.append(f"Rule: {proof.rule} ({proof.basis}, confidence {proof.confidence})")
        if proof.capture:
            lines.append(f"Capture: {proof.capture}, characters {proof.start}-{proof.end}")
    if site.data_digest:
        lines.append(f"Release: {site.data_digest}")
    return "\n".join([*lines, "", "What is wrong:", "", "What it should say, and where that can be read:", ""])


def addressed(address: str | None, text: str) -> str | None:
    """Return the address with the text filled in, None if there is no address."""
    if address is None:
        return None
    mark = "&" if "?" in address else "?"
    return f"{address}{mark}subject={quote('Error in osce-kg')}&body={quote(text, safe='')}"
