"""Each value has one spelling; any other is refused and explained."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from strawberry.exceptions import StrawberryInputCoercionError

from graphql_api.scalars import parse_date, parse_decimal, parse_instant, parse_time
from tests.graphql_api.conftest import Shop


@pytest.mark.parametrize(
    ("parse", "given", "value"),
    [
        (parse_decimal, "1250.50", Decimal("1250.50")),
        (parse_decimal, "-0.1", Decimal("-0.1")),
        (parse_decimal, 12, Decimal(12)),
        (parse_decimal, 12.5, Decimal("12.5")),
        (parse_date, "2024-02-29", date(2024, 2, 29)),
        (parse_time, "22:30", time(22, 30)),
        (parse_instant, "2026-05-01T09:00:00+09:00", datetime(2026, 5, 1, tzinfo=UTC)),
        (parse_instant, "2026-05-01T09:00Z", datetime(2026, 5, 1, 9, tzinfo=UTC)),
    ],
)
def test_a_plain_value_is_read(parse: Callable[[object], object], given: object, value: object) -> None:
    assert parse(given) == value


@pytest.mark.parametrize(
    ("parse", "given"),
    [
        *(
            (parse_decimal, text)
            for text in ("NaN", "Infinity", "-inf", "1e5", "1E400", "١٢", "\uff11", "1_000", "", " 1", "1.")
        ),
        *((parse_decimal, value) for value in (True, None, [], {}, 1e300, float("nan"), "9" * 21, "1\n")),
        *((parse_date, text) for text in ("20260501", "2026-W18-5", "2026-02-30", "0000-01-01", "2026-05-01T00:00", 5)),
        *((parse_time, text) for text in ("24:00", "22", "22:30+09:00", "22:60", None)),
        *(
            (parse_instant, text)
            for text in ("2026-05-01T09:00:00", "2026-05-01", "2026-05-01 09:00Z", "2026-13-01T00:00Z", 0)
        ),
    ],
)
def test_any_other_spelling_is_refused(parse: Callable[[object], object], given: object) -> None:
    with pytest.raises(StrawberryInputCoercionError, match=r" is not a \w+; write "):
        parse(given)


@pytest.mark.parametrize("how", ["literal", "variable", "default"])
def test_the_refusal_is_told_whole(shop: Shop, how: str) -> None:
    user = 'id: "VXNlcjo5OQ", expectedVersion: 1'
    documents = {
        "literal": f'mutation {{ updateUser(input: {{{user}, approvalLimit: "1e5"}}) {{ __typename }} }}',
        "variable": f"mutation ($a: Decimal) {{ updateUser(input: {{{user}, approvalLimit: $a}}) {{ __typename }} }}",
        "default": f"""mutation ($a: Decimal = "1e5") {{
            updateUser(input: {{{user}, approvalLimit: $a}}) {{ __typename }} }}""",
    }
    variables = {"a": "1e5"} if how == "variable" else {}
    code, message = shop.api.refusal(documents[how], shop.admin, **variables)
    assert code == "BAD_REQUEST"
    assert 'write it like "1250.50", without exponent' in message


@pytest.mark.parametrize("text", ["\\u0000", "\\uD83D", "\\uDE00\\uD83D"])
def test_texts_of_a_document_that_can_not_be_stored_are_refused(shop: Shop, text: str) -> None:
    code, _ = shop.api.refusal(f'{{ sku(code: "{text}") {{ code }} }}', shop.operator)
    assert code in {"BAD_REQUEST", "BAD_USER_INPUT"}


def test_whole_numbers_are_whole_and_small_enough(shop: Shop) -> None:
    for number in ("1.5", '"1"', "true", "99999999999", "1e3"):
        assert shop.api.refusal(f"{{ skus(first: {number}) {{ totalCount }} }}", shop.operator)[0] in {
            "BAD_REQUEST",
            "LIMIT_EXCEEDED",
        }
