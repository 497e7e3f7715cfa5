"""What can go wrong with a purchase order. Each is an outcome that the caller receives; none changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from domain.errors import FieldProblem
from kit.errors import InputError


class PurchasingError(InputError):
    """A refused operation on a purchase order; `code` names the kind."""

    code = "REFUSED"


class OrderNotFoundError(PurchasingError):
    """There is no such purchase order."""

    code = "NOT_FOUND"


class VersionConflictError(PurchasingError):
    """The order was changed since the caller read it."""

    code = "VERSION_CONFLICT"

    def __init__(self, order_no: str, version: int, state: str) -> None:
        super().__init__(
            f"{order_no} was changed by someone else (now version {version}, {state}). Reload it and try again."
        )
        self.version = version
        self.state = state


class RuleRefusedError(PurchasingError):
    """The workflow does not allow it; such a refusal is kept in the audit log."""


class IllegalStateError(RuleRefusedError):
    """The order's state does not allow the action."""

    code = "ILLEGAL_STATE"


class RoleTooLowError(RuleRefusedError):
    """The caller's role is not sufficient."""

    code = "ROLE_TOO_LOW"


class FourEyesError(RuleRefusedError):
    """Users who created, submitted or last edited an order can't decide on it."""

    code = "FOUR_EYES"


class OverLimitError(RuleRefusedError):
    """The order's amount is above the caller's approval limit."""

    code = "OVER_LIMIT"


class RightLostError(RuleRefusedError):
    """The caller's role or limit was revoked while the request was running."""

    code = "RIGHT_LOST"


class ContentChangedError(RuleRefusedError):
    """The order's lines are not those that were submitted."""

    code = "CONTENT_CHANGED"


class OrderRefusedError(PurchasingError):
    """Values of the order can't be used."""

    code = "VALIDATION_FAILED"

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        super().__init__(problems[0].message)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class RecommendationProblem:
    """Why no order can be made of a recommendation."""

    sku: str
    code: str
    message: str


class RecommendationsRefusedError(PurchasingError):
    """Some recommendations can't be ordered; none of them was."""

    code = "RECOMMENDATIONS_REFUSED"

    def __init__(self, problems: Sequence[RecommendationProblem]) -> None:
        super().__init__(problems[0].message)
        self.problems = tuple(problems)


@dataclass(frozen=True)
class OrderWarning:
    """What speaks against a line, although somebody may confirm it.

    Attributes:
        sku: the SKU's code.
        code: names the warning.
        message: one sentence for people.
        quantity: units of the line; a confirmation holds for them alone.
        limit: the number that the line does not keep to.
        suggested_quantity: units that would do.
        expected_loss: money that the line is expected to lose; None where it may not be shown.
        currency: of the loss.
    """

    sku: str
    code: str
    message: str
    quantity: int
    limit: int | None = None
    suggested_quantity: int | None = None
    expected_loss: Decimal | None = None
    currency: str | None = None


class ConfirmationRequiredError(PurchasingError):
    """Lines of the order must be confirmed by who orders; nothing was changed."""

    code = "CONFIRMATION_REQUIRED"

    def __init__(self, warnings: Sequence[OrderWarning]) -> None:
        super().__init__(warnings[0].message)
        self.warnings = tuple(warnings)
