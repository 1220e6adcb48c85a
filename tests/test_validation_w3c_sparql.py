"""Both validators against the W3C's SHACL-SPARQL tests. Deviations are named with reasons; one that passes fails."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from osce_kg.errors import ShapesError, ValidatorError
from osce_kg.validation.input import read_rdf
from osce_kg.validation.model import Report
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_shapes
from w3c_shacl import SUITE, files_of, found, must_fail, read_test

Validator = Callable[[ShapesGraph, Iterable[str]], Report]

VALIDATORS: dict[str, Validator] = {"shacl": validate_rust, "pyshacl": validate_pyshacl}

DEVIATIONS = {
    ("pyshacl", "node/prefixes-001"): "it does not follow owl:imports from the value of sh:prefixes (SHACL 5.2.1)",
    ("pyshacl", "pre-binding/shapesGraph-001"): "it has no $shapesGraph, which is optional (SHACL 5.3.2)",
    ("shacl", "pre-binding/unsupported-sparql-004"): "it runs a subquery that does not return $this (SHACL 5.2.1)",
}

FILES = files_of("sparql")
pytestmark = pytest.mark.skipif(not FILES, reason=f"{SUITE} is not here: the W3C suite lies beside the repository")


def _name(file: Path) -> str:
    return str(file.relative_to(SUITE / "sparql").with_suffix(""))


def _passes(file: Path, validate: Validator) -> bool:
    """Whether a validator gives the expected results, or refuses what is to be refused."""
    data, shapes_file, conforms, expected = read_test(file)
    try:
        shapes = load_shapes([shapes_file], ())
        report = validate(shapes, list(read_rdf(data)))
    except (ShapesError, ValidatorError):
        return must_fail(file)
    return not must_fail(file) and report.conforms is conforms and found(report) == expected


@pytest.mark.parametrize("name", VALIDATORS)
@pytest.mark.parametrize("file", FILES, ids=_name)
def test_validators_give_the_expected_results_but_where_a_reason_is_named(file: Path, name: str) -> None:
    assert _passes(file, VALIDATORS[name]) is ((name, _name(file)) not in DEVIATIONS)


def test_deviations_name_tests_that_are_there() -> None:
    assert {name for _, name in DEVIATIONS} <= set(map(_name, FILES))
