"""Purchasing on a real database."""

import pytest
from sqlalchemy import Engine

from tests.domain.purchasing.world import World, make_world


@pytest.fixture
def world(engine: Engine) -> World:
    """A database of the test's own."""
    return make_world(engine)
