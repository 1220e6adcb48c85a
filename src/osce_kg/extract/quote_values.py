"""Values of a quotation that need no look at other quotations: its words, speaker, body, and the page's country."""

from __future__ import annotations

from collections.abc import Sequence

from osce_kg.extract.quote_items import Item
from osce_kg.extract.quote_leads import BEGUN
from osce_kg.extract.quote_people import Known
from osce_kg.extract.roles import BACK_REFERENCE, RoleReading
from osce_kg.records import Attribution, Basis, Confidence, Quotation, Reading, Span
from osce_kg.reference.model import OfficeHolder, Registries

BY_DATE = "quote-holder-by-date"
# Cities where the OSCE's institutions and conferences are: filed from there, a release is about any country.
_SEATS = frozenset({"Vienna", "Warsaw", "The Hague", "Prague", "Copenhagen", "Geneva", "Brussels", "Strasbourg",
                    "New York City", "New York"})  # fmt: skip


def home_country(context_body: str | None, filed_from: Sequence[str], registries: Registries) -> str | None:
    """Return the one country that a page is about: its field operation's host, else where it was filed from."""
    body = registries.bodies.get(context_body) if context_body else None
    if body is not None and body.presence:
        countries = set(body.hosts)
    else:
        places = [registries.places.get(key) for key in filed_from]
        countries = {place.country for place in places if place is not None and place.label not in _SEATS}
    return None if len(countries) != 1 or "XKX" in countries else countries.pop()


def continued(
    position: int,
    item: Item,
    known: Known,
    role: Reading[str] | None,
    confidence: Confidence,
    evidence: Span,
    rule: str,
    attribution: Attribution,
) -> Quotation:
    """Return the quotation of a speaker who is not named with it, or without a role."""
    basis = Basis.INFERRED if attribution is Attribution.INFERRED else Basis.RESOLVED
    return Quotation(
        position,
        quoted_words(item, rule),
        attribution,
        person=Reading(known.key, evidence, rule, basis, confidence),
        role=role,
        speaker_body=known.reading.body,
        speaker_state=known.reading.state,
    )


def listed_as(known: Known, held: OfficeHolder) -> Known:
    """Return the office holder whom a surname or role means. The page itself does not give their name."""
    return known._replace(key=held.person, name=held.name, resolved=True, on_page=False)


def sureness(known: Known, rule: str, lead: str) -> tuple[Basis, Confidence]:
    """Return on what basis a name means somebody, and how sure that is. `lead` is the rule that found the name."""
    if rule == BY_DATE:
        return Basis.INFERRED, Confidence.MEDIUM
    sure = Confidence.MEDIUM if lead == BEGUN else Confidence.HIGH
    return Basis.RESOLVED if rule == "quote-surname" else Basis.READ, sure if known.resolved else Confidence.LOW


def body_of(reading: RoleReading, known: Known | None) -> Reading[str] | None:
    """Return the body a role names; one that "the Mission" only refers to gives way to its holder's."""
    if known is None or (reading.body and reading.body.rule != BACK_REFERENCE):
        return reading.body
    return known.reading.body or reading.body


def is_affiliation(role: str) -> bool:
    """Whether the words behind a name give a body and no role: "of the OSCE Mission to Skopje"."""
    return role.split(" ")[0] in {"of", "from", "at"}


def quoted_words(item: Item, rule: str) -> Reading[str]:
    """Return the quoted words and where they stand."""
    return Reading(item.text, item.span, rule)


def overlaps(one: Span, other: Span) -> bool:
    """Whether two spans share a character."""
    return one.start < other.end and other.start < one.end
