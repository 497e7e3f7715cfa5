"""Demand forecasts: baselines, one global LightGBM, quantiles of totals, the daily path, and why."""
