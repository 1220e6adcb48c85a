"""Write `data/reference/labels_areas_cldr.toml`: names of the areas in the site's languages, from Unicode CLDR.

Run `python scripts/make_area_names.py` after changing the version of babel or the list of languages. Names that
`areas.toml` has already are left out.
"""

from __future__ import annotations

import json
from importlib.metadata import version
from pathlib import Path

from babel import Locale

from osce_kg.reference.read_concepts import read_sources
from osce_kg.reference.read_states import read_areas

FOLDER = Path(__file__).resolve().parent.parent / "data" / "reference"
TARGET = FOLDER / "labels_areas_cldr.toml"
LANGUAGES = (
    "uk", "sr-Cyrl", "sr-Latn", "bs", "hr", "mk", "sq", "ro", "tr", "az", "kk", "ky", "uz", "tg", "tk", "hy", "ka",
)  # fmt: skip


def main() -> None:
    """Write one table per language, area code = name."""
    areas = {code: entry.area for code, entry in read_areas(FOLDER, read_sources(FOLDER)).items()}
    lines = [
        f"# Names of States and areas in the site's languages, from Unicode CLDR by way of babel {version('babel')}.",
        "# Written by scripts/make_area_names.py; other names belong into labels_areas.toml.",
        "",
        'source = "cldr"',
    ]
    for language in LANGUAGES:
        territories = Locale.parse(language, sep="-").territories
        lines += ["", f"[{language}]"]
        for code, area in areas.items():
            name = territories.get(area.alpha2 or "")
            if name and "(" not in name and all(label.lang != language for label in area.labels):
                lines.append(f"{code} = {json.dumps(name, ensure_ascii=False)}")
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{TARGET}: {len(lines)} lines")


if __name__ == "__main__":
    main()
