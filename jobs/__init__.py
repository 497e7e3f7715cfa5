"""Huey tasks and schedules, and the nightly run: the one place that composes analytics with domain."""
