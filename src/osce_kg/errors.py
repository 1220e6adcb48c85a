"""The error tree: one root, one subclass per decision a caller can take.

    OsceKgError
    ├── UsageError          the call is wrong: a path, a port, an option          → exit 2, nothing written
    ├── InputError          one input cannot be read                              → quarantine it, go on
    │   ├── ContainerError  a container (file, archive, table) is damaged
    │   └── PageError       one captured page breaks the expectations of its family
    ├── RegistryError       a reference file is inconsistent                      → correct the file
    ├── ShapesError         a shapes file is itself wrong                         → correct the shapes
    ├── ValidatorError      the SHACL validator crashed or hung; nothing is known → try the other validator
    ├── BuildFailed         a release may not be switched in                      → exit 1, the old one stays
    ├── LoadFailed          a remote store does not hold the release              → exit 1, load again
    ├── ReleaseError        a release directory is missing, damaged or not ours   → refuse to serve it
    └── QueryError          a query was not answered
        ├── QuerySyntaxError   unparsable; carries line and column                → 400
        ├── QueryRefused       update, SERVICE, LOAD                              → 403 / 400
        └── QueryLimit         deadline, rows, bytes or memory                    → 503 / 504

A message names the file or IRI, where in it, what was expected, what was found and what to do.
"""

from __future__ import annotations


class OsceKgError(Exception):
    """Root of every error this package raises on purpose."""


class UsageError(OsceKgError):
    """The caller asked for something impossible; nothing was written."""


class InputError(OsceKgError):
    """One input cannot be used; the others can."""


class ContainerError(InputError):
    """A capture container is unreadable, truncated or over a limit."""


class PageError(InputError):
    """A captured page does not have the structure its family promises."""


class RegistryError(OsceKgError):
    """A file in `data/reference/` is missing, malformed or refers to something that does not exist."""


class ShapesError(OsceKgError):
    """A SHACL shapes graph is malformed or would validate nothing."""


class ValidatorError(OsceKgError):
    """The SHACL validator crashed, hung or refused its input: whether the data conforms is unknown."""


class BuildFailed(OsceKgError):
    """The build ended, and its result must not become the current release."""


class LoadFailed(OsceKgError):
    """A store did not take a release, or does not hold it whole. What was loaded until then stays there."""


class ReleaseError(OsceKgError):
    """A release directory is missing, incomplete, damaged or in a format of another version."""


class QueryError(OsceKgError):
    """A SPARQL query was not answered."""


class QuerySyntaxError(QueryError):
    """The query does not parse. `line` and `column` are 1-based, or None where the parser does not say."""

    def __init__(self, message: str, line: int | None = None, column: int | None = None) -> None:
        super().__init__(message)
        self.line = line
        self.column = column


class QueryRefused(QueryError):
    """The query asks for what this endpoint never does: updates, SERVICE, LOAD."""


class QueryLimit(QueryError):
    """The query met a limit: time, memory, rows or bytes."""
