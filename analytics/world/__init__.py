"""The planted world: a synthetic shop whose true demand, lost sales, anomalies and dirty rows are all known."""
