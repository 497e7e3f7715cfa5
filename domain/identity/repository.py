"""Reading and writing users and their roles."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from domain.identity.models import User, UserRole
from domain.identity.rules import UserRow
from kit.paging import Key, Ordering, Page, cut
from kit.reading import AnyRow, AnySelect, containing

BY_EMAIL = Ordering("EMAIL", (Key(func.lower(User.email), "text"), Key(User.id, "int")))


def user_rows() -> AnySelect:
    """Living users with their roles, one row each."""
    roles = func.array_agg(UserRole.role_code, type_=ARRAY(Text)).filter(UserRole.role_code.is_not(None))
    return (
        select(
            User.id,
            User.email,
            User.display_name,
            User.locale,
            User.approval_limit,
            User.may_see_costs,
            User.session_epoch,
            User.disabled_at,
            User.last_login_at,
            User.created_at,
            User.version,
            User.password_hash,
            roles.label("roles"),
        )
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .where(User.deleted_at.is_(None))
        .group_by(User.id)
    )


def user_row_of(row: AnyRow) -> UserRow:
    """The user of a row of `user_rows`."""
    return UserRow(
        id=row.id,
        email=row.email,
        display_name=row.display_name,
        locale=row.locale,
        roles=tuple(row.roles or ()),
        approval_limit=row.approval_limit,
        may_see_costs=row.may_see_costs,
        session_epoch=row.session_epoch,
        disabled_at=row.disabled_at,
        last_login_at=row.last_login_at,
        created_at=row.created_at,
        version=row.version,
    )


async def find_user_row(connection: AsyncConnection, user_id: int) -> UserRow | None:
    """The living user of this number, with the roles it has now."""
    row = (await connection.execute(user_rows().where(User.id == user_id))).one_or_none()
    return None if row is None else user_row_of(row)


async def list_users(connection: AsyncConnection, *, search: str | None, after: str | None, first: int) -> Page[AnyRow]:
    """A page of living users by address; rows of `user_rows` with the keys of the ordering.

    Raises:
        CursorError: `after` is not a cursor of this list.
    """
    query = user_rows().add_columns(*BY_EMAIL.columns()).order_by(*BY_EMAIL.order_by()).limit(first + 1)
    query = query.where(*_matching(search))
    if after is not None:
        query = query.where(BY_EMAIL.after(after))
    return cut((await connection.execute(query)).all(), first)


async def count_users(connection: AsyncConnection, search: str | None) -> int:
    """How many living users match."""
    query = select(func.count()).select_from(User).where(User.deleted_at.is_(None), *_matching(search))
    return int((await connection.execute(query)).scalar_one())


def find_user_row_now(session: Session, user_id: int) -> UserRow | None:
    """The living user of this number, with the roles it has now."""
    row = session.execute(user_rows().where(User.id == user_id)).one_or_none()
    return None if row is None else user_row_of(row)


def get_user_row(session: Session, user_id: int) -> UserRow:
    """The living user of this number, which is known to exist."""
    return user_row_of(session.execute(user_rows().where(User.id == user_id)).one())


def all_user_rows(session: Session) -> list[UserRow]:
    """All living users by address."""
    return [user_row_of(row) for row in session.execute(user_rows().order_by(func.lower(User.email)))]


def find_credentials(session: Session, email: str) -> tuple[UserRow, str] | None:
    """The living user of this address (any case) and its password hash."""
    row = session.execute(user_rows().where(func.lower(User.email) == email.lower())).one_or_none()
    return None if row is None else (user_row_of(row), row.password_hash)


def find_user(session: Session, email: str) -> User | None:
    """The living user of this address (any case)."""
    return session.scalars(
        select(User).where(func.lower(User.email) == email.lower(), User.deleted_at.is_(None))
    ).one_or_none()


def lock_user(session: Session, user_id: int) -> User | None:
    """The living user of this number as it is now, locked until the commit; rows that point to it may still be made."""
    query = select(User).where(User.id == user_id, User.deleted_at.is_(None))
    query = query.with_for_update(key_share=True).execution_options(populate_existing=True)
    return session.scalars(query).one_or_none()


def lock_address(session: Session, email: str) -> None:
    """Wait for others who give this address away, and keep them waiting until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(f"jaego.address.{email}", 0))))


def lock_administration(session: Session) -> None:
    """Wait for other changes of who is ADMIN, and keep them waiting until the commit."""
    session.execute(select(func.pg_advisory_xact_lock(func.hashtext("jaego.administration"))))


def count_other_admins(session: Session, user_id: int) -> int:
    """The number of other enabled ADMINs."""
    query = (
        select(func.count())
        .select_from(User)
        .join(UserRole, UserRole.user_id == User.id)
        .where(UserRole.role_code == "ADMIN", User.id != user_id, User.disabled_at.is_(None), User.deleted_at.is_(None))
    )
    return int(session.execute(query).scalar_one())


def roles_of(session: Session, user: User) -> set[str]:
    """The roles that a user has."""
    return set(session.scalars(select(UserRole.role_code).where(UserRole.user_id == user.id)))


def replace_roles(session: Session, user: User, roles: Collection[str], granted_by: int | None) -> None:
    """Give a user exactly these roles."""
    has = roles_of(session, user)
    session.execute(delete(UserRole).where(UserRole.user_id == user.id, UserRole.role_code.not_in(roles)))
    for role in sorted(set(roles) - has):
        session.add(UserRole(user_id=user.id, role_code=role, granted_by=granted_by))
    session.flush()


def _matching(search: str | None) -> list[ColumnElement[bool]]:
    if search is None:
        return []
    pattern = containing(search)
    return [User.email.ilike(pattern) | User.display_name.ilike(pattern)]
