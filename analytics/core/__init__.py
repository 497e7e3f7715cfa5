"""What all numbers share: calendar, array types, the distribution of demand, and measures of forecasts."""
