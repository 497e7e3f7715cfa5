"""Planning settings, as managers read and change them."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api

UPDATE = """mutation ($input: UpdatePlanningSettingsInput!) { updatePlanningSettings(input: $input) { __typename
    ... on PlanningSettingChange { setting { ...Setting } }
    ... on PlanningConflict { version }
    ... on ValidationFailed { fieldErrors { field message } }
    ... on UserError { code message } } }
    fragment Setting on PlanningSetting { scope target targetName serviceLevel reviewDays leadTimeDays holdingCostRate
        orderingCost version updatedBy }"""
LIST = """query ($after: String, $filter: PlanningSettingFilterInput) {
    planningSettings(first: 2, after: $after, filter: $filter) { totalCount nodes { scope target serviceLevel }
        pageInfo { hasNextPage endCursor } } }"""
NOTHING = {
    "serviceLevel": None,
    "reviewDays": None,
    "leadTimeDays": None,
    "holdingCostRate": None,
    "orderingCost": None,
}


@pytest.fixture(autouse=True)
def goods(api: Api) -> None:
    with api.engine.begin() as connection:
        supplier = create_supplier(connection, code="NORTH", name="North Mill")
        create_product(connection, sku="MUG", name="Mug", category="Kitchen", supplier_id=supplier)


def update(api: Api, token: str, scope: str, target: str | None = None, **values: object) -> dict[str, Any]:
    given = {"scope": scope, "target": target, **values}
    found: dict[str, Any] = api.data(UPDATE, token, input=given)["updatePlanningSettings"]
    return found


def rows(api: Api, query: str) -> list[Any]:
    with api.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def audited(api: Api) -> list[Any]:
    return rows(
        api,
        """select outcome, actor_label, details from audit.audit_logs where action = 'UPDATE_PLANNING_SETTINGS'
        order by sequence""",
    )


def test_a_setting_is_made_changed_and_taken_away(api: Api, manager: str) -> None:
    made = update(api, manager, "SUPPLIER", "NORTH", serviceLevel=0.97, orderingCost="1500.50")["setting"]
    assert made == NOTHING | {
        "scope": "SUPPLIER",
        "target": "NORTH",
        "targetName": "North Mill",
        "serviceLevel": 0.97,
        "orderingCost": "1500.50",
        "version": 1,
        "updatedBy": "manager",
    }
    changed = update(api, manager, "SUPPLIER", "NORTH", serviceLevel=None, reviewDays=14, expectedVersion=1)["setting"]
    assert (changed["serviceLevel"], changed["reviewDays"], changed["orderingCost"]) == (None, 14, "1500.50")
    assert changed["version"] == 2
    gone = update(api, manager, "SUPPLIER", "NORTH", orderingCost=None, reviewDays=None, expectedVersion=2)
    assert gone == {"__typename": "PlanningSettingChange", "setting": None}
    assert api.data(LIST, manager)["planningSettings"]["totalCount"] == 0
    assert [(outcome, actor) for outcome, actor, _ in audited(api)] == [("DONE", "manager@shop.example")] * 3
    assert audited(api)[1][2] == {
        "scope": "SUPPLIER",
        "target": "NORTH",
        "before": {"service_level": "0.970000", "review_days": None},
        "after": {"service_level": None, "review_days": "14"},
    }


def test_a_version_never_comes_twice_so_that_a_stale_page_changes_nothing(api: Api, manager: str) -> None:
    update(api, manager, "GLOBAL", serviceLevel=0.9)
    update(api, manager, "GLOBAL", serviceLevel=None, expectedVersion=1)
    again = update(api, manager, "GLOBAL", serviceLevel=0.95)["setting"]
    assert again["version"] == 3
    refused = update(api, manager, "GLOBAL", serviceLevel=0.6, expectedVersion=1)
    assert (refused["__typename"], refused["code"], refused["version"]) == ("PlanningConflict", "VERSION_CONFLICT", 3)
    assert update(api, manager, "CATEGORY", "Kitchen", serviceLevel=0.6, expectedVersion=1)["version"] == 0
    assert rows(api, "select service_level::float from app.planning_settings where deleted_at is null") == [(0.95,)]
    assert audited(api)[-1][0] == "REFUSED"


@pytest.mark.parametrize(
    ("value", "field", "told"),
    [
        ({"serviceLevel": 1.0}, "serviceLevel", "0.5 to 0.999"),
        ({"serviceLevel": 0.49}, "serviceLevel", "0.5 to 0.999"),
        ({"serviceLevel": 0.12345678}, "serviceLevel", "0.5 to 0.999"),
        ({"reviewDays": 0}, "reviewDays", "1 to 366 days"),
        ({"reviewDays": 367}, "reviewDays", "1 to 366 days"),
        ({"leadTimeDays": -1}, "leadTimeDays", "0 to 730 days"),
        ({"holdingCostRate": 0.0}, "holdingCostRate", "0.001 to 5"),
        ({"holdingCostRate": 5.5}, "holdingCostRate", "0.001 to 5"),
        ({"orderingCost": "-1"}, "orderingCost", "0 to 1000000000"),
        ({"orderingCost": "1.005"}, "orderingCost", "at most 2 digits"),
        ({}, "scope", "Nothing to change"),
    ],
)
def test_what_makes_no_sense_is_refused_by_field(
    api: Api, manager: str, value: dict[str, object], field: str, told: str
) -> None:
    refused = update(api, manager, "GLOBAL", **value)
    assert refused["__typename"] == "ValidationFailed"
    assert [error["field"] for error in refused["fieldErrors"]] == [field]
    assert told in refused["message"]
    assert rows(api, "select * from app.planning_settings") == []


def test_what_a_setting_is_for_must_exist(api: Api, manager: str) -> None:
    for scope, target, what in (
        ("CATEGORY", "Garden", "category"),
        ("SUPPLIER", "SOUTH", "supplier"),
        ("PRODUCT", "CUP", "SKU"),
    ):
        refused = update(api, manager, scope, target, reviewDays=7)
        assert refused == {"__typename": "NotFound", "code": "NOT_FOUND", "message": f"There is no such {what}."}
    assert update(api, manager, "GLOBAL", "MUG", reviewDays=7)["fieldErrors"][0]["field"] == "target"
    assert update(api, manager, "PRODUCT", reviewDays=7)["fieldErrors"][0]["field"] == "target"
    assert update(api, manager, "PRODUCT", "MUG", reviewDays=None)["message"] == "There is no such planning setting."
    assert rows(api, "select * from app.planning_settings") == []


def test_the_same_request_twice_changes_once(api: Api, manager: str) -> None:
    given = {"reviewDays": 7, "idempotencyKey": "k1"}
    answers = [update(api, manager, "PRODUCT", "MUG", **given) for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["setting"]["version"] == 1
    other = update(api, manager, "PRODUCT", "MUG", **{**given, "reviewDays": 8})
    assert other["__typename"] == "IdempotencyConflict"
    assert len(audited(api)) == 1


def test_settings_are_listed_from_wide_to_narrow_and_found_by_what_they_are_for(api: Api, manager: str) -> None:
    for scope, target in (("PRODUCT", "MUG"), ("SUPPLIER", "NORTH"), ("CATEGORY", "Kitchen"), ("GLOBAL", None)):
        update(api, manager, scope, target, serviceLevel=0.9)
    first = api.data(LIST, manager)["planningSettings"]
    assert [row["scope"] for row in first["nodes"]] == ["GLOBAL", "CATEGORY"]
    assert (first["totalCount"], first["pageInfo"]["hasNextPage"]) == (4, True)
    second = api.data(LIST, manager, after=first["pageInfo"]["endCursor"])["planningSettings"]
    assert [row["target"] for row in second["nodes"]] == ["NORTH", "MUG"]
    for search, targets in (("north", ["NORTH"]), ("kit", ["Kitchen"]), ("mug", ["MUG"]), ("%", [])):
        found = api.data(LIST, manager, filter={"search": search})["planningSettings"]["nodes"]
        assert [row["target"] for row in found] == targets, search
    narrow = api.data(LIST, manager, filter={"scope": ["PRODUCT", "SUPPLIER"]})["planningSettings"]
    assert [row["target"] for row in narrow["nodes"]] == ["NORTH", "MUG"]


def test_the_defaults_are_those_that_the_computation_is_given(api: Api, manager: str) -> None:
    found = api.data(
        """{ planningDefaults { isProfitOptimal serviceLevel reviewDays leadTimeDays holdingCostRate orderingCost
        currency } }""",
        manager,
    )["planningDefaults"]
    assert found == {
        "isProfitOptimal": True,
        "serviceLevel": 0.95,
        "reviewDays": 7,
        "leadTimeDays": 14,
        "holdingCostRate": 0.25,
        "orderingCost": "0.0",
        "currency": "KRW",
    }


def test_operators_change_nothing(api: Api, operator: str) -> None:
    code, _ = api.refusal(UPDATE, operator, input={"scope": "GLOBAL", "serviceLevel": 0.9})
    assert code == "FORBIDDEN"
    assert rows(api, "select * from app.planning_settings") == []
