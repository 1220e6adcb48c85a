"""Places: an extract of GeoNames with curated names on top.

46,000 places have 290,000 names, and one document needs a handful of them. So the files are read but nothing
is built: both tables are sorted lines, searched by bisection, and a `Place` is made when it is asked for.
"""

from __future__ import annotations

import gzip
from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from pathlib import Path

from osce_kg.errors import RegistryError
from osce_kg.reference.entries import Entry, keyed, read_file
from osce_kg.reference.model import Label, Place, fold
from osce_kg.reference.spelling import spellings

PLACES_FILE = "places.tsv.gz"
ALIASES_FILE = "place_aliases.toml"
_REMEMBERED = 1 << 12


@dataclass(frozen=True, slots=True)
class CuratedPlace:
    """What people say of a place beyond GeoNames: its label, other names, misspellings for look-up only."""

    key: str
    label: str | None
    alt_labels: tuple[Label, ...]
    misspellings: tuple[str, ...]
    default: bool
    own: Place | None

    @property
    def names(self) -> tuple[str, ...]:
        """Every curated name."""
        label = (self.label,) if self.label else ()
        return (*label, *(label.text for label in self.alt_labels), *self.misspellings)


class PlaceTable(Mapping[str, Place]):
    """Places by key, made on access, in the order of their GeoNames ids; those without an id come last."""

    def __init__(self, rows: Sequence[str], index: Sequence[str], curated: Mapping[str, CuratedPlace]) -> None:
        self._rows = rows
        self.index = index
        self.curated = curated
        self._own = {key: entry.own for key, entry in curated.items() if entry.own}
        self._made = lru_cache(_REMEMBERED)(self._make)

    def __getitem__(self, key: str) -> Place:
        own = self._own.get(key)
        if own:
            return own
        return self._made(key)

    def _make(self, key: str) -> Place:
        row = self._row(key)
        if row is None:
            raise KeyError(key)
        place = _place(row)
        curated = self.curated.get(key)
        return _refined(place, curated) if curated else place

    def __contains__(self, key: object) -> bool:
        return isinstance(key, str) and (key in self._own or self._row(key) is not None)

    def __iter__(self) -> Iterator[str]:
        yield from (f"g{_id(row)}" for row in self._rows)
        yield from self._own

    def __len__(self) -> int:
        return len(self._rows) + len(self._own)

    def _row(self, key: str) -> str | None:
        number = key[1:]
        if not key.startswith("g") or not (number.isascii() and number.isdigit()):
            return None
        at = bisect_left(self._rows, int(number), key=_id)
        if at == len(self._rows) or not self._rows[at].startswith(f"{number}\t"):
            return None
        return self._rows[at]


class NameTable(Mapping[str, tuple[str, ...]]):
    """Folded name → keys of the places that bear it, the most populous first."""

    def __init__(self, index: Sequence[str], curated: Mapping[str, Sequence[str]], places: Mapping[str, Place]) -> None:
        self._index = index
        self._curated = curated
        self._places = places

    def __getitem__(self, name: str) -> tuple[str, ...]:
        indexed, curated = self._indexed(name), self._curated.get(name, ())
        if not indexed and not curated:
            raise KeyError(name)
        if all(key in indexed for key in curated):
            return indexed
        return tuple(sorted({*indexed, *curated}, key=lambda key: (-self._places[key].population, key)))

    def continues(self, name: str) -> bool:
        """Whether a longer name begins with the folded name and a space."""
        start = f"{name} "
        at = bisect_left(self._index, start)
        if at < len(self._index) and self._index[at].startswith(start):
            return True
        return name in self._openings

    @cached_property
    def _openings(self) -> frozenset[str]:
        """The beginnings of curated names, up to each of their spaces."""
        names = [name.split(" ") for name in self._curated if " " in name]
        return frozenset(" ".join(parts[:end]) for parts in names for end in range(1, len(parts)))

    def __iter__(self) -> Iterator[str]:
        yield from (line.partition("\t")[0] for line in self._index)
        yield from (name for name in self._curated if not self._indexed(name))

    def __len__(self) -> int:
        return len(self._index) + sum(not self._indexed(name) for name in self._curated)

    def _indexed(self, name: str) -> tuple[str, ...]:
        # Names have no tab, and a tab sorts before all they have: a name's line is the first at or after it.
        start = f"{name}\t"
        at = bisect_left(self._index, start)
        if "\t" in name or at == len(self._index) or not self._index[at].startswith(start):
            return ()
        return tuple(f"g{number}" for number in self._index[at][len(start) :].split(","))


def load_places(folder: Path) -> PlaceTable:
    """Return the places of `places.tsv.gz` with the labels and names of `place_aliases.toml`.

    Raises:
        RegistryError: a file is missing or damaged, or a curated place is neither in the extract nor
        complete.
    """
    path = folder / PLACES_FILE
    try:
        text = gzip.decompress(path.read_bytes()).decode()
    except (OSError, EOFError, ValueError) as error:
        raise RegistryError(f"{path.name}: {error}; write it again with scripts/make_places.py") from error
    rows, _, index = text.partition("\n\n")
    curated = keyed(read_file(folder, ALIASES_FILE, "place").entries, _read_place)
    table = PlaceTable([*rows.split("\n")[1:]], [*index.split("\n")[:-1]], curated)
    for key, entry in curated.items():
        if entry.own is None and key not in table:
            raise RegistryError(f"{ALIASES_FILE}: {key!r} is not in {PLACES_FILE}; give it a label and a country")
    return table


def place_names(places: Mapping[str, Place]) -> Mapping[str, tuple[str, ...]]:
    """Return folded name → keys, most populous first: the extract's index, curated names and misspellings.

    Curated names count in every spelling of `spelling.spellings`. Places from elsewhere than
    `load_places(folder)` are indexed by their labels alone.
    """
    if isinstance(places, PlaceTable):
        named = {key: entry.names for key, entry in places.curated.items()}
        return NameTable(places.index, _by_name(named), places)
    named = {key: (place.label, *_texts(place.alt_labels)) for key, place in places.items()}
    return NameTable((), _by_name(named), places)


def _by_name(named: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, names in named.items():
        for form in dict.fromkeys(form for name in names for form in spellings(name)):
            found.setdefault(form, []).append(key)
    return found


def _read_place(entry: Entry) -> tuple[str, CuratedPlace]:
    key, label, alt_labels = entry.key(), entry.optional("label"), entry.labels("alt_labels")
    default, country = entry.flag("default"), entry.optional("country")
    own = None
    if country:
        if label is None:
            entry.fail("'label' is missing; a place that GeoNames does not have needs one")
        latitude, longitude = entry.optional("latitude"), entry.optional("longitude")
        own = Place(key, label, country, latitude, longitude, 0, alt_labels, default)
    return key, CuratedPlace(key, label, alt_labels, entry.texts("misspellings"), default, own)


def _refined(place: Place, curated: CuratedPlace) -> Place:
    """Return the place under its curated label; GeoNames' own spelling stays among its other names."""
    label = curated.label or place.label
    alt_labels = [each for each in curated.alt_labels if each.text != label]
    if place.label not in (label, *_texts(alt_labels)) and fold(place.label) != fold(label):
        alt_labels.append(Label(place.label, None))
    return replace(place, label=label, alt_labels=tuple(alt_labels), default=curated.default)


def _place(row: str) -> Place:
    number, name, country, latitude, longitude, population = row.split("\t")
    return Place(f"g{number}", name, country, latitude, longitude, int(population))


def _id(row: str) -> int:
    return int(row.partition("\t")[0])


def _texts(labels: Sequence[Label]) -> tuple[str, ...]:
    return tuple(label.text for label in labels)
