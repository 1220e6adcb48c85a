"""Charts that several pages show."""

from __future__ import annotations

from collections.abc import Mapping

from markupsafe import Markup

from osce_kg.server.browse.selection import Selection
from osce_kg.server.charts import Bar, bar_chart


def per_year(counted: Mapping[int, int], selection: Selection | None = None) -> Markup | None:
    """Return a chart of documents per year that leads to their lists; None without any."""
    chosen = selection or Selection(())
    bars = [Bar(str(year), number, chosen.address(year=year)) for year, number in counted.items()]
    return bar_chart(bars, title="Documents per year", unit="documents") if bars else None
