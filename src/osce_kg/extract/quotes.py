"""Quotations of one page with their speakers, and the people who speak.

Three steps: `quote_items` finds what stands in quotation marks and the words around it, `quote_speakers`
knows the people of the page, and in `quote_reader` each quotation gets its speaker, or none. What is none is
reported.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from osce_kg.extract.quote_headline import author_of, heading
from osce_kg.extract.quote_items import quoted_items
from osce_kg.extract.quote_paragraphs import Paragraph
from osce_kg.extract.quote_reader import QuoteReader, QuoteResult
from osce_kg.extract.quote_speakers import Cast
from osce_kg.extract.quote_values import home_country
from osce_kg.records import Snippet
from osce_kg.reference.model import Registries

__all__ = ["QuoteResult", "read_quotes"]


def read_quotes(
    paragraphs: Sequence[Snippet],
    *,
    document_key: str,
    registries: Registries,
    on: dt.date | None,
    context_body: str | None = None,
    filed_from: Sequence[str] = (),
    headline: Snippet | None = None,
) -> QuoteResult:
    """Return the quotations of a body's paragraphs, which are in page order with absolute offsets.

    The `headline` may name people, and say whose statement the page is. `on` is the document's date: a body's name is
    settled by it. `context_body` is the body that "the Mission" means; `filed_from` are keys of the dateline's places:
    from them and from the body comes the country whose officials need not name it. A surname that the page does not
    resolve gets the key `{document_key}-{surname}`.
    """
    read = [Paragraph(snippet) for snippet in paragraphs]
    if not any(paragraph.quoted for paragraph in read):
        return QuoteResult()
    home = home_country(context_body, filed_from, registries)
    head = heading(headline, read[0].start)
    read = [head, *read] if head else read
    reader = QuoteReader(Cast(read, registries, on, context_body, document_key, home))
    for item in quoted_items(read, registries):
        reader.feed(item)
    return reader.result(author_of(head, registries) if head else None)
