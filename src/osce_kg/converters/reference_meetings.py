"""Summits and meetings of the Ministerial Council → `graph/reference`."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.converters.reference_statements import Period, end_state, quads, sources, time, typed
from osce_kg.iris import Iris
from osce_kg.rdf import Literal, Quad, integer
from osce_kg.reference.facts import Tables
from osce_kg.vocab import OSCE, RDFS, SCHEMA


def convert_meetings(tables: Tables, iris: Iris) -> Iterator[Quad]:
    """Yield the meetings, each with its series, number, time and place."""
    for meeting in tables.meetings.values():
        statements = typed(OSCE.Meeting, SCHEMA.Event)
        statements += [
            (RDFS.label, Literal(meeting.label, "en")),
            (OSCE.series, iris.thing("meeting-series", meeting.series)),
            (SCHEMA.position, integer(meeting.number)),
            (OSCE.country, iris.country(meeting.country)),
        ]
        if meeting.place:
            statements.append((SCHEMA.location, iris.place(meeting.place)))
        statements += [*time(Period(meeting.start, meeting.end)), end_state(meeting.end, tables.as_of)]
        statements += sources(meeting.sourced, iris)
        yield from quads(iris.thing("meeting", meeting.key), statements, iris.graph("reference"))
