"""On whose behalf a service acts, as the edge hands it down."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from domain.identity.models import ROLES
from domain.identity.rules import sees_costs

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
        may_see_costs: whether an administrator allowed the person to see costs, whatever the role.
    """

    user_id: int
    email: str
    role: str | None
    approval_limit: Decimal | None
    via: Via = "session"
    token_scopes: frozenset[str] = frozenset()
    may_see_costs: bool = False

    @property
    def sees_costs(self) -> bool:
        """Whether the person reads costs; a program of theirs no more and no less."""
        return sees_costs(self.role, may_see_costs=self.may_see_costs)

    def may(self, role: str) -> bool:
        """Whether the person's role is at least this one."""
        return self.role is not None and ROLES.index(self.role) >= ROLES.index(role)
