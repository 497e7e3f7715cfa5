"""Orders know one day, the company's: in Seoul it begins at 15:00 UTC the day before."""

from datetime import UTC, date, datetime, timedelta

import pytest

from domain.purchasing import service
from domain.purchasing.drafts import LineInput
from domain.purchasing.errors import OrderRefusedError
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from tests.domain.purchasing.world import World, over
from tests.factories import published

HALF_PAST_EIGHT = datetime(2026, 5, 3, 23, 30, tzinfo=UTC)
"""In Seoul, on 4 May."""
MIDNIGHTS = [
    (datetime(2026, 5, 3, 14, 59, tzinfo=UTC), date(2026, 5, 3)),
    (datetime(2026, 5, 3, 15, 0, tzinfo=UTC), date(2026, 5, 4)),
    (HALF_PAST_EIGHT, date(2026, 5, 4)),
    (datetime(2026, 5, 4, 14, 59, tzinfo=UTC), date(2026, 5, 4)),
]


@pytest.mark.parametrize(("now", "today"), MIDNIGHTS)
def test_an_order_is_expected_from_the_company_s_day_on(world: World, now: datetime, today: date) -> None:
    at = over(world, now=now)
    yesterday = today - timedelta(days=1)

    def create(expected_on: date) -> int:
        line = [LineInput("A", 1)]
        return at.run(lambda s: service.create_order(s, at.caller("op"), "S", line, expected_on=expected_on))

    with pytest.raises(OrderRefusedError, match=f"{yesterday} is in the past"):
        create(yesterday)
    order_id = create(today)
    with pytest.raises(OrderRefusedError, match=f"{yesterday} is in the past"):
        at.update("op", order_id, 1, expected_on=yesterday)


@pytest.mark.parametrize(("now", "today"), MIDNIGHTS)
def test_what_is_ordered_of_a_recommendation_is_expected_a_lead_time_after_the_company_s_day(
    world: World, now: datetime, today: date
) -> None:
    at = over(world, now=now)
    with world.engine.begin() as connection:
        run_id = published.create_run(connection)
        product_id, supplier_id = connection.exec_driver_sql(
            "select id, supplier_id from raw.products where sku = 'A'"
        ).one()
        published.create_recommendation(connection, run_id, product_id, supplier_id=supplier_id, lead_time_days=7)
    (order_id,) = at.run(lambda s: create_from_recommendations(s, at.caller("op"), [Choice(run_id, product_id)]))
    assert world.order(order_id)["expected_on"] == today + timedelta(days=7)
