"""A knowledge graph of the OSCE's press releases: build it, validate it, serve it."""

from importlib.metadata import version

__version__ = version("osce-kg")
