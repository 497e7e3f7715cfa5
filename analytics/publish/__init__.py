"""Results into PostgreSQL: typed, complete, under their run, and out of sight until the pointer flips."""
