"""What a search costs: building its index, and asking it, beside what SPARQL alone can do."""
