"""Planning settings: what people want recommendations to reckon with."""
