"""Pages of one list come from one run: a run published between two of them neither repeats nor loses a row."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import event

from analytics.publish.retention import drop_old_runs
from domain.replenishment.repository import RECOMMENDATION_ORDERINGS
from domain.skus.repository import SKU_ORDERINGS
from tests.factories import published
from tests.factories.raw import create_product
from tests.graphql_api.conftest import Api

CODES = "ABCDEFG"
NEXT_DAY = published.AS_OF + timedelta(days=1)
SKUS = """query ($first: Int! $after: String $order: SkuOrder!) { skus(first: $first, after: $after, orderBy: $order) {
  runId asOfDate totalCount pageInfo { hasNextPage endCursor }
  nodes { code asOfDate onHand forecast { mean } recommendation { quantity } } } publishedRun { id logicalDate } }"""
RECOMMENDATIONS = """query ($first: Int! $after: String $order: RecommendationOrder!) {
  recommendations(first: $first, after: $after, orderBy: $order) {
    runId asOfDate pageInfo { hasNextPage endCursor } nodes { quantity sku { code asOfDate onHand } } } }"""
ANOMALIES = """query ($first: Int! $after: String) { anomalies(first: $first, after: $after) {
  runId asOfDate pageInfo { hasNextPage endCursor } nodes { detectedOn sku { code asOfDate } } } }"""
Publish = Callable[[date, int], int]


@pytest.fixture
def publish(api: Api) -> Publish:
    """Publish a run of seven SKUs: those of the second one have the values of the first in the opposite order."""
    with api.engine.begin() as connection:
        products = [create_product(connection, sku=code, name=f"Tea {code}") for code in CODES]

    def published_on(day: date, units: int, *, is_turned: bool = False) -> int:
        with api.engine.begin() as connection:
            run_id = published.create_run(connection, day)
            for place, product in enumerate(reversed(products) if is_turned else products):
                published.create_overview(
                    connection,
                    run_id,
                    product,
                    as_of_date=day,
                    on_hand=units,
                    stockout_probability_14=0.9 - 0.1 * place,
                    money_at_risk=Decimal(1000 - place),
                    depletion_date=day + timedelta(days=place + 1),
                    revenue_28=Decimal(900 - place),
                    days_of_cover=float(place),
                )
                published.create_total(connection, run_id, product, 14, mean=float(units))
                published.create_recommendation(
                    connection,
                    run_id,
                    product,
                    quantity=units + place,
                    order_by=day + timedelta(days=place),
                    stockout_probability=0.9 - 0.1 * place,
                )
                published.create_anomaly(connection, run_id, product, detected_on=day)
        return run_id

    return lambda day, units: published_on(day, units, is_turned=day != published.AS_OF)


def pages(api: Api, token: str, query: str, name: str, between: Callable[[], object], **given: Any) -> list[Any]:
    """All pages of a list in threes, with something done once, after the first page."""
    found = [api.data(query, token, first=3, after=None, **given)]
    between()
    while found[-1][name]["pageInfo"]["hasNextPage"]:
        after = found[-1][name]["pageInfo"]["endCursor"]
        found.append(api.data(query, token, first=3, after=after, **given))
    return found


@pytest.mark.parametrize("order", SKU_ORDERINGS)
def test_a_list_of_skus_stays_with_the_run_of_its_first_page(
    api: Api, operator: str, publish: Publish, order: str
) -> None:
    publish(published.AS_OF, 40)
    found = pages(api, operator, SKUS, "skus", lambda: publish(NEXT_DAY, 80), order=order)
    nodes = [node for page in found for node in page["skus"]["nodes"]]
    assert [node["code"] for node in nodes] == list(CODES)
    assert {(node["asOfDate"], node["onHand"]) for node in nodes} == {("2026-03-31", 40)}
    assert {node["forecast"]["mean"] for node in nodes} == {40.0}
    assert [node["recommendation"]["quantity"] for node in nodes] == [40 + place for place in range(7)]
    assert {(page["skus"]["asOfDate"], page["skus"]["totalCount"]) for page in found} == {("2026-03-31", 7)}
    assert {page["skus"]["runId"] for page in found} == {found[0]["publishedRun"]["id"]}
    assert [page["publishedRun"]["logicalDate"] for page in found] == ["2026-03-31", "2026-04-01", "2026-04-01"]
    fresh = api.data(SKUS, operator, first=7, order=order)
    assert {node["onHand"] for node in fresh["skus"]["nodes"]} == {80}
    assert fresh["skus"]["runId"] == fresh["publishedRun"]["id"]


@pytest.mark.parametrize("order", RECOMMENDATION_ORDERINGS)
def test_so_does_a_list_of_recommendations(api: Api, operator: str, publish: Publish, order: str) -> None:
    publish(published.AS_OF, 40)
    found = pages(api, operator, RECOMMENDATIONS, "recommendations", lambda: publish(NEXT_DAY, 80), order=order)
    nodes = [node for page in found for node in page["recommendations"]["nodes"]]
    assert sorted(node["sku"]["code"] for node in nodes) == list(CODES)
    assert sorted(node["quantity"] for node in nodes) == [40 + place for place in range(7)]
    assert {(node["sku"]["asOfDate"], node["sku"]["onHand"]) for node in nodes} == {("2026-03-31", 40)}
    assert len({page["recommendations"]["runId"] for page in found}) == 1


def test_so_does_a_list_of_anomalies(api: Api, operator: str, publish: Publish) -> None:
    publish(published.AS_OF, 40)
    found = pages(api, operator, ANOMALIES, "anomalies", lambda: publish(NEXT_DAY, 80))
    nodes = [node for page in found for node in page["anomalies"]["nodes"]]
    assert sorted(node["sku"]["code"] for node in nodes) == list(CODES)
    assert {(node["detectedOn"], node["sku"]["asOfDate"]) for node in nodes} == {("2026-03-31", "2026-03-31")}


def test_a_page_of_a_run_that_is_not_kept_is_refused_by_name(api: Api, operator: str, publish: Publish) -> None:
    publish(published.AS_OF, 40)
    after = api.data(SKUS, operator, first=3, order="RISK")["skus"]["pageInfo"]["endCursor"]
    for days in (1, 2):
        publish(published.AS_OF + timedelta(days=days), 80)
    drop_old_runs(api.engine, keep=2)
    code, message = api.refusal(SKUS, operator, first=3, after=after, order="RISK")
    assert code == "LIST_EXPIRED"
    assert message == "This list is older than what is kept. Start again from the first page, without `after`."
    assert len(api.data(SKUS, operator, first=7, order="RISK")["skus"]["nodes"]) == 7


def test_a_run_that_loses_its_rows_while_they_are_read_is_not_answered_with_gaps(
    api: Api, operator: str, publish: Publish
) -> None:
    publish(published.AS_OF, 40)
    after = api.data(SKUS, operator, first=3, order="RISK")["skus"]["pageInfo"]["endCursor"]
    for days in (1, 2):
        publish(published.AS_OF + timedelta(days=days), 80)
    removed = []

    def remove(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "mart.sku_overview" in statement and not removed:
            removed.append(drop_old_runs(api.engine, keep=2).rows)

    event.listen(api.services.engine.sync_engine, "before_cursor_execute", remove)
    assert api.refusal(SKUS, operator, first=3, after=after, order="RISK")[0] == "LIST_EXPIRED"
    assert removed[0] > 0


def test_cursors_of_different_runs_are_not_read_in_one_request(api: Api, operator: str, publish: Publish) -> None:
    publish(published.AS_OF, 40)
    old = api.data(SKUS, operator, first=3, order="RISK")["skus"]["pageInfo"]["endCursor"]
    publish(NEXT_DAY, 80)
    new = api.data(RECOMMENDATIONS, operator, first=3, order="ORDER_BY")["recommendations"]["pageInfo"]["endCursor"]
    query = """query ($a: String $b: String) { ...lists }
    fragment lists on Query { skus(first: 1, after: $a) { runId } recommendations(first: 1, after: $b) { runId } }"""
    assert api.refusal(query, operator, a=old, b=new)[0] == "BAD_USER_INPUT"
    both = api.data(query, operator, a=old, b=None)
    assert both["skus"]["runId"] == both["recommendations"]["runId"]
