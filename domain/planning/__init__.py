"""Planning settings and forecast overrides."""
