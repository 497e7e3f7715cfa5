"""Matching reversals with order lines: exact lines first, newest first, never the future."""

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from domain.ingestion.online_retail.rules import Line, Match, Reversal, match

START = datetime(2011, 1, 1, tzinfo=UTC)


def line(number: int, hour: int, left: int, price: str = "1.00") -> Line:
    return Line(number, START + timedelta(hours=hour), Decimal(price), left)


def reversal(number: int, hour: int, quantity: int, price: str = "1.00") -> Reversal:
    return Reversal(number, START + timedelta(hours=hour), Decimal(price), quantity)


def test_the_line_of_the_same_price_and_quantity_is_taken_whole() -> None:
    lines = [line(1, 0, 10), line(2, 1, 10, "1.20"), line(3, 2, 50)]
    assert list(match(lines, [reversal(9, 3, 10)])) == [Match(1, 9, 10)]


def test_without_an_exact_line_the_newest_units_go_first() -> None:
    lines = [line(1, 0, 10), line(2, 1, 4), line(3, 2, 5, "2.00")]
    assert list(match(lines, [reversal(9, 3, 12)])) == [Match(3, 9, 5), Match(2, 9, 4), Match(1, 9, 3)]


def test_a_line_ordered_after_the_reversal_is_never_taken() -> None:
    lines = [line(1, 0, 3), line(2, 5, 8)]
    assert list(match(lines, [reversal(9, 4, 8)])) == [Match(1, 9, 3)]


def test_units_are_taken_back_once() -> None:
    lines = [line(1, 0, 6)]
    assert list(match(lines, [reversal(8, 1, 4), reversal(9, 2, 4)])) == [Match(1, 8, 4), Match(1, 9, 2)]


events = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9), st.sampled_from(["1.00", "2.00"])), max_size=12)


@given(sold=events, taken=events, until=st.integers(0, 40))
def test_matches_keep_within_quantities_and_never_depend_on_the_future(
    sold: list[tuple[int, int, str]], taken: list[tuple[int, int, str]], until: int
) -> None:
    def run(last: int) -> list[Match]:
        lines = [line(n, *event) for n, event in enumerate(sorted(sold)) if event[0] <= last]
        reversals = [reversal(n, *event) for n, event in enumerate(sorted(taken)) if event[0] <= last]
        return list(match(lines, reversals))

    whole = run(100)
    hours = [hour for hour, *_ in sorted(taken)]
    assert run(until) == [found for found in whole if hours[found.reversal_id] <= until]
    for number, (hour, quantity, _) in enumerate(sorted(sold)):
        mine = [found for found in whole if found.item_id == number]
        assert sum(found.quantity for found in mine) <= quantity
        assert all(hours[found.reversal_id] >= hour for found in mine)
    for number, (hour, quantity, _) in enumerate(sorted(taken)):
        mine = [found for found in whole if found.reversal_id == number]
        free = sum(q for n, (h, q, _) in enumerate(sorted(sold)) if h <= hour) - sum(
            found.quantity for found in whole if found.reversal_id < number and sorted(sold)[found.item_id][0] <= hour
        )
        assert sum(found.quantity for found in mine) == min(quantity, free)
