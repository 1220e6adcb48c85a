"""How long builds take and what memory they need: `python -m benchmarks.build`."""
