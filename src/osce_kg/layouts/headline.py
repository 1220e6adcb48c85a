"""Reports of monitoring missions: their kind and date stand in the headline, and often nowhere else.

"OSCE Special Monitoring Mission to Ukraine (SMM) Daily Report 123/2021 issued on 2 June 2021", "Spot Report by the
OSCE Special Monitoring Mission to Ukraine (SMM), 24 June 2016: …".
"""

from __future__ import annotations

import re

from osce_kg.extract.dates import ParsedDate, find_dates
from osce_kg.records import DocumentType

# The kind opens the headline, or follows the mission's name; in the middle of a sentence it is what news is about.
_REPORT = re.compile(
    r"(?:(?:the )?OSCE [^.:,]{0,80}?(?:\(SMM\)|SMM|Mission|Ukraine)\s)?"
    r"(?:(?P<daily>daily report|ежедневный отч[её]т|щоденний звіт)|"
    r"(?P<spot>spot report|оперативный отч[её]т|оперативний звіт))"
    r"(?=\s*(?:\Z|[:,–—-]|by\b|of\b|no\b|nr\b|from\b|issued\b|№|#|\d|специальн|спеціальн|смм))",
    re.I,
)
# What a report covers is no day of issue: "based on information received as of 19:30, 13 July 2016".
_COVERED = re.compile(r"\b(?:as of|until|till|received|between|from \d|по состоянию|станом на|до \d)", re.I)


def report_type(headline: str) -> DocumentType | None:
    """Return the kind of report that a headline says the document is."""
    match = _REPORT.match(headline)
    if not match:
        return None
    return DocumentType.DAILY_REPORT if match["daily"] else DocumentType.SPOT_REPORT


def report_date(headline: str, offset: int) -> ParsedDate | None:
    """Return the one full date in the headline of a report, with its span moved by the offset."""
    if report_type(headline) is None or _COVERED.search(headline):
        return None
    found = [date for date in find_dates(headline, offset) if isinstance(date, ParsedDate)]
    return found[0] if len(found) == 1 else None
