"""The raw tables' schema, pulled once from an empty migrated database."""

import pytest
from sqlalchemy import Engine

from kit.postgres import libpq_url
from tests.factories.warehouse import raw_schema


@pytest.fixture(scope="session")
def schema(worker_engine: Engine, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return raw_schema(libpq_url(worker_engine.url), tmp_path_factory.mktemp("schema"))
