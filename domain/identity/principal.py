"""On whose behalf a service acts, as the edge hands it down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from domain.identity.models import ROLES

Via = Literal["session", "api_token"]


@dataclass(frozen=True)
class Principal:
    """A signed-in person, or a program with one of that person's API tokens.

    Attributes:
        user_id: the person's number, also when a program acts.
        email: the person's address, as the audit log names it.
        role: the highest role that the person has now; None: none, nothing is allowed.
        approval_limit: the greatest order that a MANAGER approves, in the currency of the installation; None: not set.
        via: how the request was signed.
        token_scopes: what an API token may do; empty for a session, which may do all that the role allows.
    """

    user_id: int
    email: str
    role: str | None
    approval_limit: Decimal | None
    via: Via = "session"
    token_scopes: frozenset[str] = frozenset()

    def may(self, role: str) -> bool:
        """Whether the person's role is at least this one."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)
