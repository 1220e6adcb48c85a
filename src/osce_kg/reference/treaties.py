"""Agreements and documents that releases name: the Helsinki Final Act, the Dayton Peace Agreement …"""

from __future__ import annotations

from pathlib import Path

from osce_kg.reference.entries import Entry, keyed, read_file
from osce_kg.reference.model import Treaty

TREATIES_FILE = "treaties.toml"


def load_treaties(folder: Path) -> dict[str, Treaty]:
    """Return the treaties by key, in the order of the file.

    Raises:
        RegistryError: the file is missing or malformed, or a key is there twice.
    """
    return keyed(read_file(folder, TREATIES_FILE, "treaty").entries, _read)


def _read(entry: Entry) -> tuple[str, Treaty]:
    key = entry.key()
    return key, Treaty(key, entry.text("label"), entry.texts("names"))
