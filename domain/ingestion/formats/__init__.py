"""How a file writes its numbers and times: decided per column of the whole file, never cell by cell."""
