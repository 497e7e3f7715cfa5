"""The events of a run that has ended."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from domain.alerts.service import notify_run_finished
from tests.factories import published
from tests.factories.raw import create_product

HEAD = {"kind": "NIGHTLY", "logical_date": "2026-03-31"}


def told(connection: Connection, run_id: int) -> list[str]:
    with Session(connection, join_transaction_mode="create_savepoint") as session:
        found = notify_run_finished(session, run_id)
        session.commit()
    return found


def events(connection: Connection) -> dict[str, Any]:
    return {row.event_type: row.payload for row in connection.execute(text("select * from app.outbox"))}


def test_a_published_run_tells_of_itself_of_risks_and_of_grave_anomalies(connection: Connection) -> None:
    run = published.create_run(connection)
    for number, (risk, money) in enumerate(
        [("HIGH", 100), ("STOCKED_OUT", 900), ("MEDIUM", 5000), ("HIGH", None), ("LOW", 1), ("UNKNOWN", None)]
    ):
        product = create_product(connection, sku=f"TEA-{number}", name=f"Tea {number}")
        amount = None if money is None else Decimal(money)
        ended = {"on_hand": 0, "depletion_date": date(2026, 4, 1)} if risk == "STOCKED_OUT" else {}
        published.create_overview(connection, run, product, stockout_risk=risk, money_at_risk=amount, **ended)
        severity = ("LOW", "HIGH", "CRITICAL", "MEDIUM", "HIGH", "LOW")[number]
        published.create_anomaly(connection, run, product, severity=severity)
    assert told(connection, run) == ["RUN_PUBLISHED", "STOCKOUT_RISK", "ANOMALY_DETECTED"]
    found = events(connection)
    assert found["RUN_PUBLISHED"] == {**HEAD, "run_id": run}
    risks = found["STOCKOUT_RISK"]
    assert risks["count"] == 3
    assert [(sku["sku"], sku["risk"]) for sku in risks["skus"]] == [
        ("TEA-1", "STOCKED_OUT"),
        ("TEA-0", "HIGH"),
        ("TEA-3", "HIGH"),
    ]
    assert [sku["depletion_date"] for sku in risks["skus"]] == [None, "2026-04-12", "2026-04-12"], "no day that is past"
    anomalies = found["ANOMALY_DETECTED"]
    assert (anomalies["count"], anomalies["severities"]) == (3, {"CRITICAL": 1, "HIGH": 2})
    assert anomalies["anomalies"][0]["sku"] == "TEA-2"
    assert {anomaly["severity"] for anomaly in anomalies["anomalies"]} == {"CRITICAL", "HIGH"}
    assert "money" not in str(found).lower()


def test_a_run_is_told_of_once(connection: Connection) -> None:
    run = published.create_run(connection)
    assert told(connection, run) == ["RUN_PUBLISHED"]
    assert told(connection, run) == []
    assert len(events(connection)) == 1


def test_a_list_is_short_and_the_count_whole(connection: Connection) -> None:
    run = published.create_run(connection)
    for _ in range(12):
        published.create_overview(connection, run, create_product(connection), stockout_risk="HIGH")
    told(connection, run)
    risks = events(connection)["STOCKOUT_RISK"]
    assert (risks["count"], len(risks["skus"])) == (12, 10)


def test_a_failed_run_tells_why(connection: Connection) -> None:
    terms = {"status": "FAILED", "error": "The disk is full.", "error_code": "FAULT", "published_at": None}
    run = published.create_run(connection, publish=False, **terms)
    assert told(connection, run) == ["RUN_FAILED"]
    told_of = {**HEAD, "run_id": run, "error": "The disk is full.", "error_code": "FAULT"}
    assert events(connection) == {"RUN_FAILED": told_of}


def test_a_run_that_nobody_sees_tells_nothing(connection: Connection) -> None:
    earlier = published.create_run(connection, date(2026, 3, 1), publish=False, published_at=None)
    published.create_overview(connection, earlier, create_product(connection), stockout_risk="HIGH")
    assert told(connection, earlier) == []
    assert events(connection) == {}
