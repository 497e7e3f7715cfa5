"""The tables that a night publishes, which every reader sees through the one published run."""
