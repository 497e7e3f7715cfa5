"""The numbers: extract, transform, features, forecasts, explanations, anomalies, replenishment, publishing."""
