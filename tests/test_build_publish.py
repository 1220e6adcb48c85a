"""Releases on other file systems: whole before they are current, never copied twice."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from osce_kg.build.publish import publish
from osce_kg.cli import cli
from osce_kg.errors import ReleaseError, UsageError
from osce_kg.release import Release, open_release

fsspec = pytest.importorskip("fsspec", reason="the package fsspec is not installed")


def test_a_release_is_the_same_on_another_file_system(sample_release: Release, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/bucket"
    assert publish(sample_release, url)
    assert not publish(sample_release, url)
    assert (tmp_path / "bucket" / "current").read_text(encoding="utf-8") == sample_release.digest
    assert open_release(tmp_path / "bucket" / sample_release.digest).digest == sample_release.digest


def test_a_copy_that_fails_leaves_what_was_current(sample_release: Release, tmp_path: Path) -> None:
    url = f"file://{tmp_path}/bucket"
    (tmp_path / "bucket").mkdir()
    (tmp_path / "bucket" / "current").write_text("old", encoding="utf-8")
    (tmp_path / "bucket" / sample_release.digest).write_text("in the way", encoding="utf-8")
    with pytest.raises(ReleaseError, match="stays so"):
        publish(sample_release, url)
    assert (tmp_path / "bucket" / "current").read_text(encoding="utf-8") == "old"


def test_an_unknown_file_system_is_a_usage_error(sample_release: Release) -> None:
    with pytest.raises(UsageError, match="cannot write"):
        publish(sample_release, "nowhere://bucket/releases")


def test_build_writes_to_a_url(sample: Path, tmp_path: Path, sample_release: Release) -> None:
    url = f"file://{tmp_path}/bucket"
    done = CliRunner().invoke(cli, ["build", str(sample), "-o", url, "--work", str(tmp_path / "work")])
    assert done.exit_code == 0, done.output
    assert (tmp_path / "bucket" / "current").read_text(encoding="utf-8") == sample_release.digest
    assert open_release(tmp_path / "work" / "current").digest == sample_release.digest


def test_tables_that_an_earlier_build_did_not_write_are_missed_aloud(sample: Path, tmp_path: Path) -> None:
    arguments = ["build", str(sample), "-o", str(tmp_path / "releases")]
    assert CliRunner().invoke(cli, arguments).exit_code == 0
    again = CliRunner().invoke(cli, [*arguments, "--tables"])
    assert again.exit_code == 0
    assert "without tables: osce-kg tables" in again.output
