"""Predictions, their explanations and measured accuracy, and what planners change of them."""
