"""The `jaego` command line and composition root: the one place that knows everything."""
