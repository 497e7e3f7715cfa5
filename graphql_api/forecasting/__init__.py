"""Forecasts, explanations, features and history."""
