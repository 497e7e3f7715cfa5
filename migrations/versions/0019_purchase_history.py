"""What was ordered before or elsewhere: deliveries, made or awaited, of orders placed outside the product

Revision: 0019_purchase_history, after 0018_run_error_codes
"""

import sqlalchemy as sa
from alembic import op

revision = "0019_purchase_history"
down_revision = "0018_run_error_codes"
branch_labels = None
depends_on = None

TABLE = "purchase_history"
NOW, TRANSACTION = sa.text("now()"), sa.text("(pg_current_xact_id()::text::bigint)")


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("reference", sa.Text(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("delivery_no", sa.Integer(), nullable=False),
        sa.Column("supplier_id", sa.BigInteger(), nullable=False),
        sa.Column("ordered_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("received_quantity", sa.Integer(), nullable=False),
        sa.Column("received_on", sa.Date(), nullable=True),
        sa.Column("closed_on", sa.Date(), nullable=True),
        sa.Column("batch_id", sa.BigInteger(), nullable=True),
        sa.Column("row_hash", sa.LargeBinary(length=16), nullable=True),
        sa.Column("row_version", sa.BigInteger(), server_default=TRANSACTION, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.CheckConstraint("delivery_no >= 1 and quantity >= 1", name=op.f("ck_purchase_history_numbers_positive")),
        sa.CheckConstraint("received_quantity >= 0", name=op.f("ck_purchase_history_received_quantity_range")),
        sa.CheckConstraint(
            "(received_quantity > 0) = (received_on is not null)", name=op.f("ck_purchase_history_received_has_day")
        ),
        sa.CheckConstraint(
            "due_on >= ordered_on and received_on >= ordered_on and closed_on >= ordered_on",
            name=op.f("ck_purchase_history_days_in_order"),
        ),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_purchase_history_batch_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_purchase_history_product_id")),
        sa.ForeignKeyConstraint(["supplier_id"], ["raw.suppliers.id"], name=op.f("fk_purchase_history_supplier_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purchase_history")),
        schema="raw",
    )
    key = ["reference", "product_id", "delivery_no"]
    op.create_index("uq_purchase_history_key", TABLE, key, unique=True, schema="raw")
    op.create_index("ix_purchase_history_product_id", TABLE, ["product_id"], unique=False, schema="raw")
    op.create_index("ix_purchase_history_supplier_id", TABLE, ["supplier_id"], unique=False, schema="raw")
    op.execute("create trigger touch before update on raw.purchase_history for each row execute function raw.touch()")


def downgrade() -> None:
    op.drop_table(TABLE, schema="raw")
