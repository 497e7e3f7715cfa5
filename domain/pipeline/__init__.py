"""Nightly runs: their rows, leases and the pointer to the published one."""
