"""SHACL and build checks: quads as written in, a sorted `Report` or findings out.

Two validators give the same `Report`: `validate_rust` for whole releases, `validate_pyshacl` as judge.
"""

from osce_kg.validation.model import Location, Locations, Report, Result
from osce_kg.validation.reference import validate_pyshacl
from osce_kg.validation.rust import validate_rust
from osce_kg.validation.shapes import ShapesGraph, load_shapes

__all__ = [
    "Location",
    "Locations",
    "Report",
    "Result",
    "ShapesGraph",
    "load_shapes",
    "validate_pyshacl",
    "validate_rust",
]
