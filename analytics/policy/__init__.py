"""Policies simulated over the past: what each would have cost, day by day."""
