"""Files are uploaded, described, mapped and imported by the worker; mappings are kept under a name

Revision: 0031_imports, after 0030_saved_views
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031_imports"
down_revision = "0030_saved_views"
branch_labels = None
depends_on = None

STATES = "'UPLOADED', 'READING', 'ASKING', 'READY', 'QUEUED', 'LOADING', 'DONE', 'FAILED', 'DISCARDED'"
SOURCES = "'CONSOLE', 'API_TOKEN', 'INBOX'"
TIMES = ("created_at", "updated_at")


def upgrade() -> None:
    """Two tables; a batch knows the import that it came with."""
    _create_imports()
    _create_mappings()
    for table in ("imports", "import_mappings"):
        op.execute(f"create trigger touch before update on app.{table} for each row execute function app.touch()")
    op.add_column("import_batches", sa.Column("import_id", sa.BigInteger()), schema="raw")
    op.create_foreign_key(
        op.f("fk_import_batches_import_id"),
        "import_batches",
        "imports",
        ["import_id"],
        ["id"],
        source_schema="raw",
        referent_schema="app",
    )
    op.create_index(
        "ix_import_batches_import_id",
        "import_batches",
        ["import_id"],
        schema="raw",
        postgresql_where="import_id is not null",
    )


def _create_imports() -> None:
    op.create_table(
        "imports",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("file_name", sa.Text(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(32), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("options", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("description", postgresql.JSONB()),
        sa.Column("progress", postgresql.JSONB()),
        sa.Column("failure", postgresql.JSONB()),
        sa.Column("set_aside", postgresql.JSONB(), server_default=sa.text("'{}'"), nullable=False),
        sa.Column("user_id", sa.BigInteger()),
        sa.Column("uploaded_by", sa.Text(), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True)),
        sa.Column("worker", sa.Text()),
        sa.Column("lease_until", sa.DateTime(timezone=True)),
        sa.Column("attempts", sa.Integer(), server_default=sa.text("0"), nullable=False),
        *_times(),
        sa.CheckConstraint(f"state in ({STATES})", name=op.f("ck_imports_state_known")),
        sa.CheckConstraint(f"source in ({SOURCES})", name=op.f("ck_imports_source_known")),
        sa.CheckConstraint("char_length(file_name) between 1 and 255", name=op.f("ck_imports_file_name_length")),
        sa.CheckConstraint(
            "(finished_at is not null) = (state in ('DONE', 'FAILED', 'DISCARDED'))",
            name=op.f("ck_imports_finished_at_set"),
        ),
        sa.CheckConstraint("(failure is not null) = (state = 'FAILED')", name=op.f("ck_imports_failure_set")),
        sa.CheckConstraint("size_bytes >= 0", name=op.f("ck_imports_size_bytes_range")),
        sa.CheckConstraint("attempts >= 0", name=op.f("ck_imports_attempts_range")),
        sa.ForeignKeyConstraint(["user_id"], ["app.users.id"], name=op.f("fk_imports_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_imports")),
        schema="app",
    )
    op.create_index("ix_imports_open", "imports", ["state", "id"], schema="app", postgresql_where="finished_at is null")


def _create_mappings() -> None:
    op.create_table(
        "import_mappings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.LargeBinary(32), nullable=False),
        sa.Column("options", postgresql.JSONB(), nullable=False),
        sa.Column("user_id", sa.BigInteger(), nullable=False),
        *_times(),
        sa.CheckConstraint(
            "name = btrim(name) and char_length(name) between 1 and 60", name=op.f("ck_import_mappings_name_length")
        ),
        sa.ForeignKeyConstraint(["user_id"], ["app.users.id"], name=op.f("fk_import_mappings_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_import_mappings")),
        schema="app",
    )
    op.create_index("uq_import_mappings_name", "import_mappings", [sa.text("lower(name)")], unique=True, schema="app")
    op.create_index("ix_import_mappings_fingerprint", "import_mappings", ["fingerprint"], schema="app")


def _times() -> list[sa.Column]:
    return [
        sa.Column(name, sa.DateTime(timezone=True), server_default=sa.text("now()"), nullable=False) for name in TIMES
    ]


def downgrade() -> None:
    """Back to files that are imported on the server."""
    op.drop_index("ix_import_batches_import_id", table_name="import_batches", schema="raw")
    op.drop_column("import_batches", "import_id", schema="raw")
    op.drop_table("import_mappings", schema="app")
    op.drop_table("imports", schema="app")
