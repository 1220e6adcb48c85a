"""Every setting with its unit and default.

A flag wins over an `OSCE_KG_*` variable, that over a line of the settings file, that over the default.
Nothing is read at import.
"""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

from pydantic import Field, ValidationError
from pydantic_settings import BaseSettings, InitSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from osce_kg.errors import UsageError

DEFAULT_FILE = "osce-kg.toml"


class Settings(BaseSettings):
    """All settings of the server. `OSCE_KG_QUERY_TIMEOUT=10`, `query_timeout = 10` in the file."""

    model_config = SettingsConfigDict(env_prefix="OSCE_KG_", frozen=True, extra="forbid")

    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8000, ge=0, le=65535, description="port to listen on; 0 takes a free one")
    base: str = Field(
        default="https://w3id.org/osce-kg/",
        pattern=r"^https?://[^\s<>\"{}|^`\\#?]+/$",
        description="base IRI of the graph; IRIs under it are answered by this server",
    )
    query_timeout: float = Field(default=30.0, gt=0, le=86_400, description="seconds until a query is given up")
    max_query_timeout: float = Field(
        default=60.0, gt=0, le=86_400, description="most seconds that a request may ask for with `timeout`"
    )
    max_query_bytes: int = Field(default=65_536, ge=1, description="longest query, in bytes of UTF-8")
    max_rows: int = Field(default=1_000_000, ge=1, description="most rows of a SELECT answer")
    max_answer_bytes: int = Field(default=1 << 30, ge=1, description="longest answer; a longer one breaks off visibly")
    concurrency: int = Field(default=4, ge=1, le=256, description="queries evaluated at the same time")
    short_lane: int = Field(default=2, ge=0, le=255, description="how many of them are kept for short queries")
    short_seconds: float = Field(default=0.25, gt=0, description="seconds after which a query is no longer short")
    stream_lane: int = Field(default=16, ge=0, le=1_024, description="answers being read slowly, beside these")
    queue: int = Field(default=512, ge=0, description="queries that may wait for their turn")
    client_queue: int = Field(default=256, ge=1, description="how many of them may come from one client")
    queue_timeout: float = Field(default=5.0, ge=0, description="seconds a query waits for its turn")
    worker_memory: int = Field(default=2 << 30, ge=64 << 20, description="bytes that one query may allocate")
    store: Literal["auto", "memory", "disk"] = Field(
        default="auto", description="where the graph is kept; auto takes memory if it fits `memory_share`"
    )
    memory_share: float = Field(default=0.6, gt=0, le=1, description="share of the machine's memory for the graph")
    store_directory: Path | None = Field(
        default=None, description="folder where a graph on disk is made and kept for the next start; without one, not"
    )
    cache_bytes: int = Field(default=64 << 20, ge=0, description="bytes of small answers kept in memory; 0 keeps none")
    cache_entry_bytes: int = Field(default=256 << 10, ge=0, description="longest answer that is kept")
    endpoint: str | None = Field(
        default=None, description="SPARQL endpoint (http or https) that answers the queries instead of a release"
    )
    endpoint_user: str | None = Field(default=None, description="user at that endpoint, or at the store to load")
    endpoint_password: str | None = Field(default=None, repr=False, description="password of that user")
    page_rows: int = Field(default=1_000, ge=1, description="rows shown in the HTML form of a result")
    notice: str | None = Field(
        default=None, description="sentence at the top of every page, as of data that is made up"
    )
    indexing: bool = Field(default=True, description="whether search engines may index the pages")
    report_address: str | None = Field(
        default=None, pattern=r"^(https?|mailto):[^\s<>\"]+$", description="where errors in facts are reported"
    )
    max_connections: int = Field(default=1_000, ge=1, description="connections held at the same time")
    trusted_proxies: str = Field(
        default="", description="addresses or networks, comma-separated, whose X-Forwarded-For is believed"
    )
    access_log: bool = Field(default=True, description="one line of JSON per request on standard error")
    metrics: bool = Field(default=True, description="whether /metrics is answered")
    prepare: bool = Field(
        default=True,
        description="whether what pages count is counted when a release opens, not when first seen",
    )
    poll_seconds: float = Field(default=1.0, gt=0, description="seconds between looks at releases/current")
    drain_timeout: float = Field(default=10.0, ge=0, description="seconds that running requests get at the end")


def load_settings(path: Path | None = None, **flags: object) -> Settings:
    """Return the settings from flags, environment, settings file and defaults, in this order of precedence.

    Flags that are None count as not given. Without a path, `osce-kg.toml` in the working directory is read if
    it is there.

    Raises:
        UsageError: a file that is missing or no TOML, an unknown setting or a value out of range.
    """
    lines = _read(path)
    origin = str(path or DEFAULT_FILE)

    class Configured(Settings):
        @classmethod
        def settings_customise_sources(
            cls,
            settings_cls: type[BaseSettings],
            init_settings: PydanticBaseSettingsSource,
            env_settings: PydanticBaseSettingsSource,
            dotenv_settings: PydanticBaseSettingsSource,
            file_secret_settings: PydanticBaseSettingsSource,
        ) -> tuple[PydanticBaseSettingsSource, ...]:
            del dotenv_settings, file_secret_settings
            return init_settings, env_settings, InitSettingsSource(settings_cls, lines)

    given = {name: value for name, value in flags.items() if value is not None}
    try:
        configured = Configured(**given)  # type: ignore[arg-type]
    except ValidationError as error:
        raise UsageError("; ".join(_describe(item, lines, given, origin) for item in error.errors())) from error
    return Settings.model_construct(**configured.model_dump())


def _describe(item: object, lines: dict[str, object], given: dict[str, object], origin: str) -> str:
    """Return one finding of pydantic as a sentence that names the setting and where its value came from."""
    assert isinstance(item, dict)
    name = ".".join(str(part) for part in item["loc"])
    if item["type"] == "extra_forbidden":
        known = ", ".join(Settings.model_fields)
        return f"unknown setting {name!r} in {origin}; known settings: {known}"
    place = origin if name in lines else f"variable OSCE_KG_{name.upper()}"
    if name in given:
        place = f"option --{name.replace('_', '-')}"
    found = "" if "password" in name else f", found {item['input']!r}"
    return f"setting {name!r} ({place}): {item['msg']}{found}"


def _read(path: Path | None) -> dict[str, object]:
    """Return the lines of the settings file; empty if none was named and the default one does not exist."""
    chosen = path or Path(DEFAULT_FILE)
    if path is None and not chosen.is_file():
        return {}
    try:
        return tomllib.loads(chosen.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"cannot read the settings file {chosen}: {error}") from error
