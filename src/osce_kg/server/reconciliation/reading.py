"""Queries as clients send them → checked and bounded values."""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from osce_kg.server import problems
from osce_kg.server.problems import ProblemError

T = TypeVar("T")

BATCH = 50
"""Most queries of a batch, as the manifest says."""
MOST_CANDIDATES = 25
MOST_THINGS = 200
"""Most things of a data extension query."""
MOST_PROPERTIES = 20
BODY_BYTES = 512 * 1024
_USUAL = 10
_TEXT = 2_000
_NAME = 1_000


def _listed(value: Any) -> Any:
    return value if isinstance(value, list) else [] if value is None else [value]


def _identified(value: Any) -> Any:
    """Take `{"id": …}` for an identifier, as some clients send types."""
    return [one.get("id") if isinstance(one, dict) else one for one in _listed(value)]


class Reference(BaseModel):
    """A value that was reconciled before."""

    model_config = ConfigDict(extra="ignore")
    id: Annotated[str, Field(max_length=_NAME)]


Wanted = Annotated[str, Field(max_length=_TEXT)] | bool | float | Reference


class PropertyFilter(BaseModel):
    """A property, and the values of which a candidate should have one."""

    model_config = ConfigDict(extra="ignore")
    pid: Annotated[str, Field(max_length=_NAME)]
    v: Annotated[list[Wanted], BeforeValidator(_listed), Field(max_length=MOST_PROPERTIES)]


class Query(BaseModel):
    """One name to be matched. `limit` is the most candidates."""

    model_config = ConfigDict(extra="ignore")
    query: Annotated[str, Field(max_length=_TEXT)] = ""
    type: Annotated[
        list[Annotated[str, Field(max_length=_NAME)]], BeforeValidator(_identified), Field(max_length=MOST_PROPERTIES)
    ] = []
    limit: Annotated[float, Field(ge=1)] = _USUAL
    properties: Annotated[list[PropertyFilter], BeforeValidator(_listed), Field(max_length=MOST_PROPERTIES)] = []
    type_strict: Annotated[str, Field(pattern="^(any|all|should)$")] = "any"

    @property
    def most(self) -> int:
        """How many candidates are returned at most."""
        return int(min(self.limit, MOST_CANDIDATES))


class Wish(BaseModel):
    """A property that a data extension query asks for, with its settings."""

    model_config = ConfigDict(extra="ignore")
    id: Annotated[str, Field(max_length=_NAME)]
    settings: dict[str, Any] = {}

    @property
    def most(self) -> int | None:
        """How many values are wanted; None for all."""
        limit = str(self.settings.get("limit", ""))
        return int(limit) if limit.isascii() and limit.isdecimal() and int(limit[:9]) > 0 else None

    @property
    def language(self) -> str:
        """The language in which labels and texts are wanted, empty for English."""
        return str(self.settings.get("lang", "") or "").strip().lower()[:35]


class Extension(BaseModel):
    """A data extension query."""

    model_config = ConfigDict(extra="ignore")
    ids: Annotated[list[Annotated[str, Field(max_length=_NAME)]], Field(max_length=MOST_THINGS)]
    properties: Annotated[list[Wish], Field(max_length=MOST_PROPERTIES)]


_BATCH: TypeAdapter[dict[str, Query]] = TypeAdapter(dict[Annotated[str, Field(max_length=_NAME)], Query])
_EXTENSION = TypeAdapter(Extension)


def read_batch(text: str) -> dict[str, Query]:
    """Return the queries of a batch by their keys.

    Raises:
        ProblemError: it is no batch (400), or has more than `BATCH` queries (413).
    """
    batch = _read(_BATCH, text, "queries")
    if len(batch) > BATCH:
        raise ProblemError(problems.TOO_LONG, f"a batch may have {BATCH} queries, this one has {len(batch):,}")
    for key, query in batch.items():
        if not query.query.strip() and not query.properties:
            raise ProblemError(problems.BAD_REQUEST, f"queries: {key!r} has neither query nor properties")
    return batch


def read_extension(text: str) -> Extension:
    """Return a data extension query.

    Raises:
        ProblemError: it is none, or asks for too much.
    """
    return _read(_EXTENSION, text, "extend")


def _read(adapter: TypeAdapter[T], text: str, name: str) -> T:
    try:
        return adapter.validate_json(text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False, include_context=False)[0]
        place = "".join(f"[{part!r}]" for part in first["loc"])[:200]
        raise ProblemError(problems.BAD_REQUEST, f"{name}{place}: {first['msg']}") from error
