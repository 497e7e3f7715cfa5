"""Comments on SKUs, and the audit entries about a SKU."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import published
from tests.factories.raw import create_product
from tests.graphql_api.conftest import Api

COMMENT = """
mutation ($input: CommentOnSkuInput!) { commentOnSku(input: $input) {
  __typename
  ... on SkuComment { body author createdAt }
  ... on ValidationFailed { fieldErrors { field message } }
  ... on UserError { code message }
} }
"""
COMMENTS = "query ($code: String!) { sku(code: $code) { comments { body author } } }"
OVERRIDE = """
mutation ($input: OverrideForecastInput!) { overrideForecast(input: $input) { __typename } }
"""
SETTINGS = """
mutation ($input: UpdatePlanningSettingsInput!) { updatePlanningSettings(input: $input) { __typename } }
"""
DISMISS = """
mutation ($input: DismissRecommendationInput!) { dismissRecommendation(input: $input) { __typename } }
"""
TRAIL = """
query ($sku: String!) { auditLogs(first: 100, filter: {sku: $sku}) { totalCount nodes { action subjectType actor } } }
"""


@pytest.fixture
def shop(api: Api) -> Api:
    """Two SKUs of a published run, each with a recommendation."""
    with api.engine.begin() as connection:
        run_id = published.create_run(connection)
        for code in ("A", "B"):
            product = create_product(connection, sku=code, name=code)
            published.create_overview(connection, run_id, product)
            published.create_recommendation(connection, run_id, product)
    return api


def comment(api: Api, token: str, body: str, **more: object) -> dict[str, Any]:
    found: dict[str, Any] = api.data(COMMENT, token, input={"sku": "A", "body": body, **more})["commentOnSku"]
    return found


def written(api: Api) -> tuple[int, int]:
    """How many comments and entries about them there are."""
    with api.engine.connect() as connection:
        comments = connection.scalar(text("select count(*) from app.comments"))
        entries = connection.scalar(text("select count(*) from audit.audit_logs where action = 'COMMENT_SKU'"))
    return comments or 0, entries or 0


def test_remarks_stand_on_their_sku_in_the_order_in_which_they_were_made(shop: Api, operator: str) -> None:
    first = comment(shop, operator, "공급사 휴무 확인")
    assert first["__typename"] == "SkuComment"
    assert (first["body"], first["author"]) == ("공급사 휴무 확인", "operator")
    comment(shop, operator, "Ordered by phone.\nThe draft follows.")
    found = shop.data(COMMENTS, operator, code="A")["sku"]["comments"]
    assert [one["body"] for one in found] == ["공급사 휴무 확인", "Ordered by phone.\nThe draft follows."]
    assert shop.data(COMMENTS, operator, code="B")["sku"]["comments"] == []
    assert written(shop) == (2, 2)


def test_a_remark_sent_twice_with_one_key_is_made_once(shop: Api, operator: str) -> None:
    first = comment(shop, operator, "Once", idempotencyKey="key-1")
    assert comment(shop, operator, "Once", idempotencyKey="key-1") == first
    assert comment(shop, operator, "Other", idempotencyKey="key-1")["code"] == "IDEMPOTENCY_CONFLICT"
    assert written(shop) == (1, 1)


@pytest.mark.parametrize("body", ["", " \n", "x" * 10_001])
def test_empty_and_endless_remarks_are_refused(shop: Api, operator: str, body: str) -> None:
    refused = comment(shop, operator, body)
    assert refused["fieldErrors"] == [{"field": "body", "message": "A comment must have 1 to 10,000 characters."}]
    assert written(shop) == (0, 0)


def test_a_sku_that_is_none_has_no_remarks(shop: Api, operator: str) -> None:
    found = shop.data(COMMENT, operator, input={"sku": "Z", "body": "Hello"})["commentOnSku"]
    assert (found["__typename"], found["message"]) == ("NotFound", "There is no such SKU.")
    assert written(shop) == (0, 0)


def test_the_trail_of_a_sku_has_what_was_done_to_it_and_nothing_else(shop: Api, operator: str, manager: str) -> None:
    comment(shop, operator, "Watch it.")
    period = {"startsOn": "2026-04-01", "endsOn": "2026-04-07", "mode": "FACTOR", "value": 2.0, "reason": "EVENT"}
    for code in ("A", "B"):
        shop.data(OVERRIDE, operator, input={"sku": code, **period})
        setting = {"scope": "PRODUCT", "target": code, "leadTimeDays": 9, "expectedVersion": 0}
        shop.data(SETTINGS, manager, input=setting)
    (id_,) = {
        row["id"]
        for row in shop.data("{ recommendations(first: 9) { nodes { id sku { code } } } }", operator)[
            "recommendations"
        ]["nodes"]
        if row["sku"]["code"] == "A"
    }
    shop.data(DISMISS, operator, input={"id": id_, "reason": "Discontinued soon."})
    found = shop.data(TRAIL, manager, sku="A")["auditLogs"]
    assert [(one["action"], one["subjectType"], one["actor"]) for one in found["nodes"]] == [
        ("DISMISS_RECOMMENDATION", "Recommendation", "operator@shop.example"),
        ("UPDATE_PLANNING_SETTINGS", "PlanningSetting", "manager@shop.example"),
        ("OVERRIDE_FORECAST", "ForecastOverride", "operator@shop.example"),
        ("COMMENT_SKU", "Sku", "operator@shop.example"),
    ]
    assert found["totalCount"] == 4
    assert shop.refusal(TRAIL, operator, sku="A")[0] == "FORBIDDEN"
