"""Pages to browse by: coverage, taxonomy, States, field operations, releases, people, bodies."""
