"""Pages of the families' shapes, and reading them up to the layout: what the tests of layouts share."""

from __future__ import annotations

from osce_kg.captures.model import capture
from osce_kg.layouts import choose_family
from osce_kg.layouts.model import Draft, Layout
from osce_kg.page import Page, read_page

LEAD = "The OSCE Mission opened a new reading room in the town library today, in the presence of all teachers."
MORE = "The room holds two thousand books in four languages and is open to everybody on every day of the week."
QUOTE = '"A library is a place for all," said Ana Example, the Head of the OSCE Mission.'

MENU = """-
Our work
-
Fields of work
- Arms control
- Border management
- Policing
- Elections
- Projects
-
Countries
- All
-
Participating States
- Albania
- Andorra
- About us
"""


def page(text: str, url: str | None = None, media: str = "text/plain") -> Page:
    return read_page(capture(text.encode(), media, "x", url=url))


def family_of(text: str, url: str | None = None, media: str = "text/plain") -> str | None:
    chosen, findings = choose_family(page(text, url, media))
    assert chosen is not None or [f.code for f in findings if f.code.endswith("-family")]
    return chosen.name if chosen else None


def read(text: str, url: str | None = None, media: str = "text/plain") -> Layout:
    parsed = page(text, url, media)
    chosen, findings = choose_family(parsed)
    assert chosen is not None, findings
    layout = chosen.read(parsed)
    for draft in layout.drafts:
        for snippet in (draft.title, *draft.places, *draft.sources, *draft.fields):
            assert parsed.text[snippet.span.start : snippet.span.end] == snippet.text
    return layout


def draft_of(text: str, url: str | None = None, media: str = "text/plain") -> Draft:
    layout = read(text, url, media)
    assert len(layout.drafts) == 1
    return layout.drafts[0]


def texts(snippets: tuple[object, ...]) -> list[str]:
    return [getattr(snippet, "text") for snippet in snippets]  # noqa: B009 (blocks and snippets alike)


F1_LABELS = f"""Press release
Mission opens reading room in Testville
- Date:
- Place:
- TESTVILLE
- Source:
- OSCE Mission to Testland (closed)
- OSCE Secretariat
- Fields of work:
- Education
- Human rights
TESTVILLE, 3 May 2011 - {LEAD}
{MORE}
"""

LISTING = """News and press releases
Mission opens reading room
Publishing date: 3 May 2011
Content type: Press release
Where we are: OSCE Mission to Testland
What we do: Education, Human rights
The Mission opened a reading room.
Second title
Publishing date:
4 May 2011
Content type:
News Item
What we do:
Third title
Content type:
Press release
Where we are:
OSCE Secretariat
A teaser of the third item.
"""
