"""Small values that several types share."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from enum import Enum

from graphql_api.decorators import field, object_type


@object_type
class NamedNumber:
    """A number with a name."""

    name: str = field("What the number is, such as discount_rate or units.")
    value: float = field("The number; rates are shares of 1, quantities are units.")


@object_type
class NamedCount:
    """A whole number with a name."""

    name: str = field("What was counted, such as predictions.")
    count: int = field("How many.")


def named_numbers(values: Mapping[str, object]) -> list[NamedNumber]:
    """The numbers among named values, by name."""
    return [
        NamedNumber(name=name, value=float(value))
        for name, value in sorted(values.items())
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    ]


def named_counts(values: Mapping[str, int]) -> list[NamedCount]:
    """Named counts, by name."""
    return [NamedCount(name=name, count=count) for name, count in sorted(values.items())]


def words(values: Sequence[Enum] | None) -> list[str] | None:
    """The stored words of enum members; None stays None."""
    return None if values is None else [value.name for value in values]
