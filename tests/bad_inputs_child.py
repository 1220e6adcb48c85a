"""Runs `osce-kg` on one input after the other, in one process: `python -m bad_inputs_child < arguments.jsonl`.

Prints one JSON object per input: exit code, what was written, seconds. An input that takes longer than the limit, and
any exception that the command line lets through, ends the process with a traceback.
"""

from __future__ import annotations

import contextlib
import faulthandler
import io
import json
import os
import sys
import time

from osce_kg.cli import main

LIMIT = 10.0


def run(arguments: list[str]) -> dict[str, object]:
    """Return how `osce-kg` ended with these arguments."""
    out, error = io.StringIO(), io.StringIO()
    sys.argv = ["osce-kg", *arguments]
    started = time.process_time(), sum(os.times()[2:4])
    faulthandler.dump_traceback_later(10 * LIMIT, exit=True)
    try:
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(error):
            main()
        code: object = 0
    except SystemExit as ended:
        code = ended.code
    faulthandler.cancel_dump_traceback_later()
    seconds = time.process_time() - started[0] + sum(os.times()[2:4]) - started[1]
    return {"code": code, "out": out.getvalue(), "error": error.getvalue(), "seconds": seconds}


if __name__ == "__main__":
    for line in sys.stdin:
        sys.__stdout__.write(json.dumps(run([*json.loads(line), "-f", "json"])) + "\n")  # type: ignore[union-attr]
        sys.__stdout__.flush()  # type: ignore[union-attr]
