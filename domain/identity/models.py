"""Users, roles, refresh tokens, API tokens, and the link for the first administrator."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, LargeBinary, text
from sqlalchemy.dialects.postgresql import ARRAY, INET
from sqlalchemy.orm import Mapped, mapped_column
from sqlalchemy.types import Text

from kit.orm import Base, SoftDeleted, Timestamped, bigint, bigint_pk, counted, instant, money, one_of

ROLES = ("OPERATOR", "MANAGER", "ADMIN")
LOCALES = ("ko", "en")
SCOPES = ("READ", "WRITE", "APPROVE", "IMPORT")


class User(Base, Timestamped, SoftDeleted):
    """A person who signs in.

    A change of `session_epoch` ends every session at once; `version` counts what administrators change.
    """

    __tablename__ = "users"
    id: Mapped[bigint_pk]
    email: Mapped[str]
    display_name: Mapped[str]
    password_hash: Mapped[str]
    password_changed_at: Mapped[instant] = mapped_column(server_default=text("now()"))
    locale: Mapped[str] = mapped_column(server_default=text("'ko'"))
    approval_limit: Mapped[money | None]
    may_see_costs: Mapped[bool] = mapped_column(server_default=text("false"))
    session_epoch: Mapped[int] = mapped_column(server_default=text("0"))
    disabled_at: Mapped[instant | None]
    last_login_at: Mapped[instant | None]
    version: Mapped[int] = mapped_column(server_default=text("1"))
    __table_args__ = (
        Index("uq_users_email", text("lower(email)"), unique=True, postgresql_where="deleted_at is null"),
        one_of("locale", LOCALES),
        CheckConstraint("approval_limit >= 0 and approval_limit < 'NaN'", name="approval_limit_range"),
        CheckConstraint("version >= 1", name="version_range"),
        {"schema": "app"},
    )


class Role(Base, Timestamped):
    """One of the three roles; each contains the ones of lower rank."""

    __tablename__ = "roles"
    code: Mapped[str] = mapped_column(primary_key=True)
    rank: Mapped[int] = mapped_column(unique=True)
    __table_args__ = (one_of("code", ROLES), {"schema": "app"})


class UserRole(Base, Timestamped):
    """A role given to a user, and by whom."""

    __tablename__ = "user_roles"
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"), primary_key=True)
    role_code: Mapped[str] = mapped_column(ForeignKey("app.roles.code"), primary_key=True)
    granted_by: Mapped[bigint | None] = mapped_column(ForeignKey("app.users.id"))
    __table_args__ = ({"schema": "app"},)


class RefreshToken(Base, Timestamped):
    """A refresh token's SHA-256; rotation links a family, reuse revokes it whole."""

    __tablename__ = "refresh_tokens"
    id: Mapped[bigint_pk]
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    family_id: Mapped[str]
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    issued_at: Mapped[instant]
    expires_at: Mapped[instant]
    rotated_at: Mapped[instant | None]
    revoked_at: Mapped[instant | None]
    address: Mapped[str | None] = mapped_column(INET)
    user_agent: Mapped[str | None]
    __table_args__ = (
        Index("ix_refresh_tokens_user_id", "user_id"),
        Index("ix_refresh_tokens_family_id", "family_id"),
        CheckConstraint("expires_at > issued_at", name="expires_after_issued"),
        {"schema": "app"},
    )


class ApiToken(Base, Timestamped):
    """An integrator's token: prefix to find it, SHA-256 to check it, scopes never beyond the owner's role."""

    __tablename__ = "api_tokens"
    id: Mapped[bigint_pk]
    user_id: Mapped[bigint] = mapped_column(ForeignKey("app.users.id"))
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(unique=True)
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32), unique=True)
    scopes: Mapped[list[str]] = mapped_column(ARRAY(Text))
    expires_at: Mapped[instant]
    last_used_at: Mapped[instant | None]
    revoked_at: Mapped[instant | None]
    __table_args__ = (Index("ix_api_tokens_user_id", "user_id"), {"schema": "app"})


class LoginAttempts(Base, Timestamped):
    """Attempts that count against one account, address or pair of both; shared by all processes of the API."""

    __tablename__ = "login_attempts"
    key_sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    attempts: Mapped[int]
    window_from: Mapped[instant]
    blocks: Mapped[int] = mapped_column(server_default=text("0"))
    blocked_until: Mapped[instant | None]
    __table_args__ = (
        *counted("attempts", "blocks"),
        Index("ix_login_attempts_window_from", "window_from"),
        {"schema": "app"},
    )


class WelcomeLink(Base, Timestamped):
    """The one link that creates the first administrator: the SHA-256 of its code, and when it ends."""

    __tablename__ = "welcome_links"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    issued_at: Mapped[instant]
    expires_at: Mapped[instant]
    __table_args__ = (
        CheckConstraint("id = 1", name="only_row"),
        CheckConstraint("expires_at > issued_at", name="expires_after_issued"),
        {"schema": "app"},
    )
