"""Benchmarks: `python -m benchmarks.corpus` makes the data that all of them use."""
