"""How many captures a second one core reads, from bytes to records."""
