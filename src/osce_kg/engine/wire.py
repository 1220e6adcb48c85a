"""Frames on the socket between the web process and a worker: five bytes of head, then the payload.

The web process trusts nothing that a worker sends: payloads are bytes, fixed structs and JSON, never pickles.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from enum import IntEnum

import msgspec

from osce_kg.engine.model import Kind

HEAD = struct.Struct("!IB")
"""Length of the payload, type of the frame."""
END = struct.Struct("!qB")
"""Rows, -1 if nobody counted them, and whether the worker ends now."""

KINDS: tuple[Kind, ...] = (Kind.SOLUTIONS, Kind.BOOLEAN, Kind.GRAPH)


class Frame(IntEnum):
    """What a worker says. `WHOLE` is kind, END and all bytes; `FIRST` is kind and bytes; `MORE` is bytes."""

    WHOLE = 1
    FIRST = 2
    MORE = 3
    END = 4
    FAILURE = 5


class Task(msgspec.Struct, frozen=True, array_like=True):
    """What a worker is asked: a query, the name of a format, the dataset, and the bounds of the answer."""

    text: str
    format: str
    default_graphs: tuple[str, ...]
    named_graphs: tuple[str, ...]
    has_dataset: bool
    max_rows: int
    max_bytes: int
    base: str | None = None

    def encode(self) -> bytes:
        payload = msgspec.json.encode(self)
        return HEAD.pack(len(payload), 0) + payload

    @classmethod
    def decode(cls, payload: bytes) -> Task:
        return msgspec.json.decode(payload, type=cls)


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer, or no more of it: the name of an error class, its message, and its place."""

    error: str
    message: str
    line: int | None = None
    column: int | None = None
    retire: bool = False

    def encode(self) -> bytes:
        return json.dumps(asdict(self)).encode()

    @classmethod
    def decode(cls, payload: bytes) -> Failure:
        return cls(**json.loads(payload))
