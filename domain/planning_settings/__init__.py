"""Planning settings: service level, review days, lead time and costs, by scope."""
