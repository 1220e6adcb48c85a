"""The command from its first moment on: an interrupt while the program is being loaded."""

from __future__ import annotations

import signal
import subprocess
import sys

import pytest

_INTERRUPTED = """
import os, signal, sys
class Finder:
    def find_spec(self, name, path=None, target=None):
        if name == {name!r}:
            os.kill(os.getpid(), signal.SIGINT)
sys.meta_path.insert(0, Finder())
from osce_kg.entry import main
main()
"""


@pytest.mark.parametrize("name", ["click", "osce_kg.cli.build"])
def test_an_interrupt_while_the_program_is_loaded_is_one_line(name: str) -> None:
    code = _INTERRUPTED.replace("{name!r}", repr(name))
    done = subprocess.run(
        [sys.executable, "-c", code, "build"], capture_output=True, text=True, timeout=60, check=False
    )
    assert (done.returncode, done.stdout, done.stderr.strip()) == (128 + signal.SIGINT, "", "osce-kg: interrupted")
