"""Pure text → records: each module reads one kind of thing and knows nothing of page families."""
