"""On whose behalf a service acts, when and from where; made at sign-in, passed to services and to the audit log."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Literal
from zoneinfo import ZoneInfo

from domain.audit.rules import BY_PROGRAM
from domain.identity.rules import UserRow, reaches, sees_costs
from kit.clock import Clock, business_day, utc_now


@dataclass(frozen=True, kw_only=True)
class Caller:
    """A signed-in user, a program with one of the user's API tokens, a request of nobody, or the system itself.

    Attributes:
        id: the user's id, also when a program acts; None: no user.
        label: how the audit log names the caller: an e-mail address, or a name such as "command line".
        now: the present instant.
        zone: the company's time zone; None: nothing the caller does depends on the day.
        currency: the company's currency, in which approval limits are; None as for `zone`.
        role: the highest role that the user has now; None: none, nothing is allowed.
        approval_limit: the greatest order that a MANAGER approves; None: not set.
        may_see_costs: whether an administrator allowed the user to see costs, whatever the role.
        scopes: what an API token may do; None: signed in by a session, which may do all that the role allows.
        address: the network address; empty if unknown.
        user_agent: the client's own name.
        request_id: the request's number in logs and audit entries.
    """

    id: int | None
    label: str
    now: datetime
    zone: ZoneInfo | None = None
    currency: str | None = None
    role: str | None = None
    approval_limit: Decimal | None = None
    may_see_costs: bool = False
    scopes: frozenset[str] | None = None
    address: str = ""
    user_agent: str | None = None
    request_id: str | None = None

    @property
    def user_id(self) -> int:
        """The user's id, for what only a user can do."""
        if self.id is None:
            raise LookupError(f"{self.label} is not a user")
        return self.id

    @property
    def today(self) -> date:
        """The company's business day."""
        if self.zone is None:
            raise LookupError(f"{self.label} has no business day: it was made without the company's time zone")
        return business_day(self.now, self.zone)

    @property
    def via(self) -> Literal["session", "api_token"]:
        """How the request was signed."""
        return "session" if self.scopes is None else "api_token"

    @property
    def sees_costs(self) -> bool:
        """Whether the user reads costs; a program of theirs no more and no less."""
        return sees_costs(self.role, may_see_costs=self.may_see_costs)

    def has_scope(self, scope: str) -> bool:
        """Whether an API token has this scope; a session has all of them."""
        return self.scopes is None or scope in self.scopes

    def may(self, role: str) -> bool:
        """Whether the user's role is at least this one."""
        return reaches(self.role, role)

    def as_user(self, user: UserRow, scopes: frozenset[str] | None = None) -> "Caller":
        """The same request once it is known whose it is; `scopes` as the attribute."""
        return replace(
            self,
            id=user.id,
            label=user.email if scopes is None else f"{user.email}{BY_PROGRAM}",
            role=user.role,
            approval_limit=user.approval_limit,
            may_see_costs=user.may_see_costs,
            scopes=scopes,
        )


def command_line(clock: Clock = utc_now) -> Caller:
    """The caller of what an administrator does on the server itself."""
    return Caller(id=None, label="command line", now=clock())
