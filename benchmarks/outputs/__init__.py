"""What is made of a written release, measured: `python -m benchmarks.outputs releases/current`."""
