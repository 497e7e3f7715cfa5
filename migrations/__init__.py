"""Alembic migrations of the one PostgreSQL database."""
