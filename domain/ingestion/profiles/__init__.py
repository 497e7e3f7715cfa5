"""One file per source: how its exports are recognised and read (see docs/import.md)."""
