"""Findings of a page, each once, with the place where it stands."""

from __future__ import annotations

import dataclasses

from osce_kg.page import Page
from osce_kg.records import Finding


def located(findings: tuple[Finding, ...], page: Page) -> tuple[Finding, ...]:
    """Return the findings with the capture's digest, its source and the line of their span.

    Several steps may meet the same words: what is said of the same characters is said once, as it was said first.
    """
    distinct: dict[object, Finding] = {}
    for finding in findings:
        about = (finding.span, finding.value, finding.document) if finding.span else finding
        distinct.setdefault((finding.code, about), finding)
    return tuple(
        dataclasses.replace(
            finding,
            capture=page.capture.sha256,
            source=page.capture.source,
            line=finding.line or (page.line_of(finding.span.start) if finding.span else None),
        )
        for finding in distinct.values()
    )
