"""The template process as the one that started it sees it: packets both ways, and an end."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

from osce_kg.engine.template import PACKET_BYTES, Plan

_LOG = logging.getLogger("osce_kg.engine")
_END_SECONDS = 5.0
_AGAIN_SECONDS = 0.005

Handle = Callable[[dict[str, Any], list[int]], None]
"""Called with each packet and the descriptors that came with it."""


class TemplateProcess:
    """A template that was started. Made and used on one event loop; `ended` is called once, when it hangs up."""

    def __init__(self, plan: Plan, handle: Handle, ended: Callable[[], None]) -> None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        ours.setblocking(False)
        self._control: socket.socket | None = ours
        self._handle = handle
        self._ended = ended
        number = theirs.fileno()
        command = [sys.executable, "-P", "-m", "osce_kg.engine.template", str(number)]
        # Started from the loop's thread: the kernel ends the template when the thread that started it ends.
        self._process: subprocess.Popen[bytes] | None = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, pass_fds=[number], env=_environment()
        )
        theirs.close()
        asyncio.get_running_loop().add_reader(ours, self._read, ours)
        self._send(plan.encode())

    @property
    def pid(self) -> int | None:
        """Its process id, None once it was reaped."""
        return self._process.pid if self._process else None

    @property
    def connected(self) -> bool:
        return self._control is not None

    def tell(self, packet: dict[str, object]) -> None:
        """Send a packet, as soon as there is room; to one that is gone, nothing."""
        self._send(json.dumps(packet).encode())

    def hang_up(self) -> None:
        """End the connection, by which it ends."""
        if self._control is not None:
            asyncio.get_running_loop().remove_reader(self._control)
            self._control.close()
            self._control = None

    async def reap(self) -> None:
        """Wait for its end after the connection's; kill it if that takes long."""
        process = self._process
        if process is None:
            return
        deadline = time.monotonic() + _END_SECONDS
        while process.poll() is None:
            if time.monotonic() > deadline:
                process.kill()
            await asyncio.sleep(_AGAIN_SECONDS)
        self._process = None

    def _send(self, packet: bytes) -> None:
        if self._control is None:
            return
        try:
            self._control.send(packet)
        except BlockingIOError:
            asyncio.get_running_loop().call_later(_AGAIN_SECONDS, self._send, packet)
        except OSError:
            _LOG.debug("the template is gone; its end is handled where it is read")

    def _read(self, control: socket.socket) -> None:
        while True:
            try:
                packet, descriptors, _, _ = socket.recv_fds(control, PACKET_BYTES, 1)
            except BlockingIOError:
                return
            except ConnectionError:
                packet, descriptors = b"", []
            if not packet:
                self.hang_up()
                self._ended()
                return
            self._handle(json.loads(packet), descriptors)


def _environment() -> dict[str, str]:
    """Return the environment in which malloc suits a large store that is forked, where it is glibc's.

    Each of its arenas reserves 64 MiB of address space, which is limited; one thread needs no more than two. In huge
    pages a large store is forked several times sooner, and given back several times sooner when a worker ends.
    """
    # Of two values for one tunable the last one holds, so what the environment has is not overridden.
    tunables = [value for value in ("glibc.malloc.hugetlb=1", os.environ.get("GLIBC_TUNABLES")) if value]
    return os.environ | {"MALLOC_ARENA_MAX": "2", "GLIBC_TUNABLES": ":".join(tunables)}
