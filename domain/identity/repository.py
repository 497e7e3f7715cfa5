"""Reading and writing users and their roles, sessions, API tokens and the counters of attempts."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

from sqlalchemy import ColumnElement, delete, exists, func, select, update
from sqlalchemy.dialects.postgresql import ARRAY, insert
from sqlalchemy.ext.asyncio import AsyncConnection
from sqlalchemy.orm import Session
from sqlalchemy.types import Text

from domain.identity.models import ApiToken, LoginAttempts, RefreshToken, User, UserRole
from domain.identity.rules import UserRow
from domain.identity.throttle import Counter
from kit.paging import Key, Ordering
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


def select_users(search: str | None) -> AnySelect:
    """The query for living users whose address or name has a text; rows of `user_rows`."""
    return user_rows().where(*_matching(search))


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


async def find_signed_in(connection: AsyncConnection, user_id: int, family_id: str, now: datetime) -> UserRow | None:
    """The living user of this number while the session of this family has not ended."""
    is_open = exists().where(
        RefreshToken.family_id == family_id,
        RefreshToken.user_id == User.id,
        RefreshToken.revoked_at.is_(None),
        RefreshToken.expires_at > now,
    )
    row = (await connection.execute(user_rows().where(User.id == user_id, is_open))).one_or_none()
    return None if row is None else user_row_of(row)


def find_refresh_token(session: Session, token_hash: bytes) -> RefreshToken | None:
    """The refresh token of this hash as it is now."""
    query = select(RefreshToken).where(RefreshToken.token_hash == token_hash)
    return session.scalars(query.execution_options(populate_existing=True)).one_or_none()


def has_successor_of(session: Session, token: RefreshToken, address: str | None, user_agent: str | None) -> bool:
    """Whether this client was given the token that a token was exchanged for."""
    query = select(RefreshToken.id).where(
        RefreshToken.family_id == token.family_id,
        RefreshToken.issued_at == token.rotated_at,
        RefreshToken.address.is_not_distinct_from(address),
        RefreshToken.user_agent.is_not_distinct_from(user_agent),
    )
    return session.scalars(query.limit(1)).one_or_none() is not None


def revoke_family(session: Session, family_id: str, now: datetime) -> None:
    """End a session."""
    open_ones = (RefreshToken.family_id == family_id, RefreshToken.revoked_at.is_(None))
    session.execute(update(RefreshToken).where(*open_ones).values(revoked_at=now))


def revoke_family_of(session: Session, token_hash: bytes, now: datetime) -> None:
    """End the session that the token of this hash belongs to, if there is one."""
    found = find_refresh_token(session, token_hash)
    if found is not None:
        revoke_family(session, found.family_id, now)


def revoke_all(session: Session, user_id: int, now: datetime, *, but: str | None = None) -> None:
    """End all sessions of a user, except the family named."""
    query = update(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.revoked_at.is_(None))
    if but is not None:
        query = query.where(RefreshToken.family_id != but)
    session.execute(query.values(revoked_at=now))


def remove_expired(session: Session, user_id: int, now: datetime) -> None:
    """Remove the refresh tokens of a user whose time is over."""
    session.execute(delete(RefreshToken).where(RefreshToken.user_id == user_id, RefreshToken.expires_at <= now))


SWEPT_AT_ONCE = 20


def lock_counters(session: Session, keys: Collection[bytes], now: datetime) -> dict[bytes, Counter]:
    """The counters of these keys, made where there are none, locked in the order of the keys until the commit."""
    fresh = [{"key_sha256": key, "attempts": 0, "window_from": now} for key in keys]
    session.execute(insert(LoginAttempts).on_conflict_do_nothing(), fresh)
    query = (
        select(
            LoginAttempts.key_sha256,
            LoginAttempts.attempts,
            LoginAttempts.window_from,
            LoginAttempts.blocks,
            LoginAttempts.blocked_until,
        )
        .where(LoginAttempts.key_sha256.in_(keys))
        .order_by(LoginAttempts.key_sha256)
        .with_for_update()
    )
    return {
        row.key_sha256: Counter(row.attempts, row.window_from, row.blocks, row.blocked_until)
        for row in session.execute(query)
    }


def store_counters(session: Session, counters: Mapping[bytes, Counter]) -> None:
    """Keep the counters."""
    for key, counter in counters.items():
        session.execute(update(LoginAttempts).where(LoginAttempts.key_sha256 == key).values(asdict(counter)))


def sweep(session: Session, before: datetime) -> None:
    """Remove some counters whose window began before this instant and that nobody else holds."""
    old = (
        select(LoginAttempts.key_sha256)
        .where(LoginAttempts.window_from < before)
        .limit(SWEPT_AT_ONCE)
        .with_for_update(skip_locked=True)
    )
    session.execute(delete(LoginAttempts).where(LoginAttempts.key_sha256.in_(old)))


MAX_LISTED = 100


@dataclass(frozen=True)
class FoundToken:
    """A token found by its prefix, and its owner as of now."""

    token_id: int
    token_hash: bytes = field(repr=False)
    scopes: frozenset[str]
    expires_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    owner: UserRow


async def find_token(connection: AsyncConnection, prefix: str) -> FoundToken | None:
    """The token of this prefix, if its owner lives."""
    token = (
        select(
            ApiToken.id.label("token_id"),
            ApiToken.user_id,
            ApiToken.token_hash,
            ApiToken.scopes,
            ApiToken.expires_at,
            ApiToken.revoked_at,
            ApiToken.last_used_at,
        )
        .where(ApiToken.prefix == prefix)
        .subquery()
    )
    owner = user_rows().subquery()
    row = (await connection.execute(select(token, owner).join(owner, owner.c.id == token.c.user_id))).one_or_none()
    if row is None:
        return None
    return FoundToken(
        token_id=row.token_id,
        token_hash=row.token_hash,
        scopes=frozenset(row.scopes),
        expires_at=row.expires_at,
        revoked_at=row.revoked_at,
        last_used_at=row.last_used_at,
        owner=user_row_of(row),
    )


async def note_token_use(connection: AsyncConnection, token_id: int, now: datetime) -> None:
    """Keep the instant of a use."""
    await connection.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))


def described_tokens() -> AnySelect:
    """Tokens as their owners see them."""
    return select(
        ApiToken.id,
        ApiToken.name,
        ApiToken.prefix,
        ApiToken.scopes,
        ApiToken.created_at,
        ApiToken.expires_at,
        ApiToken.last_used_at,
        ApiToken.revoked_at,
    )


async def list_tokens(connection: AsyncConnection, user_id: int) -> Sequence[AnyRow]:
    """A user's tokens that are not revoked, the newest first, at most 100."""
    query = described_tokens().where(ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None))
    return (await connection.execute(query.order_by(ApiToken.id.desc()).limit(MAX_LISTED))).all()


def get_described_token(session: Session, token_id: int) -> AnyRow:
    """The token of this number, which is known to exist."""
    return session.execute(described_tokens().where(ApiToken.id == token_id)).one()


def count_living_tokens(session: Session, user_id: int, now: datetime) -> int:
    """How many tokens of a user count now."""
    query = select(func.count()).where(
        ApiToken.user_id == user_id, ApiToken.revoked_at.is_(None), ApiToken.expires_at > now
    )
    return int(session.execute(query).scalar_one())


def lock_token(session: Session, token_id: int) -> ApiToken | None:
    """The token of this number, locked until the commit."""
    return session.scalars(select(ApiToken).where(ApiToken.id == token_id).with_for_update()).one_or_none()
