"""Pages to browse by: coverage, taxonomy, States, field operations, releases, people, bodies."""

from osce_kg.server.browse.router import browse_router

__all__ = ["browse_router"]
