"""Reading and writing users and their roles."""

from datetime import datetime

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from domain.identity.models import User, UserRole
from domain.identity.rules import Viewer
from kit.reading import AnyRow, AnySelect


def _viewers() -> AnySelect:
    roles = func.array_agg(UserRole.role_code, type_=ARRAY(Text)).filter(UserRole.role_code.is_not(None))
    return (
        select(
            User.id,
            User.email,
            User.display_name,
            User.locale,
            User.approval_limit,
            User.session_epoch,
            User.disabled_at,
            User.password_hash,
            roles.label("roles"),
        )
        .outerjoin(UserRole, UserRole.user_id == User.id)
        .where(User.deleted_at.is_(None))
        .group_by(User.id)
    )


async def find_viewer(connection: AsyncConnection, user_id: int) -> Viewer | None:
    """The living user of this number, with the roles it has now."""
    row = (await connection.execute(_viewers().where(User.id == user_id))).one_or_none()
    return None if row is None else _viewer(row)


async def find_credentials(connection: AsyncConnection, email: str) -> tuple[Viewer, str] | None:
    """The living user of this address (any case) and its password hash."""
    row = (await connection.execute(_viewers().where(func.lower(User.email) == email.lower()))).one_or_none()
    return None if row is None else (_viewer(row), row.password_hash)


async def record_login(connection: AsyncConnection, user_id: int, now: datetime, stronger_hash: str | None) -> None:
    """Note the time of a login, and keep the stronger hash if there is one."""
    values: dict[str, object] = {"last_login_at": now}
    if stronger_hash is not None:
        values["password_hash"] = stronger_hash
    await connection.execute(update(User).where(User.id == user_id).values(values))


def find_user(session: Session, email: str) -> User | None:
    """The living user of this address (any case)."""
    return session.scalars(
        select(User).where(func.lower(User.email) == email.lower(), User.deleted_at.is_(None))
    ).one_or_none()


def roles_of(session: Session, user: User) -> set[str]:
    """The roles that a user has."""
    return set(session.scalars(select(UserRole.role_code).where(UserRole.user_id == user.id)))


def _viewer(row: AnyRow) -> Viewer:
    return Viewer(
        id=row.id,
        email=row.email,
        display_name=row.display_name,
        locale=row.locale,
        roles=tuple(row.roles or ()),
        approval_limit=row.approval_limit,
        session_epoch=row.session_epoch,
        disabled_at=row.disabled_at,
    )
