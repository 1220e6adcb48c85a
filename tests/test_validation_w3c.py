"""Both validators and the check of shapes against the W3C's SHACL Core tests; exceptions have reasons."""

from __future__ import annotations

from pathlib import Path

import pytest

from osce_kg.errors import ShapesError
from osce_kg.validation.input import read_rdf
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import load_shapes
from w3c_shacl import SUITE, files_of, found, read_test

# Tests whose shapes SHACL allows and the check of shapes refuses on purpose: name → the problem found.
REFUSED = {
    "misc/severity-002": "expected sh:Violation, sh:Warning or sh:Info",  # a severity of its own
    "path/path-inverse-001": "the shape is empty",  # a class that is also typed sh:NodeShape
    "property/node-001": "the shape is empty",  # a property shape with a path and nothing else
    "property/qualifiedValueShape-001": "unknown term sh:nodeShape",  # a misspelling in the test's own data
    "property/qualifiedValueShapesDisjoint-001": "the shape is empty",  # as path-inverse-001
    "property/uniqueLang-002": "expected true or false",  # 1, which validators read differently
    "node/qualified-001": "expected true or false",
}

FILES = files_of("core")
pytestmark = pytest.mark.skipif(not FILES, reason=f"{SUITE} is not here: the W3C suite lies beside the repository")


def _name(file: Path) -> str:
    return str(file.relative_to(SUITE / "core").with_suffix(""))


@pytest.mark.parametrize("file", FILES, ids=_name)
def test_both_validators_give_the_expected_results(file: Path) -> None:
    data, shapes_file, conforms, expected = read_test(file)
    if _name(file) in REFUSED:
        with pytest.raises(ShapesError, match=REFUSED[_name(file)]):
            load_shapes([shapes_file], ())
        return
    shapes = load_shapes([shapes_file], ())
    lines = list(read_rdf(data))
    report = validate_rust(shapes, lines)
    assert report.conforms is conforms
    assert found(report) == expected
    assert found(validate_pyshacl(shapes, lines)) == expected
