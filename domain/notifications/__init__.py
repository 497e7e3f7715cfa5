"""Notifications and the transactional outbox."""
