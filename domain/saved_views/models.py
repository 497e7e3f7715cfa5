"""Saved views of lists, and which of a list's columns a person has hidden."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Mapped, mapped_column

from kit.orm import Base, Timestamped, bigint, bigint_pk, one_of

PAGES = ("SKUS", "RECOMMENDATIONS", "PURCHASE_ORDERS", "ANOMALIES")


class SavedView(Base, Timestamped):
    """Conditions and order of a list under a name of its owner's; `parameters` maps a name to its values."""

    __tablename__ = "saved_views"
    id: Mapped[bigint_pk]
    owner_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    page: Mapped[str]
    name: Mapped[str]
    is_shared: Mapped[bool] = mapped_column(server_default=text("false"))
    parameters: Mapped[dict[str, list[str]]] = mapped_column(JSONB)
    __table_args__ = (
        one_of("page", PAGES),
        CheckConstraint("name = btrim(name) and char_length(name) between 1 and 60", name="name_length"),
        CheckConstraint(
            "jsonb_typeof(parameters) = 'object' and octet_length(parameters::text) <= 65536", name="parameters_size"
        ),
        Index("uq_saved_views_owner_page_name", "owner_id", "page", "name", unique=True),
        Index("ix_saved_views_shared", "page", "name", postgresql_where="is_shared"),
        {"schema": "app"},
    )


class ColumnChoice(Base, Timestamped):
    """The columns of a list that a person has hidden."""

    __tablename__ = "column_choices"
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"), primary_key=True)
    page: Mapped[str] = mapped_column(primary_key=True)
    hidden: Mapped[list[str]] = mapped_column(ARRAY(Text))
    __table_args__ = (
        one_of("page", PAGES),
        CheckConstraint("cardinality(hidden) <= 50", name="hidden_size"),
        {"schema": "app"},
    )
