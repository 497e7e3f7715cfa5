"""Notifications, their settings and deliveries."""
