"""Planning settings by scope."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, SoftDeleted, Timestamped, bigint, bigint_pk, money, not_negative, one_of, rate

SCOPES = ("GLOBAL", "CATEGORY", "SUPPLIER", "PRODUCT")


class PlanningSetting(Base, Timestamped, SoftDeleted):
    """Terms of planning; the narrowest scope that says something wins (product, supplier, category, global)."""

    __tablename__ = "planning_settings"
    id: Mapped[bigint_pk]
    scope: Mapped[str]
    category: Mapped[str | None]
    supplier_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.suppliers.id"))
    product_id: Mapped[bigint | None] = mapped_column(ForeignKey("raw.products.id"))
    service_level: Mapped[rate | None]
    review_days: Mapped[int | None]
    lead_time_days: Mapped[int | None]
    holding_cost_rate: Mapped[rate | None] = mapped_column(comment="share of unit cost a year")
    ordering_cost: Mapped[money | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    updated_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    __table_args__ = (
        one_of("scope", SCOPES),
        CheckConstraint(
            "num_nonnulls(category, supplier_id, product_id) = (scope <> 'GLOBAL')::int"
            " and (scope = 'CATEGORY') = (category is not null)"
            " and (scope = 'SUPPLIER') = (supplier_id is not null)"
            " and (scope = 'PRODUCT') = (product_id is not null)",
            name="scope_has_its_key",
        ),
        CheckConstraint("service_level > 0 and service_level < 1", name="service_level_range"),
        CheckConstraint("review_days between 1 and 366", name="review_days_range"),
        CheckConstraint("lead_time_days between 0 and 730", name="lead_time_days_range"),
        *not_negative("holding_cost_rate", "ordering_cost"),
        Index(
            "uq_planning_settings_scope",
            "scope",
            "category",
            "supplier_id",
            "product_id",
            unique=True,
            postgresql_nulls_not_distinct=True,
            postgresql_where="deleted_at is null",
        ),
        {"schema": "app"},
    )
