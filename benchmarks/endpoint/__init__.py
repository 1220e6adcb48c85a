"""The endpoint beside its peers: the same data, the same queries, one run, ratios."""
