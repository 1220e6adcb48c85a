"""What a capture's menu shows otherwise than the reference facts: both stand, the report says so."""

from __future__ import annotations

from collections.abc import Iterator

from osce_kg.records import CaptureInfo, Finding, NavigationMenu, Severity
from osce_kg.reference.facts import Tables


def menu_differences(menu: NavigationMenu, capture: CaptureInfo, tables: Tables) -> Iterator[Finding]:
    """Yield a finding per chair that differs and per field, series or State that a whole menu does not show.

    A menu that is cut off or pruned shows less than there is, so only chairs are compared there.
    """
    for chair in menu.chairs:
        known = next((entry for entry in tables.chairs.values() if entry.year == chair.year), None)
        if known is None or known.area != chair.country:
            says = f"the registry has {known.area}" if known else "the registry has no chair for that year"
            message = f"the menu shows {chair.country} as the chair of {chair.year}; {says}"
            yield Finding(
                "menu-differs",
                Severity.WARNING,
                message,
                capture=capture.sha256,
                source=capture.source,
                span=chair.span,
                value=str(chair.year),
            )
    if not menu.complete:
        return
    for kind, expected in (
        ("field-of-work", set(tables.fields)),
        ("meeting-series", set(tables.series)),
        ("country", {entry.area for entry in tables.participations.values()}),
    ):
        shown = {entry.key for entry in menu.entries if entry.kind == kind}
        for key in sorted(expected - shown):
            message = f"the menu does not show {kind} {key}, which the reference facts have"
            yield Finding(
                "menu-differs", Severity.INFO, message, capture=capture.sha256, source=capture.source, value=key
            )
