"""Who answers a query: the seam between the server and whatever evaluates SPARQL."""
