"""How long checking takes, beside other validators: `python -m benchmarks.check`."""
