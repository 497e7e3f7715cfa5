"""What a planner may say about a forecast."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from domain.errors import FieldProblem

MAX_PERIOD_DAYS = 366
FURTHEST_DAYS = 366
MAX_NOTE_LENGTH = 2_000
MAX_FACTOR = 100.0
MAX_UNITS = 1e9


@dataclass(frozen=True)
class Override:
    """A planner's number for a period.

    Attributes:
        starts_on, ends_on: the days it is about, both included.
        mode: FACTOR (times the model's number), UNITS_PER_DAY, or TOTAL_UNITS over the whole period.
        value: the factor, or units.
        reason: one of OVERRIDE_REASONS.
        expires_on: the last day whose night still applies it.
        note: for those who read it later.
    """

    starts_on: date
    ends_on: date
    mode: str
    value: float
    reason: str
    expires_on: date
    note: str | None = None


def check_override(override: Override, today: date, others: Sequence[tuple[date, date]]) -> list[FieldProblem]:
    """Everything that is wrong with an override; empty: nothing.

    Args:
        override: what the planner says.
        today: the present business day.
        others: periods of the SKU's overrides that hold; two may not cover the same day.
    """
    problems = []
    if override.ends_on < override.starts_on:
        problems.append(FieldProblem("ends_on", f"The period ends on {override.ends_on}, before it starts."))
    elif override.ends_on < today:
        problems.append(FieldProblem("ends_on", f"The period ends on {override.ends_on}, in the past."))
    elif (override.ends_on - override.starts_on).days >= MAX_PERIOD_DAYS:
        problems.append(FieldProblem("ends_on", f"A period must have at most {MAX_PERIOD_DAYS} days."))
    if override.starts_on > today + timedelta(days=FURTHEST_DAYS):
        problems.append(FieldProblem("starts_on", f"The period starts more than {FURTHEST_DAYS} days ahead."))
    if not today <= override.expires_on <= today + timedelta(days=FURTHEST_DAYS):
        problems.append(
            FieldProblem("expires_on", f"The expiry must be between today, {today}, and {FURTHEST_DAYS} days ahead.")
        )
    most = MAX_FACTOR if override.mode == "FACTOR" else MAX_UNITS
    if not (math.isfinite(override.value) and 0 <= override.value <= most):
        problems.append(FieldProblem("value", f"The value {override.value:g} must be from 0 to {most:,.0f}."))
    if override.note is not None and not 1 <= len(override.note.strip()) <= MAX_NOTE_LENGTH:
        problems.append(FieldProblem("note", f"A note must have 1 to {MAX_NOTE_LENGTH:,} characters."))
    clash = next((other for other in others if other[0] <= override.ends_on and override.starts_on <= other[1]), None)
    if clash is not None:
        problems.append(
            FieldProblem("starts_on", f"An override from {clash[0]} to {clash[1]} already exists; clear it first.")
        )
    return problems
