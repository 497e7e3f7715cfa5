"""What every table shares: naming of constraints, timestamps, soft delete and the column types of the data model."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, ClassVar

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Double, Identity, MetaData, Numeric, Text, func
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

SCHEMAS = ("raw", "mart", "ai", "app", "audit", "jobs")

bigint_pk = Annotated[int, mapped_column(BigInteger, Identity(always=False), primary_key=True)]
bigint = Annotated[int, mapped_column(BigInteger)]
money = Annotated[Decimal, mapped_column(Numeric(14, 2))]
rate = Annotated[Decimal, mapped_column(Numeric(7, 6))]
instant = Annotated[datetime, mapped_column(DateTime(timezone=True))]


class Base(DeclarativeBase):
    """Declarative base; constraint names are derived, so that migrations are stable."""

    type_annotation_map: ClassVar = {str: Text(), float: Double()}
    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Timestamped:
    """Creation and last change in UTC; a trigger sets `updated_at`, so that no route forgets it."""

    created_at: Mapped[instant] = mapped_column(server_default=func.now(), sort_order=900)
    updated_at: Mapped[instant] = mapped_column(server_default=func.now(), sort_order=901)


class SoftDeleted:
    """Rows are marked, not removed; unique indexes cover the living rows only."""

    deleted_at: Mapped[instant | None] = mapped_column(sort_order=902)


def finite(*columns: str) -> list[CheckConstraint]:
    """Refuse NaN and infinities in the named columns (PostgreSQL sorts NaN above every number)."""
    return [
        CheckConstraint(f"{column} > '-Infinity' and {column} < 'Infinity'", name=f"{column}_finite")
        for column in columns
    ]


def not_negative(*columns: str) -> list[CheckConstraint]:
    """Refuse negative numbers, NaN and infinity in the named columns."""
    return [CheckConstraint(f"{column} >= 0 and {column} < 'Infinity'", name=f"{column}_range") for column in columns]


def counted(*columns: str) -> list[CheckConstraint]:
    """Refuse negative whole numbers in the named columns."""
    return [CheckConstraint(f"{column} >= 0", name=f"{column}_range") for column in columns]


def one_of(column: str, values: tuple[str, ...]) -> CheckConstraint:
    """Allow only the listed words in a text column."""
    listed = ", ".join(f"'{value}'" for value in values)
    return CheckConstraint(f"{column} in ({listed})", name=f"{column}_known")
