"""Templates of files to import."""
