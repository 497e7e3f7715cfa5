"""Storing and listing planning settings."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from sqlalchemy import ColumnElement, case, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.catalog.models import Product, Supplier
from domain.identity.models import User
from domain.planning_settings.models import SCOPES, PlanningSetting
from kit.paging import Key, Ordering
from kit.reading import AnyRow, AnySelect, among, columns_of, containing, pick

SETTING_COLUMNS = MappingProxyType(
    {
        "setting_id": PlanningSetting.id,
        "scope": PlanningSetting.scope,
        "target": func.coalesce(PlanningSetting.category, Supplier.code, Product.sku),
        "target_name": func.coalesce(PlanningSetting.category, Supplier.name, Product.name),
        **columns_of(PlanningSetting, "service_level", "review_days", "lead_time_days", "holding_cost_rate"),
        **columns_of(PlanningSetting, "ordering_cost", "version", "updated_at"),
        "updated_by": User.display_name,
    }
)
WIDEST_FIRST = Ordering(
    "SCOPE",
    (
        Key(case({scope: place for place, scope in enumerate(SCOPES)}, value=PlanningSetting.scope), "int"),
        Key(func.coalesce(PlanningSetting.category, Supplier.code, Product.sku, ""), "text"),
        Key(PlanningSetting.id, "int"),
    ),
)


@dataclass(frozen=True)
class SettingFilter:
    """Conditions that all must hold; None asks nothing."""

    scopes: Sequence[str] | None = None
    search: str | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """The conditions on settings and what they are for."""
        conditions = [] if self.scopes is None else [among(PlanningSetting.scope, self.scopes)]
        if self.search:
            pattern = containing(self.search)
            named = (PlanningSetting.category, Supplier.code, Supplier.name, Product.sku, Product.name)
            conditions.append(or_(*(column.ilike(pattern) for column in named)))
        return conditions


def _living(query: AnySelect) -> AnySelect:
    return (
        query.select_from(PlanningSetting)
        .outerjoin(Supplier, Supplier.id == PlanningSetting.supplier_id)
        .outerjoin(Product, Product.id == PlanningSetting.product_id)
        .outerjoin(User, User.id == PlanningSetting.updated_by)
        .where(PlanningSetting.deleted_at.is_(None))
    )


def select_settings(columns: Collection[str], where: SettingFilter) -> AnySelect:
    """The query for living settings."""
    return _living(select(*pick(SETTING_COLUMNS, columns, always=("setting_id",)))).where(*where.conditions())


async def setting_by_id(connection: AsyncConnection, setting_id: int) -> AnyRow | None:
    """A living setting; None: it was taken away."""
    query = _living(select(*pick(SETTING_COLUMNS, SETTING_COLUMNS))).where(PlanningSetting.id == setting_id)
    return (await connection.execute(query)).one_or_none()


@dataclass(frozen=True)
class Target:
    """What a setting is for; all None: everything."""

    category: str | None = None
    supplier_id: int | None = None
    product_id: int | None = None


def find_target(session: Session, scope: str, name: str | None) -> Target | None:
    """What a category, or a code of a supplier or SKU, stands for; None: there is no such thing."""
    if scope == "CATEGORY":
        query = select(Product.category).where(Product.category == name, Product.deleted_at.is_(None)).limit(1)
        category = session.scalars(query).one_or_none()
        return None if category is None else Target(category=category)
    if scope == "SUPPLIER":
        found = select(Supplier.id).where(Supplier.code == name, Supplier.deleted_at.is_(None))
        supplier_id = session.scalars(found).one_or_none()
        return None if supplier_id is None else Target(supplier_id=supplier_id)
    if scope == "PRODUCT":
        living = select(Product.id).where(Product.sku == name, Product.deleted_at.is_(None))
        product_id = session.scalars(living).one_or_none()
        return None if product_id is None else Target(product_id=product_id)
    return Target()


def lock_settings(session: Session) -> None:
    """Let changes of settings follow one another until the transaction ends."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended("jaego.planning_settings", 0))))


def newest_setting(session: Session, scope: str, target: Target) -> PlanningSetting | None:
    """The setting that was last made for a target, living or taken away."""
    query = (
        select(PlanningSetting)
        .where(
            PlanningSetting.scope == scope,
            PlanningSetting.category.is_not_distinct_from(target.category),
            PlanningSetting.supplier_id.is_not_distinct_from(target.supplier_id),
            PlanningSetting.product_id.is_not_distinct_from(target.product_id),
        )
        .order_by(PlanningSetting.id.desc())
        .limit(1)
    )
    return session.scalars(query).one_or_none()


def add_setting(session: Session, setting: PlanningSetting) -> None:
    """Add a setting; its number is known afterwards."""
    session.add(setting)
    session.flush()
