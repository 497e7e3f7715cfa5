"""The raw tables' schema, as in the tests of SQL models."""

from tests.sql.conftest import schema

__all__ = ["schema"]
