"""Pages and the workbench in a real browser."""
