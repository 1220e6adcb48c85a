"""Settings: flag before variable before file before default."""

from __future__ import annotations

from pathlib import Path

import pytest

from osce_kg.errors import UsageError
from osce_kg.iris import DEFAULT_BASE
from osce_kg.settings import Settings, load_settings


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    for name in Settings.model_fields:
        monkeypatch.delenv(f"OSCE_KG_{name.upper()}", raising=False)
    return tmp_path


def test_each_source_wins_over_the_next(elsewhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_settings().port == 8000
    (elsewhere / "osce-kg.toml").write_text("port = 8001\nquery_timeout = 7\n")
    assert load_settings().port == 8001
    monkeypatch.setenv("OSCE_KG_PORT", "8002")
    assert load_settings().port == 8002
    found = load_settings(port=8003, host=None)
    assert (found.port, found.query_timeout, found.host) == (8003, 7.0, "127.0.0.1")


def test_a_named_file_is_read_instead(elsewhere: Path) -> None:
    (elsewhere / "osce-kg.toml").write_text("port = 1\n")
    (elsewhere / "other.toml").write_text("port = 2\n")
    assert load_settings(elsewhere / "other.toml").port == 2


def test_the_base_is_that_of_the_identifiers() -> None:
    assert Settings().base == DEFAULT_BASE


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("prot = 1", r"unknown setting 'prot' in osce-kg\.toml; known settings: host, port"),
        ("port = 70000", r"'port' \(osce-kg\.toml\): .*65535, found 70000"),
        ("port = ", r"cannot read the settings file osce-kg\.toml"),
        ("base = 'http://example.org/no-slash'", "'base'"),
    ],
)
def test_a_wrong_line_is_named(elsewhere: Path, line: str, message: str) -> None:
    (elsewhere / "osce-kg.toml").write_text(line)
    with pytest.raises(UsageError, match=message):
        load_settings()


def test_a_wrong_variable_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OSCE_KG_QUERY_TIMEOUT", "soon")
    with pytest.raises(UsageError, match="OSCE_KG_QUERY_TIMEOUT"):
        load_settings()


def test_a_missing_file_is_named(elsewhere: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.toml"):
        load_settings(elsewhere / "none.toml")
