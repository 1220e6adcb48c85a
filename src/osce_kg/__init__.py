"""A knowledge graph of the OSCE's press releases: build it, validate it, serve it.

The Python API is `build`, `connect`, `open_release` and `validate`; see `osce_kg.api`.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from osce_kg.api import Connection, Rows, build, connect, open_release, validate

__version__ = version("osce-kg")
__all__ = ["Connection", "Rows", "__version__", "build", "connect", "open_release", "validate"]


def __getattr__(name: str) -> object:
    """Load the API when it is first used: every command would wait for it otherwise."""
    if name in __all__:
        return getattr(import_module("osce_kg.api"), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
