"""Where the `osce-kg` command begins: an interrupt is one line also while the program itself is still being loaded."""

from __future__ import annotations

import signal
import sys


def main() -> None:
    """Run the command line; exit with 130 if it is interrupted where nothing else answers that."""
    try:
        from osce_kg.cli import main as run

        run()
    except KeyboardInterrupt:
        sys.stderr.write("osce-kg: interrupted\n")
        sys.exit(128 + signal.SIGINT)
