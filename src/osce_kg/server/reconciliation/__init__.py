"""The W3C Reconciliation Service API 0.2: names in somebody's table are matched with things of the graph."""
