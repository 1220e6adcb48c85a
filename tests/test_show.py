"""`osce-kg show`: facts with the words they were read from."""

from __future__ import annotations

import pytest
from click.testing import CliRunner

from osce_kg.cli.show import show
from osce_kg.errors import UsageError
from osce_kg.release import Release


def _show(release: Release, thing: str, *options: str) -> str:
    result = CliRunner().invoke(show, [thing, "--release", str(release.path), *options], catch_exceptions=False)
    return result.output


def test_each_fact_comes_with_its_words(sample_release: Release) -> None:
    output = _show(sample_release, "document/h9b0d4fd34b815cf9")
    assert "characters 3248-3260" in output
    assert "MINGECHEVIR, Azerbaijan, »30 June 2007« - Hundreds of people" in output
    assert "dateline-date, Read, confidence High" in output


@pytest.mark.parametrize(
    "thing", ["Jose-Luis Herrero", "person/jose-luis-herrero", "https://w3id.org/osce-kg/id/person/jose-luis-herrero"]
)
def test_a_thing_is_found_by_label_key_or_iri(sample_release: Release, thing: str) -> None:
    assert "NameOnly" in _show(sample_release, thing, "--plain")


def test_nothing_of_that_name(sample_release: Release) -> None:
    with pytest.raises(UsageError, match="nothing is called"):
        _show(sample_release, "No such thing")
