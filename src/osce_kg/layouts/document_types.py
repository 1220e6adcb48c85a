"""What kind of document a page shows: by its label, its headline, its dateline."""

from __future__ import annotations

import re

from osce_kg.layouts.headline import report_type
from osce_kg.layouts.label_names import document_type
from osce_kg.layouts.model import Draft
from osce_kg.records import Basis, Confidence, DocumentType, Reading

# "Press statement by the Co-Chairs of the OSCE Minsk Group"
_STATEMENT = re.compile(r"(?:joint )?press statement\b", re.I)


def read_type(draft: Draft, dateline: Reading[str] | None) -> Reading[DocumentType]:
    """Return what the content type label, the headline or the dateline says that the document is."""
    label = draft.content_type
    if label:
        found = document_type(label.text)
        if found:
            return Reading(found, label.span, "content-type-label")
        return Reading(DocumentType.UNTYPED, label.span, "content-type-unknown", confidence=Confidence.LOW)
    title = draft.title
    reported = report_type(title.text)
    if reported:
        return Reading(reported, title.span, "type-by-headline", Basis.INFERRED, Confidence.MEDIUM)
    if _STATEMENT.match(title.text):
        return Reading(DocumentType.STATEMENT, title.span, "type-by-headline", Basis.INFERRED, Confidence.MEDIUM)
    if dateline:
        return Reading(
            DocumentType.PRESS_RELEASE,
            dateline.span,
            "type-by-dateline",
            Basis.INFERRED,
            Confidence.MEDIUM,
        )
    span = draft.title.span
    return Reading(DocumentType.UNTYPED, span, "type-not-stated", Basis.INFERRED, Confidence.LOW)
