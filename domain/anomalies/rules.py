"""What may become of an anomaly, and what people's ratings do to a type's thresholds."""

from datetime import date, timedelta

WANTED_PRECISION = 0.8
PRIOR_RATINGS = 10  # ratings that the wanted precision weighs before anybody has rated
HALVING_STEP = 0.1  # of precision: missed by so much, thresholds become twice as strict
MIN_STRICTNESS, MAX_STRICTNESS = 0.5, 8.0
MAX_SNOOZE = timedelta(days=366)
NEXT = {
    "ACKNOWLEDGED": frozenset({"OPEN", "SNOOZED"}),
    "SNOOZED": frozenset({"OPEN", "ACKNOWLEDGED", "SNOOZED"}),
    "RESOLVED": frozenset({"OPEN", "ACKNOWLEDGED", "SNOOZED"}),
}


def status_on(status: str, snoozed_until: date | None, today: date) -> str:
    """The status as people see it: what was snoozed until today or earlier is open again."""
    is_back = status == "SNOOZED" and snoozed_until is not None and snoozed_until <= today
    return "OPEN" if is_back else status


def may_become(status: str, wanted: str) -> bool:
    """Whether an anomaly of this status (as people see it) may take another."""
    return status in NEXT[wanted]


def precision(useful: int, not_useful: int) -> float | None:
    """Share of the rated alerts that were useful; None if nobody has rated."""
    return useful / (useful + not_useful) if useful + not_useful else None


def strictness_of(useful: int, not_useful: int) -> float:
    """What a type's thresholds are multiplied by: 1 at the wanted precision, 2 for every tenth that is missing.

    The measured precision is shrunk to the wanted one by `PRIOR_RATINGS` ratings, so that a single click moves little;
    the result stays between 0.5 and 8, so that no type falls silent.
    """
    rated = useful + not_useful
    shrunk = (useful + PRIOR_RATINGS * WANTED_PRECISION) / (rated + PRIOR_RATINGS)
    factor: float = 2.0 ** ((WANTED_PRECISION - shrunk) / HALVING_STEP)
    return min(max(factor, MIN_STRICTNESS), MAX_STRICTNESS)
