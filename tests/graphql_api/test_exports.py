"""All rows of the run as lines of JSON: what they hold, who reads them, and how they end."""

import json
import socket
from datetime import timedelta
from typing import Any

import httpx
import pytest
from sqlalchemy import Engine, event, insert, select, text

from domain.published.models import SkuOverview
from graphql_api.context import MAX_EXPORTS
from graphql_api.node import global_id
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api
from tests.graphql_api.streams import Served
from tests.waiting import eventually

EXPORTS = ("skus", "forecasts", "recommendations")
TOKEN = """mutation ($scope: Scope!) { createApiToken(input: {name: "feed", scopes: [$scope]}) {
  ... on NewApiToken { text } } }"""
SKUS = """{ skus(first: 100, orderBy: CODE) { nodes { code name category brand listPrice unitCost currency moq packSize
  maxOrderQuantity shelfLifeDays launchedOn discontinuedOn asOfDate onHand reserved onOrder receivedSince daysOfCover
  depletionDate stockoutRisk stockoutProbability7 stockoutProbability14 stockoutProbability30 expectedDemand7
  expectedDemand14 expectedDemand30 revenue28 units28 moneyAtRisk recommendedQuantity lifecycle demandClass abc xyz
  trustGrade supplier { code name } } } }"""
RECOMMENDATIONS = """{ recommendations(first: 100) { nodes { id quantity orderedSince remaining orderBy depletionDate
  leadTimeDays reviewDays serviceLevel orderUpTo assumptions unitCost cost currency stockoutProbability overstockValue
  status dismissedAt dismissalReason waterfall { key units } sku { code asOfDate } supplier { code name } } } }"""
FORECASTS = """{ skus(first: 100, orderBy: CODE) { nodes { code asOfDate
  d7: forecast(horizon: DAYS_7) { ...t } d14: forecast(horizon: DAYS_14) { ...t }
  d30: forecast(horizon: DAYS_30) { ...t daily { targetDate mean p10 p50 p90 confidence modelMean } } } } }
  fragment t on Forecast { horizonDays mean p10 p50 p90 confidence model modelMean modelP50 }"""


@pytest.fixture
def run_id(api: Api) -> int:
    """Three SKUs of a published run, one of them with neither supplier nor forecast; its number."""
    with api.engine.begin() as connection:
        run_id = published.create_run(connection)
        supplier = create_supplier(connection, code="NORTH", name='"북쪽" & Co', lead_time_days=9)
        for code in ("A", "B", "C"):
            product = create_product(
                connection,
                sku=code,
                name=f"차 {code}\n2",
                unit_cost="700.50",
                supplier_id=None if code == "C" else supplier,
            )
            published.create_overview(connection, run_id, product, revenue_28="0.10", days_of_cover=1 / 3)
            if code != "C":
                published.create_forecast(connection, run_id, product, a_day=0.1)
                published.create_recommendation(
                    connection, run_id, product, supplier_id=supplier, status="DISMISSED" if code == "B" else "OPEN"
                )
    return run_id


def get(api: Api, name: str, token: str | None, encoding: str = "identity") -> httpx.Response:
    headers = {"Accept-Encoding": encoding} | ({} if token is None else {"Authorization": f"Bearer {token}"})
    return api.send("GET", f"/export/{name}.ndjson", headers=headers)


def lines(answer: httpx.Response) -> list[dict[str, Any]]:
    assert answer.status_code == 200, answer.text
    assert answer.text.endswith("\n")
    return [json.loads(line) for line in answer.text.splitlines()]


def flat(node: dict[str, Any]) -> dict[str, Any]:
    """A node with its supplier as an export has it."""
    supplier = node.pop("supplier") or {"code": None, "name": None}
    return node | {"supplierCode": supplier["code"], "supplierName": supplier["name"]}


def test_skus_are_those_of_the_list_with_the_same_values(api: Api, manager: str, run_id: int) -> None:
    answer = get(api, "skus", manager)
    assert lines(answer) == [flat(node) for node in api.data(SKUS, manager)["skus"]["nodes"]]
    assert [(line["code"], line["unitCost"], line["revenue28"]) for line in lines(answer)] == [
        ("A", "700.50", "0.10"),
        ("B", "700.50", "0.10"),
        ("C", "700.50", "0.10"),
    ]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["jaego-run-id"] == global_id("PipelineRun", run_id)
    assert answer.headers["jaego-as-of-date"] == "2026-03-31"


def test_recommendations_are_those_of_the_list_with_ids_to_order_by(api: Api, manager: str, run_id: int) -> None:
    nodes = api.data(RECOMMENDATIONS, manager)["recommendations"]["nodes"]
    expected = [flat(node) | {"sku": node["sku"]["code"], "asOfDate": node["sku"]["asOfDate"]} for node in nodes]
    found = lines(get(api, "recommendations", manager))
    assert found == sorted(expected, key=lambda line: line["sku"])
    assert [line["sku"] for line in found] == ["A", "B"]
    assert found[0]["id"].startswith("UmVjb21tZW5kYXRpb246")
    assert run_id > 0


def test_forecasts_hold_the_totals_and_the_days_of_every_sku(api: Api, operator: str, run_id: int) -> None:
    found = lines(get(api, "forecasts", operator))
    expected = [
        {
            "sku": node["code"],
            "asOfDate": node["asOfDate"],
            "totals": [
                {key: value for key, value in total.items() if key != "daily"}
                for total in (node["d7"], node["d14"], node["d30"])
                if total is not None
            ],
            "daily": node["d30"]["daily"] if node["d30"] else [],
        }
        for node in api.data(FORECASTS, operator)["skus"]["nodes"]
    ]
    assert found == expected
    assert (found[2]["totals"], found[2]["daily"], len(found[0]["daily"])) == ([], [], 30)
    assert run_id > 0


def test_costs_and_terms_are_for_those_who_see_them_in_the_lists(api: Api, operator: str, run_id: int) -> None:
    costs = {"unitCost", "cost", "serviceLevel", "overstockValue"}
    for name in EXPORTS:
        answer = get(api, name, operator)
        assert not {key for line in lines(answer) for key in line} & (costs | {"leadTimeDays"}), name
        assert "700.5" not in answer.text
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set may_see_costs = true"))
    (first, *_) = lines(get(api, "recommendations", operator))
    assert costs <= first.keys(), "allowed by an administrator"
    assert "leadTimeDays" not in first, "terms of suppliers are for managers"
    assert lines(get(api, "skus", operator))[0]["unitCost"] == "700.50"
    assert run_id > 0


def test_tokens_need_the_scope_read_and_nobody_reads_unsigned(api: Api, operator: str, run_id: int) -> None:
    reads, writes = (api.data(TOKEN, operator, scope=scope)["createApiToken"]["text"] for scope in ("READ", "WRITE"))
    for name in EXPORTS:
        assert len(lines(get(api, name, reads))) == (2 if name == "recommendations" else 3)
        refused, unsigned = get(api, name, writes), get(api, name, None)
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (403, "FORBIDDEN")
        assert (unsigned.status_code, unsigned.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
    assert run_id > 0


def test_without_a_run_there_are_no_lines(api: Api, operator: str) -> None:
    for name in EXPORTS:
        answer = get(api, name, operator)
        assert (answer.status_code, answer.content, answer.headers.get("jaego-run-id")) == (200, b"", None)


def test_they_are_compressed_for_those_who_ask(api: Api, operator: str, run_id: int) -> None:
    plain, small = get(api, "forecasts", operator), get(api, "forecasts", operator, "gzip")
    assert (small.headers["content-encoding"], "content-encoding" in plain.headers) == ("gzip", False)
    assert small.content == plain.content, "httpx has decompressed it"
    assert int(plain.num_bytes_downloaded) > 2 * int(small.num_bytes_downloaded) > 0
    assert run_id > 0


def test_a_run_that_is_published_meanwhile_is_not_mixed_in(api: Api, operator: str, run_id: int) -> None:
    done: list[int] = []

    def publish(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "row_to_json" in statement and not done:
            with api.engine.begin() as connection:
                later = published.create_run(connection, published.AS_OF + timedelta(days=1))
                published.create_overview(connection, later, create_product(connection, sku="NEW"))
                done.append(later)

    event.listen(api.services.engine.sync_engine, "before_cursor_execute", publish)
    answer = get(api, "skus", operator)
    assert [line["code"] for line in lines(answer)] == ["A", "B", "C"]
    assert answer.headers["jaego-run-id"] == global_id("PipelineRun", run_id)
    assert [line["code"] for line in lines(get(api, "skus", operator))] == ["NEW"]


def test_no_more_are_under_way_at_once_than_connections_can_spare(api: Api, operator: str, run_id: int) -> None:
    for _ in range(MAX_EXPORTS):
        api.run(api.services.exports.acquire())
    answer = get(api, "skus", operator)
    assert (answer.status_code, answer.json()["errors"][0]["extensions"]["code"]) == (429, "TOO_MANY_EXPORTS")
    api.services.exports.release()
    assert len(lines(get(api, "skus", operator))) == 3
    assert run_id > 0


def many(engine: Engine, rows: int) -> None:
    """Further SKUs of the run, with names so long that they don't fit into what lies between server and client."""
    with engine.begin() as connection:
        products = connection.execute(
            text(
                "insert into raw.products (sku, name, currency, row_hash, batch_id)"
                " select 'M' || n, repeat('x', 10000), currency, row_hash, batch_id"
                " from raw.products, generate_series(1, :rows) as n where sku = 'A' returning id"
            ),
            {"rows": rows},
        )
        template = connection.execute(select(SkuOverview.__table__).limit(1)).one()._asdict()
        connection.execute(insert(SkuOverview), [template | {"product_id": row.id} for row in products])


def test_a_client_that_leaves_ends_the_query_and_gives_the_connection_back(
    api: Api, operator: str, served: Served, run_id: int
) -> None:
    many(api.engine, 3_000)
    engine = served.services.engine
    headers = {"Authorization": f"Bearer {operator}", "Accept-Encoding": "identity"}
    small = httpx.HTTPTransport(socket_options=[(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)])
    with httpx.Client(base_url=served.url, headers=headers, timeout=60, transport=small) as client:
        with client.stream("GET", "/export/skus.ndjson") as answer:
            assert json.loads(next(answer.iter_lines()))["code"] == "A"
            assert engine.pool.checkedout() == 1
        eventually(lambda: engine.pool.checkedout() == 0)
        with api.engine.connect() as connection:
            query = "select count(*) from pg_stat_activity where datname = current_database() and state = :state"
            assert connection.scalar(text(query), {"state": "idle in transaction"}) == 0
        assert len(client.get("/export/skus.ndjson").text.splitlines()) == 3_003
    assert run_id > 0
