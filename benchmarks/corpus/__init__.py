"""Seeded synthetic captures in the shapes of real ones: the one source of data for every benchmark.

Every text says that it is synthetic. People are invented; towns and bodies are real, so that they resolve.
"""

from benchmarks.corpus.pages import Page, generate

__all__ = ["Page", "generate"]
