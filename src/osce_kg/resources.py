"""The only way to the files that travel with the package: ontology, shapes, queries, reference data.

In a wheel they lie in `osce_kg/_resources/`; in a checkout at the top of the repository.
"""

from __future__ import annotations

from pathlib import Path

from osce_kg.errors import UsageError

_PACKAGE = Path(__file__).resolve().parent
_WHEEL_ROOT = _PACKAGE / "_resources"
_CHECKOUT_ROOT = _PACKAGE.parent.parent


def resource_path(name: str) -> Path:
    """Return the path of a packaged file or folder, for example `shapes` or `data/reference`.

    Raises:
        UsageError: neither the installed package nor the checkout has it.
    """
    for root in (_WHEEL_ROOT, _CHECKOUT_ROOT):
        path = root / name
        if path.exists():
            return path
    raise UsageError(f"packaged resource {name!r} not found; reinstall osce-kg or run from a checkout")


def resource_files(folder: str, pattern: str) -> list[Path]:
    """Return the files of a packaged folder that match a glob, sorted by name."""
    return sorted(resource_path(folder).glob(pattern))
