"""The HTTP side: SPARQL, linked data and the pages of a release. It sees the engine and the release only."""
