"""Options and fixtures that every test file may use."""

from __future__ import annotations

import os
from pathlib import Path

import hypothesis
import pyoxigraph as ox
import pytest
from benchmarks.corpus import generate
from benchmarks.corpus.writers import write_jsonl

from osce_kg.build import BuildOptions, build
from osce_kg.engine.store import load_store
from osce_kg.layouts.read import Reader
from osce_kg.reference import Registries, load_registries
from osce_kg.release import Release

# Machines are shared and slow at times: an example may take long without being wrong. `--timeout` ends a hang.
hypothesis.settings.register_profile("unhurried", deadline=None)
hypothesis.settings.load_profile("unhurried")

ROOT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="write what is read into the golden files and show the diff",
    )
    parser.addoption(
        "--screenshots",
        metavar="FOLDER",
        default=os.environ.get("OSCE_KG_SCREENSHOTS"),
        help="keep what the browser tests see in this folder [default: OSCE_KG_SCREENSHOTS, else nowhere]",
    )


@pytest.fixture(scope="session")
def root() -> Path:
    """The top of the checkout."""
    return ROOT


@pytest.fixture(scope="session")
def shared(root: Path) -> Path:
    """The folder of design, facts and conformance data beside the checkout; absent for most users."""
    folder = root.parent / "shared"
    if not folder.is_dir():
        pytest.skip("../shared is not beside this checkout: its reference material cannot be compared")
    return folder


@pytest.fixture(scope="session")
def registries() -> Registries:
    return load_registries()


@pytest.fixture(scope="session")
def reader(registries: Registries) -> Reader:
    return Reader.of(registries)


@pytest.fixture(scope="session")
def sample(root: Path) -> Path:
    """The sample capture that travels with the project."""
    return next(iter((root / "data" / "captures").glob("*.txt")))


@pytest.fixture(scope="session")
def sample_release(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release built from the sample capture."""
    releases = tmp_path_factory.mktemp("sample") / "releases"
    return build(BuildOptions((str(sample),), releases)).release


@pytest.fixture(scope="session")
def sample_store(sample_release: Release) -> ox.Store:
    """The sample release's quads in memory."""
    return load_store(sample_release.dumps)


@pytest.fixture(scope="session")
def archive_release(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """A release of the sample and 150 synthetic captures: enough for lists, charts and a search to have rows."""
    folder = tmp_path_factory.mktemp("archive")
    write_jsonl(generate(150, seed=7), folder / "corpus.jsonl")
    return build(BuildOptions((str(sample), str(folder / "corpus.jsonl")), folder / "releases")).release
