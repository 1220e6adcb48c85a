"""SHACL and build checks: quads as written in, a sorted `Report` or findings out.

`rust.validate_rust` is for whole releases, `reference.validate_pyshacl` the judge; their reports are equal.
Nothing is imported here: the child process in which `shacl` runs must start in milliseconds.
"""
