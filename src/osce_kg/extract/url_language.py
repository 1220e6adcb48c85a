"""The language that a page's URL names, held against the language of its text.

`/ru/node/N` shows the Russian translation of a node, and where there is none the node's own text, which is English. So
another language of a node is a document of its own only if its text is not English. What else differs is reported.
"""

from __future__ import annotations

from osce_kg.extract.language import SITE_LANGUAGES
from osce_kg.records import Confidence, Finding, Reading, Severity

_OWN = "en"
# URL and text may name either: one language, or so near to each other that no text tells them apart.
_NEAR = frozenset({"hbs", "sh", "bs", "hr", "sr", "me", "cnr"})


def other_language(named: str | None, language: Reading[str]) -> tuple[str | None, tuple[Finding, ...]]:
    """Return the language by which another language of a node is keyed (None for the node itself), and a conflict."""
    other = named if named != _OWN else None
    found = language.value.split("-")[0]
    if named is None or language.confidence is Confidence.LOW or named == found or {named, found} <= _NEAR:
        return other, ()
    if found == _OWN:
        other = None
        said = "a node's own text, which the site shows where it has no translation; the document is the node's"
    elif named in SITE_LANGUAGES:
        said = "the document is keyed by its URL"
    else:
        return other, ()
    message = f"the URL names the language {named!r}, the text is {language.value!r}: {said}"
    return other, (Finding("language-conflict", Severity.INFO, message, span=language.span, value=language.value),)
