"""How old the data are, wherever it is said."""

from datetime import date, timedelta

import pytest

from tests.factories import published
from tests.graphql_api.conftest import Api

pytestmark = pytest.mark.usefixtures("midday")
QUERY = """{ dataFreshness { dataUntil ageDays state lateAfterDays staleAfterDays }
    dashboard { freshness { ageDays state } } }"""


@pytest.mark.parametrize(
    ("night", "orders", "state"), [(1, 1, "FRESH"), (4, 4, "LATE"), (1, 5, "LATE"), (16, 16, "STALE"), (1, 30, "STALE")]
)
def test_the_age_counts_from_the_last_day_with_orders_however_new_the_night(
    midday: date, api: Api, operator: str, *, night: int, orders: int, state: str
) -> None:
    until = midday - timedelta(days=orders)
    with api.engine.begin() as connection:
        published.create_run(connection, midday - timedelta(days=night), data_until=until)
    found = api.data(QUERY, operator)
    limits = {"lateAfterDays": 2, "staleAfterDays": 7}
    assert found["dataFreshness"] == {"dataUntil": str(until), "ageDays": orders, "state": state, **limits}
    assert found["dashboard"]["freshness"] == {"ageDays": orders, "state": state}
    ready = api.send("GET", "/readyz")
    assert (ready.status_code, ready.json()["data"]) == (200, {"until": str(until), "age_days": orders, "state": state})


def test_a_run_of_an_earlier_release_counts_by_its_date(midday: date, api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        published.create_run(connection, midday - timedelta(days=3))
    assert api.data(QUERY, operator)["dataFreshness"]["ageDays"] == 3


def test_before_the_first_night_there_is_no_age(api: Api, operator: str) -> None:
    assert api.data(QUERY, operator) == {"dataFreshness": None, "dashboard": None}
    assert api.send("GET", "/readyz").json()["data"] is None
