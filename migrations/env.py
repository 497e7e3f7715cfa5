"""Alembic runs on the connection that the caller opened (`kit.database.migrate`)."""

from alembic import context

from domain.tables import metadata
from kit.orm import SCHEMAS


def _ours(name: str | None, kind: str, parents: dict[str, str | None]) -> bool:
    return name in SCHEMAS if kind == "schema" else True


connection = context.config.attributes["connection"]
if connection is None:
    raise SystemExit("Run migrations with `jaego migrate`; for a new one, see docs/development.md.")
context.configure(
    connection=connection,
    target_metadata=metadata,
    include_schemas=True,
    include_name=_ours,
    compare_type=True,
    transaction_per_migration=False,
)
with context.begin_transaction():
    context.run_migrations()
