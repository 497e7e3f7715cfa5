"""Order lines have a status and may be sold as packs; listings; products that are not stocked; credit notes

Revision: 0034_order_lines_and_listings, after 0033_rows_removed
"""

import sqlalchemy as sa
from alembic import op

revision = "0034_order_lines_and_listings"
down_revision = "0033_rows_removed"
branch_labels = None
depends_on = None

NOW, TRANSACTION = sa.text("now()"), sa.text("(pg_current_xact_id()::text::bigint)")
NO_RISK = "null: a SKU that is not stocked has none"


def upgrade() -> None:
    """Listings first, since order lines refer to them."""
    op.add_column(
        "products", sa.Column("is_stocked", sa.Boolean(), server_default=sa.text("true"), nullable=False), schema="raw"
    )
    op.add_column("products", sa.Column("barcode", sa.Text()), schema="raw")
    _create_listings()
    _extend_order_items()
    _extend_reversals()
    op.alter_column("sku_overview", "stockout_risk", nullable=True, comment=NO_RISK, schema="mart")


def _create_listings() -> None:
    op.create_table(
        "listings",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("channel", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("option", sa.Text(), server_default=sa.text("''"), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_to", sa.Date()),
        *_imported(),
        sa.CheckConstraint("code <> ''", name=op.f("ck_listings_code_filled")),
        sa.CheckConstraint("valid_to >= valid_from", name=op.f("ck_listings_validity_order")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_listings_batch_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listings")),
        schema="raw",
    )
    key = ["code", "channel", "option", "valid_from"]
    op.create_index("uq_listings_key", "listings", key, unique=True, schema="raw")
    op.create_table(
        "listing_lines",
        sa.Column("id", sa.BigInteger(), sa.Identity(always=False), nullable=False),
        sa.Column("listing_id", sa.BigInteger(), nullable=False),
        sa.Column("product_id", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.Integer(), nullable=False),
        *_imported(),
        sa.CheckConstraint("units >= 1", name=op.f("ck_listing_lines_units_range")),
        sa.ForeignKeyConstraint(["batch_id"], ["raw.import_batches.id"], name=op.f("fk_listing_lines_batch_id")),
        sa.ForeignKeyConstraint(["listing_id"], ["raw.listings.id"], name=op.f("fk_listing_lines_listing_id")),
        sa.ForeignKeyConstraint(["product_id"], ["raw.products.id"], name=op.f("fk_listing_lines_product_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listing_lines")),
        schema="raw",
    )
    op.create_index("uq_listing_lines_listing_id", "listing_lines", ["listing_id"], unique=True, schema="raw")
    op.create_index("ix_listing_lines_product_id", "listing_lines", ["product_id"], schema="raw")
    for table in ("listings", "listing_lines"):
        op.execute(f"create trigger touch before update on raw.{table} for each row execute function raw.touch()")


def _imported() -> list[sa.Column]:
    return [
        sa.Column("batch_id", sa.BigInteger()),
        sa.Column("row_hash", sa.LargeBinary(length=16)),
        sa.Column("row_version", sa.BigInteger(), server_default=TRANSACTION, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), server_default=NOW, nullable=False),
    ]


def _extend_order_items() -> None:
    for column in (
        sa.Column("option", sa.Text()),
        sa.Column("status", sa.Text()),
        sa.Column("cancelled_at", sa.DateTime(timezone=True)),
        sa.Column("code", sa.Text()),
        sa.Column("listing_id", sa.BigInteger()),
        sa.Column("units_per_item", sa.Integer(), server_default=sa.text("1"), nullable=False),
    ):
        op.add_column("order_items", column, schema="raw")
    op.create_foreign_key(
        op.f("fk_order_items_listing_id"),
        "order_items",
        "listings",
        ["listing_id"],
        ["id"],
        source_schema="raw",
        referent_schema="raw",
    )
    for name, rule in (
        ("units_per_item_range", "units_per_item >= 1"),
        ("cancelled_has_status", "cancelled_at is null or status = 'CANCELLED'"),
        ("status_known", "status in ('PLACED', 'PAID', 'SHIPPED', 'DELIVERED', 'CANCELLED')"),
    ):
        op.create_check_constraint(op.f(f"ck_order_items_{name}"), "order_items", rule, schema="raw")
    for name in ("code", "listing_id"):
        op.create_index(
            f"ix_order_items_{name}", "order_items", [name], schema="raw", postgresql_where=f"{name} is not null"
        )


def _extend_reversals() -> None:
    for column in (
        sa.Column("order_id", sa.BigInteger()),
        sa.Column("order_line_no", sa.Integer()),
        sa.Column("units_per_item", sa.Integer(), server_default=sa.text("1"), nullable=False),
    ):
        op.add_column("reversals", column, schema="raw")
    op.create_foreign_key(
        op.f("fk_reversals_order_id"),
        "reversals",
        "orders",
        ["order_id"],
        ["id"],
        source_schema="raw",
        referent_schema="raw",
    )
    op.create_check_constraint(
        op.f("ck_reversals_units_per_item_range"), "reversals", "units_per_item >= 1", schema="raw"
    )
    op.create_index("ix_reversals_order_id", "reversals", ["order_id"], schema="raw")


def downgrade() -> None:
    """Packs count as single units again, and SKUs that are not stocked have an unknown risk."""
    op.execute("update mart.sku_overview set stockout_risk = 'UNKNOWN' where stockout_risk is null")
    op.alter_column(
        "sku_overview", "stockout_risk", nullable=False, comment=None, existing_comment=NO_RISK, schema="mart"
    )
    op.execute("delete from raw.reversals where order_id is not null")
    for name in ("units_per_item", "order_line_no", "order_id"):
        op.drop_column("reversals", name, schema="raw")
    for name in ("units_per_item", "listing_id", "code", "cancelled_at", "status", "option"):
        op.drop_column("order_items", name, schema="raw")
    for table in ("listing_lines", "listings"):
        op.drop_table(table, schema="raw")
    for name in ("barcode", "is_stocked"):
        op.drop_column("products", name, schema="raw")
