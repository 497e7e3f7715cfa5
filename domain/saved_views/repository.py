"""Reading and writing saved views and choices of columns."""

from collections.abc import Sequence

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session

from domain.identity.models import User
from domain.saved_views.models import ColumnChoice, SavedView
from kit.reading import AnyRow, AnySelect

MAX_LISTED = 250
"""A person's own views, and at least 200 that others share."""


def described() -> AnySelect:
    """Views with the name of their owner."""
    return select(
        SavedView.id,
        SavedView.owner_id,
        SavedView.page,
        SavedView.name,
        SavedView.is_shared,
        SavedView.parameters,
        SavedView.updated_at,
        User.display_name.label("owner"),
    ).join(User, User.id == SavedView.owner_id)


async def list_views(connection: AsyncConnection, user_id: int, page: str) -> Sequence[AnyRow]:
    """A person's own views of a page, then those that others share, each by name; at most 250."""
    query = described().where(SavedView.page == page, or_(SavedView.owner_id == user_id, SavedView.is_shared))
    order = ((SavedView.owner_id == user_id).desc(), func.lower(SavedView.name), SavedView.id)
    return (await connection.execute(query.order_by(*order).limit(MAX_LISTED))).all()


async def find_hidden_columns(connection: AsyncConnection, user_id: int, page: str) -> list[str] | None:
    """The columns of a page that a person has hidden; None: nothing was chosen."""
    query = select(ColumnChoice.hidden).where(ColumnChoice.user_id == user_id, ColumnChoice.page == page)
    found: list[str] | None = (await connection.execute(query)).scalar_one_or_none()
    return found


def get_described(session: Session, view_id: int) -> AnyRow:
    """The view of this number, which is known to exist, as it is now."""
    return session.execute(described().where(SavedView.id == view_id)).one()


def lock_view(session: Session, view_id: int) -> SavedView | None:
    """The view of this number, locked until the commit."""
    return session.scalars(select(SavedView).where(SavedView.id == view_id).with_for_update()).one_or_none()


def count_views(session: Session, owner_id: int) -> int:
    """How many views a person has, of all pages."""
    return session.scalars(select(func.count()).where(SavedView.owner_id == owner_id)).one()


def find_named(session: Session, owner_id: int, page: str, name: str) -> int | None:
    """The number of a person's view of this name."""
    query = select(SavedView.id).where(SavedView.owner_id == owner_id, SavedView.page == page, SavedView.name == name)
    return session.scalars(query).one_or_none()


def add_view(session: Session, view: SavedView) -> None:
    """Add a view; its number is known afterwards."""
    session.add(view)
    session.flush()


def delete_view(session: Session, view: SavedView) -> None:
    """Remove a view."""
    session.delete(view)
    session.flush()


def get_column_choice(session: Session, user_id: int, page: str) -> ColumnChoice | None:
    """What a person has chosen on a page."""
    return session.get(ColumnChoice, (user_id, page))


def add_column_choice(session: Session, choice: ColumnChoice) -> None:
    """Keep a first choice."""
    session.add(choice)
    session.flush()
