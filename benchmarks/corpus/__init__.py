"""Seeded synthetic captures in the shapes of real ones: the one source of data for every benchmark.

Every text says that it is synthetic. People, groups and projects are invented; towns, bodies, their years and the
fields of work are the reference's, so that they resolve. Node ids begin at `FIRST_NODE`, above every real one.
Each page carries the truth by which what is read from it can be judged.
"""

from benchmarks.corpus.model import FIRST_NODE, Fate, Page, Truth
from benchmarks.corpus.pages import generate

__all__ = ["FIRST_NODE", "Fate", "Page", "Truth", "generate"]
