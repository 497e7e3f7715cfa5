"""Planning settings: which values there are and what is allowed, without input or output."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from types import MappingProxyType

from domain.errors import FieldProblem

GLOBAL = "GLOBAL"
CENTS = 2
PARTS = 6


@dataclass(frozen=True)
class Bounds:
    """What a value may be, ends included, and how many digits after the point are kept."""

    least: Decimal
    most: Decimal
    digits: int
    unit: str

    def objection(self, value: Decimal) -> str | None:
        """Why the value can't be used; None: it can."""
        if self.least <= value <= self.most and value == round(value, self.digits):
            return None
        digits = f" with at most {self.digits} digits after the point" if self.digits else ""
        return f"{value} is not allowed; enter {self.least} to {self.most} {self.unit}{digits}."


VALUES: Mapping[str, Bounds] = MappingProxyType(
    {
        "service_level": Bounds(Decimal("0.5"), Decimal("0.999"), PARTS, "(a probability)"),
        "review_days": Bounds(Decimal(1), Decimal(366), 0, "days"),
        "lead_time_days": Bounds(Decimal(0), Decimal(730), 0, "days"),
        "holding_cost_rate": Bounds(Decimal("0.001"), Decimal(5), PARTS, "(a share of unit cost a year)"),
        "ordering_cost": Bounds(Decimal(0), Decimal(1_000_000_000), CENTS, "(an amount of money)"),
    }
)
"""The values of a setting and their bounds, those of the table and of the computation together."""


@dataclass(frozen=True)
class SettingChange:
    """What to change: `given` names values and what they become; None takes a value back, others stay as they are.

    `target` is the category, or the code of the supplier or SKU; None for the scope GLOBAL.
    """

    scope: str
    target: str | None
    given: Mapping[str, Decimal | None]


@dataclass(frozen=True)
class PlanningDefaults:
    """What holds where no planning setting says anything: the installation's own configuration.

    Attributes:
        is_profit_optimal: SKUs without their own level get the profit-optimal one.
        service_level: probability of no stock-out where that one can't be found or is not wanted.
        review_days: days between two orders, where the supplier's cycle is not known.
        lead_time_days: days from order to arrival, where nothing is known.
        holding_cost_rate: share of unit cost a year.
        ordering_cost: of one order of one SKU, in the installation's currency.
    """

    is_profit_optimal: bool
    service_level: float
    review_days: int
    lead_time_days: int
    holding_cost_rate: float
    ordering_cost: Decimal


def check_change(change: SettingChange) -> list[FieldProblem]:
    """What is wrong with a change; empty: it can be made."""
    problems = []
    if (change.scope == GLOBAL) != (change.target is None):
        wanted = "leave the target empty" if change.scope == GLOBAL else "enter what the setting is for"
        problems.append(FieldProblem("target", f"In the scope {change.scope}: {wanted}."))
    if not change.given:
        problems.append(FieldProblem("scope", "Nothing to change; enter at least one value."))
    for name, value in change.given.items():
        objection = VALUES[name].objection(value) if value is not None else None
        if objection is not None:
            problems.append(FieldProblem(name, objection))
    return problems
