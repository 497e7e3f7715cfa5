"""Who counts as a user, which role contains which, and what a password must be."""

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from domain.identity.errors import EmailRefusedError, PasswordRefusedError, UnknownRoleError
from domain.identity.models import ROLES

LEAST_PASSWORD_CHARACTERS = 12
MOST_PASSWORD_BYTES = 1024
LEAST_DISTINCT_CHARACTERS = 5
LONGEST_EMAIL = 254
EMAIL = re.compile(r"[^@\s\x00-\x1f]+@[^@\s\x00-\x1f.]+(\.[^@\s\x00-\x1f.]+)*")
COMMON_WORDS = (
    "password",
    "passw0rd",
    "qwertyuiop",
    "qwerty",
    "letmein",
    "welcome",
    "iloveyou",
    "administrator",
    "admin",
)
COMMON_PADDING = re.compile(r"[\d\W_]*")


@dataclass(frozen=True)
class Viewer:
    """The user on whose behalf a request is made, as the database knows it now."""

    id: int
    email: str
    display_name: str
    locale: str
    roles: tuple[str, ...]
    approval_limit: Decimal | None
    session_epoch: int
    disabled_at: datetime | None

    @property
    def role(self) -> str | None:
        """The highest role, which contains the lower ones; None when the user has none."""
        return max(self.roles, key=ROLES.index, default=None)

    def may(self, role: str) -> bool:
        """Whether the user's role is at least this one."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)


def is_active(viewer: Viewer | None, session_epoch: int) -> bool:
    """Whether a token of this epoch still speaks for the user: living, not disabled, not signed out since."""
    return viewer is not None and viewer.disabled_at is None and viewer.session_epoch == session_epoch


def normal_email(email: str) -> str:
    """The address without blanks around it, in lower case.

    Raises:
        EmailRefusedError: it has no form like name@host.
    """
    normal = email.strip().lower()
    if len(normal) > LONGEST_EMAIL or EMAIL.fullmatch(normal) is None:
        raise EmailRefusedError(f"{email!r} is no e-mail address; write one like buyer@shop.example.")
    return normal


def check_role(role: str) -> str:
    """The role in capitals.

    Raises:
        UnknownRoleError: there is no such role.
    """
    if role.upper() not in ROLES:
        raise UnknownRoleError(f"{role!r} is no role; choose one of {', '.join(ROLES)}.")
    return role.upper()


def check_new_password(password: str, forbidden: Collection[str] = ()) -> None:
    """Accept a password of at least 12 characters and at most 1,024 bytes that is not among the first guesses.

    Args:
        password: the password as typed.
        forbidden: words that this user's password must not be, such as the e-mail address.

    Raises:
        PasswordRefusedError: it is too short, too long or too easily guessed.
    """
    if len(password) < LEAST_PASSWORD_CHARACTERS:
        raise PasswordRefusedError(f"The password has {len(password)} characters; at least 12 are needed.")
    if len(password.encode()) > MOST_PASSWORD_BYTES:
        raise PasswordRefusedError("The password is longer than 1,024 bytes; shorten it.")
    plain = password.lower()
    if len(set(plain)) < LEAST_DISTINCT_CHARACTERS or plain in {word.lower() for word in forbidden}:
        raise PasswordRefusedError("The password is too easily guessed; choose a longer phrase of several words.")
    if any(COMMON_PADDING.fullmatch(plain.replace(word, "")) for word in COMMON_WORDS) or plain in "0123456789" * 20:
        raise PasswordRefusedError("The password is among the most common ones; choose another.")
