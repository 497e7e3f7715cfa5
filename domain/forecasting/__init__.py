"""Published marts, predictions, their explanations and their measured accuracy."""
