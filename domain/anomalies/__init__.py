"""Anomalies: what was detected and what people made of it."""
