"""Towns of the OSCE's States from the reference's places."""

from __future__ import annotations

import gzip
import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from pathlib import Path

_NAME = re.compile(r"[^\W\d_][^\W\d_'’-]{3,}(?: [^\W\d_][^\W\d_'’-]{2,})?")


@dataclass(frozen=True, slots=True)
class Town:
    """A town by its name in the reference, and its key there."""

    name: str
    key: str


def load_towns(path: Path, areas: frozenset[str]) -> tuple[dict[str, Town], dict[str, list[Town]]]:
    """Return every place by key, and per area the towns whose name is no other place's there, largest first."""
    places: dict[str, Town] = {}
    sizes: defaultdict[str, list[tuple[int, str, str]]] = defaultdict(list)
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for line in file:
            cells = line.rstrip("\n").split("\t")
            if len(cells) != 6 or cells[2] not in areas:
                continue
            key, name = f"g{cells[0]}", cells[1]
            places[key] = Town(name, key)
            if _NAME.fullmatch(name):
                sizes[cells[2]].append((-int(cells[5]), name, key))
    towns = {}
    for area, found in sorted(sizes.items()):
        count = Counter(name for _, name, _ in found)
        towns[area] = [places[key] for _, name, key in sorted(found) if count[name] == 1]
    return places, towns
