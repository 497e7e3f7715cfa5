"""What a finished run makes people hear of."""
