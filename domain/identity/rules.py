"""Who counts as a user, which role contains which, and what a password must be."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.identity.common_passwords import is_common
from domain.identity.errors import (
    EmailRefusedError,
    LimitRefusedError,
    NameRefusedError,
    PasswordRefusedError,
    UnknownRoleError,
)
from domain.identity.models import ROLES

MIN_PASSWORD_LENGTH = 12
MAX_PASSWORD_BYTES = 1024
MIN_DISTINCT_CHARACTERS = 5
MAX_EMAIL_LENGTH = 254
EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)*")
MAX_NAME_LENGTH = 100
MAX_MONEY = Decimal(10) ** 12


@dataclass(frozen=True)
class UserRow:
    """A user with the roles, as the database knows it now."""

    id: int
    email: str
    display_name: str
    locale: str
    roles: tuple[str, ...]
    approval_limit: Decimal | None
    session_epoch: int
    disabled_at: datetime | None
    last_login_at: datetime | None = None
    created_at: datetime | None = None
    version: int = 1
    may_see_costs: bool = False

    @property
    def sees_costs(self) -> bool:
        """Whether the user reads costs, amounts of orders and what is computed from them."""
        return sees_costs(self.role, may_see_costs=self.may_see_costs)

    @property
    def role(self) -> str | None:
        """The highest role, which contains the lower ones; None when the user has none."""
        return max(self.roles, key=ROLES.index, default=None)


def reaches(role: str | None, needed: str) -> bool:
    """Whether a role is at least the needed one."""
    return role is not None and ROLES.index(role) >= ROLES.index(needed)


def sees_costs(role: str | None, *, may_see_costs: bool) -> bool:
    """Whether somebody reads costs: MANAGER and above always, an OPERATOR whom an administrator allowed it."""
    return role is not None and (may_see_costs or reaches(role, "MANAGER"))


def is_active(user: UserRow | None, session_epoch: int) -> bool:
    """Whether a token of this epoch is still valid for the user: living, not disabled, not signed out since."""
    return user is not None and user.disabled_at is None and user.session_epoch == session_epoch


def normal_email(email: str) -> str:
    """The address without blanks around it, in lower case.

    Raises:
        EmailRefusedError: it has no form like name@host, or has characters that are not seen.
    """
    normal = email.strip().lower()
    if len(normal) > MAX_EMAIL_LENGTH or EMAIL.fullmatch(normal) is None or not normal.isprintable():
        raise EmailRefusedError(f"{email!r} is not a valid e-mail address; enter one like buyer@shop.example.")
    return normal


def check_role(role: str) -> str:
    """The role in capitals.

    Raises:
        UnknownRoleError: there is no such role.
    """
    if role.upper() not in ROLES:
        raise UnknownRoleError(f"{role!r} is not a role; choose one of {', '.join(ROLES)}.")
    return role.upper()


def check_roles(roles: Collection[str]) -> list[str]:
    """The roles in capitals, each once.

    Raises:
        UnknownRoleError: there are none, or one of them is unknown.
    """
    if not roles:
        raise UnknownRoleError(f"A user needs a role; choose one of {', '.join(ROLES)}, or disable the user.")
    return sorted({check_role(role) for role in roles})


def check_name(name: str, field: str = "display_name") -> str:
    """The name without blanks around it.

    Raises:
        NameRefusedError: it is empty, has control characters or more than 100 characters.
    """
    plain = name.strip()
    if not plain or len(plain) > MAX_NAME_LENGTH or not plain.isprintable():
        raise NameRefusedError(
            f"A name must have 1 to {MAX_NAME_LENGTH} printable characters; {name[:MAX_NAME_LENGTH]!r} does not.",
            field,
        )
    return plain


def check_limit(limit: Decimal | None) -> Decimal | None:
    """The approval limit; None: none is set.

    Raises:
        LimitRefusedError: it is negative, has more than two decimals, or is a trillion or more.
    """
    if limit is not None and (
        not limit.is_finite() or not 0 <= limit < MAX_MONEY or limit != limit.quantize(Decimal("0.01"))
    ):
        raise LimitRefusedError(
            f"{limit} is not an approval limit; enter an amount of 0 or more with at most two decimals."
        )
    return limit


def check_new_password(password: str, forbidden: Collection[str] = ()) -> None:
    """Accept a password of at least 12 characters and at most 1,024 bytes that is not among the first guesses.

    Args:
        password: the password as typed.
        forbidden: words that this user's password must not be, such as the e-mail address.

    Raises:
        PasswordRefusedError: it is too short, too long or too easily guessed.
    """
    if len(password) < MIN_PASSWORD_LENGTH:
        raise PasswordRefusedError(f"The password has {len(password)} characters; at least 12 are needed.")
    if len(password.encode()) > MAX_PASSWORD_BYTES:
        raise PasswordRefusedError("The password is longer than 1,024 bytes; shorten it.")
    plain = password.lower()
    if len(set(plain)) < MIN_DISTINCT_CHARACTERS or plain in {word.lower() for word in forbidden}:
        raise PasswordRefusedError("The password is too easily guessed; choose a longer phrase of several words.")
    if is_common(password):
        raise PasswordRefusedError("The password is among the most common ones; choose another.")
