"""Records → quads. Every converter is a function that yields quads; nothing here reads files or clocks."""
