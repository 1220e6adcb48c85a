"""The tables of reference facts: bodies and their names, presences by month, participation, States, places, fields."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from osce_kg.outputs.columns import (
    Column,
    Table,
    Type,
    Value,
    address,
    countries,
    day,
    decimal,
    identifier,
    integer,
    key,
    keys,
    labels,
    language,
    literal,
    literals,
    local,
    pointed,
    text,
    time_columns,
)
from osce_kg.outputs.periods import Held, period_of
from osce_kg.outputs.quads import Thing
from osce_kg.outputs.shared import Shared
from osce_kg.rdf import RDF_TYPE
from osce_kg.vocab import ORG, OSCE, RDFS, SCHEMA, SKOS

_CONFIDENCE = Column(
    "confidence",
    Type.KEY,
    "High (an OSCE document or two independent sources), Medium (one secondary source) or Low (doubtful)",
    local(OSCE.confidence),
    "nothing is stated",
    term=OSCE.confidence,
)
_STATUS = (
    Column("status", Type.KEY, "Active, Closed or StatusUnknown", local(OSCE.status), "the status was not reviewed",
           term=OSCE.status),
    Column("status_as_of", Type.DATE, "Day on which the status was looked at", day(OSCE.statusAsOf),
           "the status was not reviewed", term=OSCE.statusAsOf),
)  # fmt: skip


def _own_types(thing: Thing, _shared: Shared) -> Value:
    found = [value for value in thing.values(RDF_TYPE) if value.startswith(OSCE.NS)]
    return [value.rpartition("#")[2] for value in found] or None


BODIES = Table(
    "bodies",
    "Institutions, units of the Secretariat, field operations and other bodies.",
    "one body; a field operation has one row for each mandate, a pure renaming is no new body",
    ("body",),
    (
        Column("body", Type.KEY, "Key of the body", identifier),
        Column("iri", Type.URL, "IRI of the body", address),
        Column("label", Type.TEXT, "English name", text(RDFS.label), term=RDFS.label),
        Column("types", Type.KEY, "FieldOperation, Institution, SecretariatUnit … : classes of the ontology",
               _own_types, "no closer class than org:Organization", True),
        Column("parents", Type.KEY, "Bodies it is part of", keys(ORG.subOrganizationOf), "none is stated", True,
               "bodies", ORG.subOrganizationOf),
        Column("presence", Type.KEY, "Field presence whose mandate it is", key(OSCE.phaseOf),
               "it is no field operation", refers="presences", term=OSCE.phaseOf),
        *countries("host_countries", "Countries it worked in, as they are today", pointed(OSCE.hostCountry),
                   "it is no field operation", term=OSCE.hostCountry),
        Column("seats", Type.KEY, "Places of its seat", keys(OSCE.seat), "no source gives it", True, "places",
               OSCE.seat),
        *time_columns("the body"),
        *_STATUS,
        Column("established_by", Type.TEXT, "Decisions that established it", labels(OSCE.establishedBy),
               "no source names one", True, term=OSCE.establishedBy),
        Column("closed_by", Type.TEXT, "Decisions that closed it", labels(OSCE.closedBy),
               "it was not closed by one, or no source names it", True, term=OSCE.closedBy),
        Column("succeeded_by", Type.KEY, "Bodies that followed it", keys(OSCE.succeededBy), "none followed", True,
               "bodies", OSCE.succeededBy),
        _CONFIDENCE,
    ),
    ("organization",),
)  # fmt: skip

NAME_PERIODS = Table(
    "name_periods",
    "Names that bodies had, and when.",
    "one name of one body for one time",
    ("name_period",),
    (
        Column("name_period", Type.KEY, "Key of the name period", identifier),
        Column("iri", Type.URL, "IRI of the name period", address),
        Column("body", Type.KEY, "Body that was named so", key(OSCE.nameOf), refers="bodies", term=OSCE.nameOf),
        Column("name", Type.TEXT, "The name", text(OSCE.name), term=OSCE.name),
        Column("language", Type.LANGUAGE, "Language of the name (BCP 47)", language(OSCE.name),
               "the name has no language"),
        *time_columns("the name"),
        _CONFIDENCE,
    ),
    ("name-period",),
)  # fmt: skip

PRESENCES = Table(
    "presences",
    "Field presences: what the OSCE had in a country, across its mandates.",
    "one field presence",
    ("presence",),
    (
        Column("presence", Type.KEY, "Key of the field presence", identifier),
        Column("iri", Type.URL, "IRI of the field presence", address),
        Column("label", Type.TEXT, "English label", text(RDFS.label), term=RDFS.label),
        *countries("host_countries", "Countries it worked in, as they are today", pointed(OSCE.hostCountry),
                   "no source gives it", term=OSCE.hostCountry),
        Column("succeeds", Type.KEY, "Field presences it followed", keys(OSCE.succeeds), "it followed none", True,
               "presences", OSCE.succeeds),
        *_STATUS,
        _CONFIDENCE,
    ),
    ("field-presence",),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PresenceMonth:
    """A month (`2007-06`) in which a mandate of a presence was, or may have been, in force."""

    presence: Thing
    body: Thing
    month: str
    held: Held

    @property
    def days(self) -> tuple[str, str]:
        """First day and a bound for the last, for comparison as text."""
        return f"{self.month}-01", f"{self.month}-31"


def _months(presence: Thing, shared: Shared) -> Iterator[PresenceMonth]:
    for body in shared.mandates.get(presence.iri, ()):
        period = period_of(body)
        for month in period.months() if period else ():
            yield PresenceMonth(presence, body, month, period.held(f"{month}-01", f"{month}-31") if period else Held.NO)


def _names_then(item: PresenceMonth, shared: Shared) -> Value:
    found = []
    for named in shared.names.get(item.body.iri, ()):
        period = period_of(named)
        if (period is None or period.held(*item.days) is not Held.NO) and (name := named.text(OSCE.name)):
            found.append(name)
    return list(dict.fromkeys(found)) or None


PRESENCE_MONTHS = Table(
    "presence_months",
    "Which mandate of which field presence was in force in which month.",
    "one mandate in one month; a month of change has two rows, and a mandate of unknown beginning has none",
    ("presence", "body", "month"),
    (
        Column("presence", Type.KEY, "Field presence", lambda item, shared: shared.key(item.presence.iri),
               refers="presences"),
        Column("body", Type.KEY, "Mandate: the body", lambda item, shared: shared.key(item.body.iri), refers="bodies"),
        Column("month", Type.MONTH, "Month", lambda item, _shared: item.month),
        Column("in_force", Type.KEY, "yes (on some day of the month for certain) or possibly (dates are not precise "
               "enough, or no source gives the end)", lambda item, _shared: item.held.value),
        Column("names", Type.TEXT, "Names the body had in the month", _names_then, "no source gives it", True),
        *countries("host_countries", "Countries it worked in, as they are today",
                   lambda item, _shared: item.body.values(OSCE.hostCountry), "no source gives it"),
    ),
    ("field-presence",),
    _months,
)  # fmt: skip

_MEMBERSHIPS = {"participation": "participation", "partnership": "partnership", "chairpersonship": "chairpersonship"}


def _membership(thing: Thing, shared: Shared) -> Value:
    return _MEMBERSHIPS[shared.kind(thing.iri)]


PARTICIPATIONS = Table(
    "participations",
    "When States participated, were partners for co-operation, and chaired.",
    "one State in one capacity for one time",
    ("iri",),
    (
        Column("kind", Type.KEY, "participation, partnership or chairpersonship", _membership),
        Column("participation", Type.KEY, "Key, unique within its kind", identifier),
        Column("iri", Type.URL, "IRI of the participation", address),
        Column("label", Type.TEXT, "English label", text(RDFS.label), term=RDFS.label),
        *countries("state", "The State", pointed(ORG.member), "none is stated", many=False, term=ORG.member),
        *time_columns("it"),
        Column("partner_group", Type.KEY, "Asian or Mediterranean", literal(OSCE.partnerGroup), "it is no partnership",
               term=OSCE.partnerGroup),
        Column("year", Type.INTEGER, "Year of the chairpersonship", integer(OSCE.year), "it is no chairpersonship",
               term=OSCE.year, unit="year, Gregorian calendar"),
        Column("helsinki_final_act_signed", Type.DATE, "Day on which the State signed the Helsinki Final Act",
               day(OSCE.helsinkiFinalActSigned), "it did not sign, or no source gives the day",
               term=OSCE.helsinkiFinalActSigned),
        Column("charter_of_paris_signed", Type.DATE, "Day on which the State signed the Charter of Paris",
               day(OSCE.charterOfParisSigned), "it did not sign, or no source gives the day",
               term=OSCE.charterOfParisSigned),
        _CONFIDENCE,
    ),
    ("chairpersonship", "participation", "partnership"),
)  # fmt: skip

STATES = Table(
    "states",
    "States and areas with their codes: the table to join others with.",
    "one State, former State or area",
    ("state",),
    (
        Column("state", Type.KEY, "Key: ISO 3166-1 alpha-3; ISO 3166-3 alpha-4 of a former State; XKX for Kosovo, "
               "an area without position on status", identifier),
        Column("iri", Type.URL, "IRI of the State or area", address),
        Column("label", Type.TEXT, "English name", text(RDFS.label), term=RDFS.label),
        Column("types", Type.KEY, "ParticipatingState, PartnerForCooperation, FormerState, State, Area", _own_types,
               "none is stated", True),
        Column("alpha2", Type.KEY, "ISO 3166-1 alpha-2 code", literal(OSCE.isoAlpha2), "it has none",
               term=OSCE.isoAlpha2),
        Column("alpha3", Type.KEY, "ISO 3166-1 alpha-3 code", literal(OSCE.isoAlpha3), "it has none",
               term=OSCE.isoAlpha3),
        Column("m49", Type.KEY, "UN M49 code: three digits with leading zeros, so it is text", literal(OSCE.m49),
               "it has none", term=OSCE.m49),
        Column("other_code", Type.KEY, "Code of an area without ISO 3166-1 code", literal(OSCE.areaCode),
               "it has an ISO 3166-1 code", term=OSCE.areaCode),
        Column("same_as", Type.URL, "Identifiers elsewhere: Wikidata, GeoNames, EU Countries list",
               literals(SCHEMA.sameAs), "none is known", True, term=SCHEMA.sameAs),
    ),
    ("country",),
)  # fmt: skip

PLACES = Table(
    "places",
    "Places that documents were filed from or name, and seats of bodies.",
    "one populated place",
    ("place",),
    (
        Column("place", Type.KEY, "Key: `g` and the GeoNames id, else a slug", identifier),
        Column("iri", Type.URL, "IRI of the place", address),
        Column("label", Type.TEXT, "English name", text(RDFS.label), term=RDFS.label),
        *countries("country", "State or area it is in today", pointed(OSCE.country), "none is stated", many=False,
                   term=OSCE.country),
        Column("latitude", Type.DECIMAL, "Latitude", decimal(SCHEMA.latitude), "no source gives it",
               term=SCHEMA.latitude, unit="degrees north, WGS 84"),
        Column("longitude", Type.DECIMAL, "Longitude", decimal(SCHEMA.longitude), "no source gives it",
               term=SCHEMA.longitude, unit="degrees east, WGS 84"),
        Column("same_as", Type.URL, "Identifiers elsewhere: GeoNames", literals(SCHEMA.sameAs), "none is known", True,
               term=SCHEMA.sameAs),
    ),
    ("place",),
)  # fmt: skip

FIELDS_OF_WORK = Table(
    "fields_of_work",
    "Fields of work, and headings met on pages that await review.",
    "one field of work",
    ("field_of_work",),
    (
        Column("field_of_work", Type.KEY, "Key of the field of work", identifier),
        Column("iri", Type.URL, "IRI of the field of work", address),
        Column("label", Type.TEXT, "English label, else one in another language", text(RDFS.label), term=RDFS.label),
        Column("types", Type.KEY, "FieldOfWork, or UnreviewedConcept", _own_types, "none is stated", True),
        Column("dimensions", Type.KEY, "Dimensions of security", keys(OSCE.dimension), "no source gives it", True,
               term=OSCE.dimension),
        Column("position", Type.INTEGER, "Order in the site's menu", integer(SCHEMA.position), "not in the menu",
               term=SCHEMA.position, unit="1 is the first"),
        Column("exact_matches", Type.URL, "The same concept elsewhere (EuroVoc, UNBIS)", literals(SKOS.exactMatch),
               "none is known", True, term=SKOS.exactMatch),
        Column("close_matches", Type.URL, "A similar concept elsewhere", literals(SKOS.closeMatch), "none is known",
               True, term=SKOS.closeMatch),
    ),
    ("field-of-work",),
)  # fmt: skip
