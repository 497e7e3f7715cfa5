"""Recommendations, anomalies, runs, and any object again by its id."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.dialects import postgresql

from domain.replenishment import repository
from domain.replenishment.repository import RECOMMENDATION_ORDERINGS
from tests.factories import published
from tests.factories.people import create_user
from tests.factories.purchasing import create_draft
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Api, Shop

TOMORROW = published.AS_OF + timedelta(days=1)


WARNING = {
    "step": "marts",
    "code": "STALE",
    "message": "Orders end two days before the date.",
    "message_ko": "이틀 치 주문이 없습니다.",
    "examples": ["sku = A"],
    "days": 2,
}
SEEN = {
    "A": {"money_at_risk": None, "abc": "A", "lifecycle": "ACTIVE"},
    "B": {"money_at_risk": Decimal(900), "abc": "B", "lifecycle": "ENDING"},
    "C": {"money_at_risk": Decimal(100), "abc": "C", "lifecycle": "NEW"},
}


@pytest.fixture(scope="module")
def busy(shop: Shop) -> Shop:
    """Three SKUs with recommendations and anomalies; a failed run left rows behind, a later run is not served."""
    with shop.api.engine.begin() as connection:
        north, south = (create_supplier(connection, code=code) for code in ("NORTH", "SOUTH"))
        run = published.create_run(connection)
        failed = published.create_run(
            connection, TOMORROW, publish=False, status="FAILED", error="The disk is full.", published_at=None
        )
        later = published.create_run(
            connection,
            TOMORROW,
            publish=False,
            attempt=2,
            warnings=[WARNING],
            counts={"skus": 3, "predictions": 90},
        )
        published.create_step(
            connection, later, 1, name="extract", finished_at=published.STARTED + timedelta(seconds=1.5)
        )
        published.create_step(connection, later, 2, name="marts", status="RUNNING", counts={})
        for number, (code, supplier, quantity, order_by) in enumerate(
            (("A", north, 12, date(2026, 4, 5)), ("B", south, 30, date(2026, 4, 2)), ("C", None, 0, None))
        ):
            product = create_product(connection, sku=code, name=f"Tea {code}", category="tea" if code == "A" else None)
            published.create_overview(connection, run, product, **SEEN[code])
            for run_id in (run, later):
                published.create_recommendation(
                    connection,
                    run_id,
                    product,
                    supplier_id=supplier,
                    quantity=quantity,
                    order_by=order_by,
                    stockout_probability=None if number == 0 else 0.1 * number,
                    status="DISMISSED" if code == "B" else "OPEN",
                )
            days_ago = published.AS_OF - timedelta(days=number)
            published.create_anomaly(connection, run, product, detected_on=days_ago)
            published.create_anomaly(
                connection,
                run,
                product,
                detected_on=days_ago,
                anomaly_type="OVERSTOCK",
                severity="LOW",
                status="RESOLVED",
            )
            published.create_anomaly(connection, failed, product, anomaly_type="STOCKOUT")
            published.create_anomaly(connection, later, product, detected_on=TOMORROW, anomaly_type="STOCKOUT")
    return shop


@pytest.mark.parametrize(
    ("arguments", "codes"),
    [
        ("", ["B", "A", "C"]),
        ("orderBy: QUANTITY", ["B", "A", "C"]),
        ("orderBy: STOCKOUT_PROBABILITY", ["C", "B", "A"]),
        ("orderBy: MONEY_AT_RISK", ["B", "C", "A"]),
        ("isReversed: true", ["A", "B", "C"]),
        ("orderBy: QUANTITY, isReversed: true", ["C", "A", "B"]),
        ("orderBy: STOCKOUT_PROBABILITY, isReversed: true", ["B", "C", "A"]),
        ("orderBy: MONEY_AT_RISK, isReversed: true", ["C", "B", "A"]),
        ('filter: {search: "tEA b"}', ["B"]),
        ('filter: {search: "%"}', []),
        ('filter: {category: ["tea"]}', ["A"]),
        ("filter: {abc: [A, C]}", ["A", "C"]),
        ("filter: {lifecycle: [ENDING, DORMANT]}", ["B"]),
        ("filter: {minQuantity: 1}", ["B", "A"]),
        ("filter: {minQuantity: 13}", ["B"]),
        ('filter: {sku: ["A", "NONE"]}', ["A"]),
        ('filter: {supplier: ["NORTH", "SOUTH"]}', ["B", "A"]),
        ('filter: {supplier: ["NORTH"], status: [DISMISSED]}', []),
        ("filter: {status: [OPEN]}", ["A", "C"]),
    ],
)
def test_recommendations_of_the_served_run(busy: Shop, arguments: str, codes: list[str]) -> None:
    query = f"{{ recommendations(first: 100, {arguments}) {{ totalCount nodes {{ sku {{ code }} }} }} }}"
    page = busy.api.data(query, busy.operator)["recommendations"]
    assert [node["sku"]["code"] for node in page["nodes"]] == codes
    assert page["totalCount"] == len(codes)


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("order", ["ORDER_BY", "QUANTITY", "STOCKOUT_PROBABILITY", "MONEY_AT_RISK"])
def test_recommendations_in_pages_of_one_are_all_of_them(busy: Shop, order: str, is_reversed: bool) -> None:
    query = """query ($after: String, $order: RecommendationOrder!, $isReversed: Boolean!) {
                 recommendations(first: 1, after: $after, orderBy: $order, isReversed: $isReversed) {
                   nodes { sku { code } } pageInfo { endCursor hasNextPage } } }"""
    seen, after, more = [], None, True
    while more:
        page = busy.api.data(query, busy.operator, after=after, order=order, isReversed=is_reversed)["recommendations"]
        seen += [node["sku"]["code"] for node in page["nodes"]]
        after, more = page["pageInfo"]["endCursor"], page["pageInfo"]["hasNextPage"]
    whole = f"{{ recommendations(first: 9, orderBy: {order}, isReversed: {str(is_reversed).lower()}) "
    nodes = busy.api.data(whole + "{ nodes { sku { code } } } }", busy.operator)["recommendations"]["nodes"]
    assert seen == [node["sku"]["code"] for node in nodes]
    assert sorted(seen) == ["A", "B", "C"]


def test_recommendations_are_sorted_by_what_is_shown_of_them(api: Api) -> None:
    with api.engine.begin() as connection:
        user, supplier = create_user(connection, "OPERATOR", "op"), create_supplier(connection)
        run = published.create_run(connection)
        for code, quantity, ordered in (("A", 30, 25), ("B", 12, 0), ("C", 20, 13), ("D", 4, 9)):
            product = create_product(connection, sku=code, supplier_id=supplier)
            published.create_overview(connection, run, product)
            published.create_recommendation(connection, run, product, quantity=quantity)
            if ordered:
                create_draft(connection, supplier, product, user, units=ordered)
    token = api.token("op@shop.example")
    query = (
        "query ($r: Boolean!) { recommendations(first: 9, orderBy: QUANTITY, isReversed: $r) { nodes { remaining } } }"
    )
    for is_reversed, shown in ((False, [12, 7, 5, 0]), (True, [0, 5, 7, 12])):
        nodes = api.data(query, token, r=is_reversed)["recommendations"]["nodes"]
        assert [node["remaining"] for node in nodes] == shown


@pytest.mark.parametrize("is_reversed", [False, True])
@pytest.mark.parametrize("order", [order for order in RECOMMENDATION_ORDERINGS if order != "QUANTITY"])
def test_a_page_of_recommendations_is_read_from_an_index_in_its_order(
    busy: Shop, order: str, is_reversed: bool
) -> None:
    ordering = RECOMMENDATION_ORDERINGS[order]
    ordering = ordering.reversed() if is_reversed else ordering
    rows = repository.of_run(select(*ordering.columns()), 1, by_overview=order == "MONEY_AT_RISK")
    query = rows.order_by(*ordering.order_by()).limit(25)
    text_of = query.compile(dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True})
    with busy.api.engine.connect() as connection:
        # So few rows are sorted sooner than looked up: what is asked is whether an index has the order at all.
        connection.execute(text("set local enable_sort = off"))
        connection.execute(text("set local enable_seqscan = off"))
        plan = "\n".join(row[0] for row in connection.execute(text(f"explain {text_of}")))
    assert "Sort Key" not in plan, plan


@pytest.mark.parametrize(
    ("condition", "found"),
    [
        ("{}", 6),
        ("{type: [SALES_SPIKE]}", 3),
        ("{severity: [LOW, CRITICAL]}", 3),
        ("{status: [OPEN]}", 3),
        ('{sku: ["A", "B"]}', 4),
        ('{from: "2026-03-30"}', 4),
        ('{from: "2026-03-30", to: "2026-03-30"}', 2),
        ('{to: "2026-03-29", type: [OVERSTOCK]}', 1),
        ("{type: [STOCKOUT]}", 0),
    ],
)
def test_anomalies_as_of_the_served_run(busy: Shop, condition: str, found: int) -> None:
    query = f"{{ anomalies(first: 100, filter: {condition}) {{ totalCount nodes {{ detectedOn type }} }} }}"
    page = busy.api.data(query, busy.operator)["anomalies"]
    assert len(page["nodes"]) == page["totalCount"] == found


def test_anomalies_come_newest_first_and_tell_their_numbers(busy: Shop) -> None:
    query = """query ($after: String) { anomalies(first: 2, after: $after) { pageInfo { endCursor hasNextPage }
      nodes { detectedOn type severity observed expected pValue currency status sku { code name }
              details { name value } } } }"""
    first = busy.api.data(query, busy.operator)["anomalies"]
    assert first["nodes"][1] == {
        "detectedOn": "2026-03-31",
        "type": "SALES_SPIKE",
        "severity": "HIGH",
        "observed": 90.0,
        "expected": 30.0,
        "pValue": 0.0001,
        "currency": "KRW",
        "status": "OPEN",
        "sku": {"code": "A", "name": "Tea A"},
        "details": [{"name": "days", "value": 1.0}, {"name": "units", "value": 60.0}],
    }
    second = busy.api.data(query, busy.operator, after=first["pageInfo"]["endCursor"])["anomalies"]
    assert [node["sku"]["code"] for node in second["nodes"]] == ["B", "B"]


def test_a_lead_time_behind_a_detection_is_for_managers(busy: Shop) -> None:
    query = '{ anomalies(first: 1, filter: {sku: ["A"]}) { nodes { details { name } } } }'
    names = {
        role: [detail["name"] for detail in busy.api.data(query, token)["anomalies"]["nodes"][0]["details"]]
        for role, token in (("OPERATOR", busy.operator), ("MANAGER", busy.manager))
    }
    assert names == {"OPERATOR": ["days", "units"], "MANAGER": ["days", "lead_time_days", "units"]}


def test_money_at_stake_that_is_reckoned_from_cost_is_for_managers(busy: Shop) -> None:
    query = '{ anomalies(first: 2, filter: {sku: ["A"]}) { nodes { type moneyAtStake } } }'
    nodes = busy.api.data(query, busy.manager)["anomalies"]["nodes"]
    assert {node["type"]: node["moneyAtStake"] for node in nodes} == {
        "OVERSTOCK": "70000.00",
        "SALES_SPIKE": "70000.00",
    }
    body = busy.api.post(query, busy.operator)
    assert [error["extensions"]["code"] for error in body["errors"]] == ["FORBIDDEN"]
    nodes = body["data"]["anomalies"]["nodes"]
    assert {node["type"]: node["moneyAtStake"] for node in nodes} == {"OVERSTOCK": None, "SALES_SPIKE": "70000.00"}


def test_runs_with_steps_counts_warnings_and_errors(busy: Shop) -> None:
    query = """{ pipelineRuns(first: 10) { totalCount nodes { kind logicalDate attempt trigger status error
      counts { name count } warnings { code message messageKo examples step numbers { name value } }
      steps { position name status seconds counts { name count } } } }
      publishedRun { logicalDate status publishedAt } }"""
    data = busy.api.data(query, busy.operator)
    later, failed, served = data["pipelineRuns"]["nodes"]
    assert data["pipelineRuns"]["totalCount"] == 3
    assert (failed["status"], failed["error"]) == ("FAILED", "The disk is full.")
    assert (served["logicalDate"], served["steps"], served["warnings"]) == ("2026-03-31", [], [])
    assert later["counts"] == [{"name": "predictions", "count": 90}, {"name": "skus", "count": 3}]
    assert later["warnings"] == [
        {
            "code": "STALE",
            "message": "Orders end two days before the date.",
            "messageKo": "이틀 치 주문이 없습니다.",
            "examples": ["sku = A"],
            "step": "marts",
            "numbers": [{"name": "days", "value": 2.0}],
        }
    ]
    assert later["steps"] == [
        {
            "position": 1,
            "name": "extract",
            "status": "SUCCEEDED",
            "seconds": 1.5,
            "counts": [{"name": "skus", "count": 3}],
        },
        {"position": 2, "name": "marts", "status": "RUNNING", "seconds": None, "counts": []},
    ]
    assert data["publishedRun"] == {
        "logicalDate": "2026-03-31",
        "status": "SUCCEEDED",
        "publishedAt": "2026-04-01T02:01:30+00:00",
    }


def test_every_id_finds_its_object_again(busy: Shop) -> None:
    query = """{ me { id } skus(first: 3) { nodes { id } } recommendations(first: 3) { nodes { id } }
                 anomalies(first: 3) { nodes { id } } pipelineRuns(first: 3) { nodes { id } } }"""
    data = busy.api.data(query, busy.operator)
    ids = {"User": data["me"]["id"], "Sku": data["skus"]["nodes"][1]["id"]}
    ids["Recommendation"] = data["recommendations"]["nodes"][0]["id"]
    ids["Anomaly"] = data["anomalies"]["nodes"][2]["id"]
    ids["PipelineRun"] = data["pipelineRuns"]["nodes"][2]["id"]
    node = """query ($id: ID!) { node(id: $id) { __typename id ... on Sku { code } ... on Anomaly { type }
              ... on Recommendation { quantity } ... on PipelineRun { attempt } ... on User { email } } }"""
    for type_name, id_ in ids.items():
        found = busy.api.data(node, busy.operator, id=id_)["node"]
        assert (found["__typename"], found["id"]) == (type_name, id_)
        assert len([value for value in found.values() if value is not None]) == 3
    assert busy.api.data(node, busy.manager, id=ids["User"])["node"] is None


@pytest.mark.parametrize(
    "id_", ["", "x", "U2t1", "U2t1Og", "U2t1OmE", "Tm9uZTox", "U2t1OjE5OTk5OTk5OTk5OTk5OTk5OTk5", "é"]
)
def test_a_foreign_id_is_refused(busy: Shop, id_: str) -> None:
    assert busy.api.refusal("query ($id: ID!) { node(id: $id) { id } }", busy.operator, id=id_) == (
        "BAD_USER_INPUT",
        "The id is not an id of this service.",
    )


def test_an_unknown_object_is_null(busy: Shop) -> None:
    assert busy.api.data('{ node(id: "U2t1OjE5OTk5OTk5OTk5") { id } }', busy.operator) == {"node": None}


def test_a_request_reads_one_run_even_when_another_is_published_meanwhile(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        older, newer = (published.create_run(connection, published.AS_OF + timedelta(days=ahead)) for ahead in (0, 1))
        product = create_product(connection, sku="A")
        for run_id, units in ((older, 1), (newer, 2)):
            published.create_overview(connection, run_id, product, on_hand=units)
            published.create_recommendation(connection, run_id, product, quantity=units, unit_cost=Decimal(1))
            published.create_total(connection, run_id, product, 14, float(units))
        published.serve_run(connection, older)

    query = '{ sku(code: "A") { onHand forecast { mean } recommendation { quantity } } }'

    def publish(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "published_run" in statement:
            published_after.append(statement)
        elif published_after and len(published_after) == 1 and "raw.products" in statement:
            published_after.append("published")
            with api.engine.begin() as connection:
                published.serve_run(connection, newer)

    published_after: list[str] = []
    event.listen(api.services.engine.sync_engine, "after_cursor_execute", publish)
    expected = {"onHand": 1, "forecast": {"mean": 1.0}, "recommendation": {"quantity": 1}}
    assert api.data(query, operator)["sku"] == expected
    assert published_after[-1] == "published"
    expected = {"onHand": 2, "forecast": {"mean": 2.0}, "recommendation": {"quantity": 2}}
    assert api.data(query, operator)["sku"] == expected
