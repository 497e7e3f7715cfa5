"""What an empty shop lacks, counted from the data, and sample data on request."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import published
from tests.factories.raw import create_product, create_sale, create_stock, create_supplier
from tests.graphql_api.conftest import Api, user

SETUP = """{ setup { orders firstDay lastDay products productsWithCost productsWithStock suppliers suppliersWithLeadTime
  users isPublished steps { step isDone } newestNight { status } } }"""
ADD = """mutation { addSampleData(input: {}) { __typename ... on SampleData { state step done total lastDay }
  ... on UserError { code message } } }"""
REMOVE = ADD.replace("addSampleData", "removeSampleData")


def setup(api: Api, token: str) -> dict[str, Any]:
    found: dict[str, Any] = api.data(SETUP, token)["setup"]
    return found


def is_done(found: dict[str, Any]) -> dict[str, bool]:
    return {step["step"]: step["isDone"] for step in found["steps"]}


def test_an_empty_shop_lacks_everything(api: Api, operator: str) -> None:
    found = setup(api, operator)
    assert found.pop("steps") == [
        {"step": step, "isDone": False} for step in ("SALES", "STOCK", "PRODUCTS", "RUN", "PEOPLE")
    ]
    assert {name for name, value in found.items() if value} == {"users"}
    assert (found["users"], found["firstDay"], found["newestNight"]) == (1, None, None)


def test_each_step_is_done_by_what_was_imported(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        product = create_product(connection)
        create_product(connection)
        create_sale(connection, product, datetime(2026, 2, 28, 15, 30, tzinfo=UTC))  # 1 March in Seoul
        create_sale(connection, product, datetime(2026, 3, 9, 3, tzinfo=UTC))
    found = setup(api, operator)
    assert is_done(found) == {"SALES": True, "STOCK": False, "PRODUCTS": False, "RUN": False, "PEOPLE": False}
    assert (found["orders"], found["firstDay"], found["lastDay"]) == (2, "2026-03-01", "2026-03-09")
    with api.engine.begin() as connection:
        create_stock(connection, product, datetime(2026, 3, 9, tzinfo=UTC), 5)
        create_supplier(connection)
        connection.execute(text("update raw.products set unit_cost = 500"))
    assert is_done(setup(api, operator))["PRODUCTS"] is False  # no lead time yet
    with api.engine.begin() as connection:
        create_supplier(connection, lead_time_days=7)
        published.create_run(connection, date(2026, 3, 9))
    user(api.engine, "ADMIN")
    found = setup(api, operator)
    assert is_done(found) == dict.fromkeys(("SALES", "STOCK", "PRODUCTS", "RUN", "PEOPLE"), True)
    counts = ("products", "productsWithCost", "productsWithStock", "suppliers", "suppliersWithLeadTime", "users")
    assert [found[name] for name in counts] == [2, 2, 1, 2, 1, 2]
    assert (found["isPublished"], found["newestNight"]) == (True, {"status": "SUCCEEDED"})


def test_an_admin_asks_for_sample_data_up_to_yesterday_once(midday: date, api: Api, manager: str) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    assert api.refusal(ADD, manager)[0] == "FORBIDDEN"
    assert api.data("{ sampleData { state } }", manager)["sampleData"] is None
    made = api.data(ADD, admin)["addSampleData"]
    assert made == {
        "__typename": "SampleData",
        "state": "FILLING",
        "step": "GENERATE",
        "done": 0,
        "total": None,
        "lastDay": str(date.fromordinal(midday.toordinal() - 1)),
    }
    assert api.data(ADD, admin)["addSampleData"]["code"] == "SAMPLE_DATA_PRESENT"
    assert api.data(REMOVE, admin)["removeSampleData"]["code"] == "SAMPLE_DATA_BEING_ADDED"
    assert api.data("{ sampleData { state } }", manager)["sampleData"] == {"state": "FILLING"}


@pytest.mark.parametrize("what", ["product", "order"])
def test_a_shop_with_data_gets_no_sample_data(api: Api, what: str) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    with api.engine.begin() as connection:
        product = create_product(connection, unit_cost=Decimal(5))
        if what == "order":
            create_sale(connection, product)
    refused = api.data(ADD, admin)["addSampleData"]
    assert (refused["__typename"], refused["code"]) == ("SampleDataRefused", "SHOP_NOT_EMPTY")
    assert api.data(REMOVE, admin)["removeSampleData"]["code"] == "NO_SAMPLE_DATA"


def test_a_program_sends_nothing_beside_sample_data(api: Api) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    assert api.data(ADD, admin)["addSampleData"]["__typename"] == "SampleData"
    sent = """mutation { upsertProducts(input: {products: [{sku: "OWN-1", name: "Mine"}]}) { __typename
      ... on UserError { code message } } }"""
    refused = api.data(sent, admin)["upsertProducts"]
    assert (refused["__typename"], refused["code"]) == ("SampleDataPresent", "SAMPLE_DATA_PRESENT")
    with api.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from raw.products")) == 0
