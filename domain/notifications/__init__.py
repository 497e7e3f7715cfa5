"""Notifications of events, and their delivery to people and integrators."""
