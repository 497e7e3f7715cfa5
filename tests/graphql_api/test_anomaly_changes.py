"""The life of an anomaly: acknowledged, snoozed, resolved and rated."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories import published
from tests.factories.published import AS_OF
from tests.factories.raw import create_product
from tests.graphql_api.answers import input_of
from tests.graphql_api.conftest import Api

CHANGE = """mutation ($input: {given}) {{ {verb}Anomaly(input: $input) {{ __typename
    ... on UserError {{ code message }} ... on ValidationFailed {{ fieldErrors {{ field }} }}
    ... on AnomalyVersionConflict {{ version status }}
    ... on Anomaly {{ status snoozedUntil resolvedAt owner feedback ratedAt version }} }} }}"""
LIST = "query ($filter: AnomalyFilterInput) { anomalies(first: 10, filter: $filter) { nodes { id status version } } }"
PRECISION = "{ anomalyPrecision { type raised useful notUseful precision strictness } }"


@pytest.fixture
def id_(api: Api, operator: str) -> str:
    with api.engine.begin() as connection:
        run = published.create_run(connection)
        published.create_anomaly(connection, run, create_product(connection, sku="A"))
    return str(api.data(LIST, operator)["anomalies"]["nodes"][0]["id"])


def change(api: Api, token: str, verb: str, id_: str, version: int = 1, **more: Any) -> dict[str, Any]:
    query = CHANGE.format(verb=verb, given=input_of(f"{verb}Anomaly"))
    given = {"id": id_, "expectedVersion": version, **more}
    found: dict[str, Any] = api.data(query, token, input=given)[f"{verb}Anomaly"]
    return found


def audited(api: Api) -> list[tuple[str, str]]:
    with api.engine.connect() as connection:
        rows = connection.execute(text("select action, outcome from audit.audit_logs where action like '%ANOMALY'"))
        return [tuple(row) for row in rows]


def listed(api: Api, token: str, status: str) -> int:
    return len(api.data(LIST, token, filter={"status": [status]})["anomalies"]["nodes"])


def status_alone(api: Api, token: str, id_: str) -> str:
    found = api.data("query ($id: ID!) { node(id: $id) { ... on Anomaly { status } } }", token, id=id_)["node"]
    return str(found["status"])


def test_whoever_acknowledges_is_the_owner(api: Api, operator: str, id_: str) -> None:
    found = change(api, operator, "acknowledge", id_)
    assert found["__typename"] == "Anomaly"
    assert (found["status"], found["version"]) == ("ACKNOWLEDGED", 2)
    assert found["owner"]
    assert (listed(api, operator, "ACKNOWLEDGED"), listed(api, operator, "OPEN")) == (1, 0)
    assert change(api, operator, "acknowledge", id_, 2)["code"] == "ILLEGAL_STATUS"
    assert audited(api) == [("ACKNOWLEDGE_ANOMALY", "DONE"), ("ACKNOWLEDGE_ANOMALY", "REFUSED")]


def test_what_is_put_off_comes_up_again_on_its_day(midday: date, api: Api, operator: str, id_: str) -> None:
    until = midday + timedelta(days=3)
    found = change(api, operator, "snooze", id_, until=str(until))
    assert (found["status"], found["snoozedUntil"]) == ("SNOOZED", str(until))
    for left, status in ((1, "SNOOZED"), (0, "OPEN")):
        with api.engine.begin() as connection:
            day = {"day": midday + timedelta(days=left)}
            connection.execute(text("update ai.anomaly_detections set snoozed_until = :day"), day)
        assert (listed(api, operator, status), status_alone(api, operator, id_)) == (1, status)
    found = change(api, operator, "acknowledge", id_, 2)
    assert (found["status"], found["snoozedUntil"]) == ("ACKNOWLEDGED", None)


def test_the_day_of_what_is_put_off_is_the_company_s_however_old_the_run(
    midday: date, api: Api, operator: str, id_: str
) -> None:
    """The published run knows nothing after `AS_OF`, months ago."""
    assert change(api, operator, "snooze", id_, until=str(AS_OF + timedelta(days=2)))["fieldErrors"] == [
        {"field": "until"}
    ]
    assert change(api, operator, "snooze", id_, until=str(midday + timedelta(days=366)))["status"] == "SNOOZED"


@pytest.mark.parametrize("days", [-1, 0, 367])
def test_a_day_that_can_not_be_meant_is_refused(midday: date, api: Api, operator: str, id_: str, days: int) -> None:
    found = change(api, operator, "snooze", id_, until=str(midday + timedelta(days=days)))
    assert found["fieldErrors"] == [{"field": "until"}]
    assert listed(api, operator, "OPEN") == 1
    assert audited(api) == []


def test_what_is_resolved_stays_so_but_can_be_rated(midday: date, api: Api, operator: str, id_: str) -> None:
    found = change(api, operator, "resolve", id_)
    assert found["status"] == "RESOLVED"
    assert found["resolvedAt"] is not None
    for verb, more in (("acknowledge", {}), ("resolve", {}), ("snooze", {"until": str(midday + timedelta(days=1))})):
        assert change(api, operator, verb, id_, 2, **more)["code"] == "ILLEGAL_STATUS"
    found = change(api, operator, "rate", id_, 2, feedback="NOT_USEFUL")
    assert (found["status"], found["feedback"], found["version"]) == ("RESOLVED", "NOT_USEFUL", 3)
    assert found["ratedAt"] is not None


def test_of_two_who_read_the_same_version_one_is_told(api: Api, operator: str, manager: str, id_: str) -> None:
    change(api, operator, "acknowledge", id_)
    found = change(api, manager, "resolve", id_, 1)
    assert (found["__typename"], found["version"], found["status"]) == ("AnomalyVersionConflict", 2, "ACKNOWLEDGED")
    assert listed(api, operator, "ACKNOWLEDGED") == 1


def test_a_repetition_with_its_key_has_no_second_effect(api: Api, operator: str, id_: str) -> None:
    first = change(api, operator, "rate", id_, feedback="USEFUL", idempotencyKey="k")
    assert change(api, operator, "rate", id_, feedback="USEFUL", idempotencyKey="k") == first
    assert change(api, operator, "rate", id_, feedback="NOT_USEFUL", idempotencyKey="k")["code"] == (
        "IDEMPOTENCY_CONFLICT"
    )
    assert audited(api) == [("RATE_ANOMALY", "DONE")]


def test_what_the_published_run_does_not_know_is_not_found(api: Api, operator: str, id_: str) -> None:
    with api.engine.begin() as connection:
        connection.execute(text("update ai.anomaly_detections set detected_on = detected_on + 1"))
    assert change(api, operator, "resolve", id_)["code"] == "NOT_FOUND"


def test_nobody_changes_anything_without_signing_in(api: Api, id_: str) -> None:
    query = CHANGE.format(verb="resolve", given=input_of("resolveAnomaly"))
    code, _ = api.refusal(query, None, input={"id": id_, "expectedVersion": 1})
    assert code == "UNAUTHENTICATED"


def test_measured_precision_by_type(api: Api, operator: str, id_: str) -> None:
    with api.engine.begin() as connection:
        run = connection.execute(text("select run_id from jobs.published_run")).scalar_one()
        product = create_product(connection, sku="B")
        for days in range(4):
            rated = {"feedback": "USEFUL" if days else "NOT_USEFUL", "rated_at": published.STARTED}
            on = AS_OF - timedelta(days=days)
            published.create_anomaly(connection, run, product, detected_on=on, **rated)
    found = {row["type"]: row for row in api.data(PRECISION, operator)["anomalyPrecision"]}
    assert len(found) == 11
    spikes = found["SALES_SPIKE"]
    assert (spikes["raised"], spikes["useful"], spikes["notUseful"], spikes["precision"]) == (5, 3, 1, 0.75)
    assert spikes["strictness"] == pytest.approx(2 ** ((0.8 - 11 / 14) / 0.1))
    assert found["STOCKOUT"] == {
        "type": "STOCKOUT", "raised": 0, "useful": 0, "notUseful": 0, "precision": None, "strictness": 1.0,
    }  # fmt: skip
    assert id_


def test_lead_times_are_for_managers(api: Api, operator: str, manager: str, id_: str) -> None:
    query = "{ anomalies(first: 1) { nodes { observed expected details { name } } } }"
    with api.engine.begin() as connection:
        connection.execute(
            text("""update ai.anomaly_detections set anomaly_type = 'LEAD_TIME_SLIP', details = '{"added_days": 4}',
                    observed = 12, expected = 8""")
        )
    (node,) = api.data(query, operator)["anomalies"]["nodes"]
    assert node == {"observed": None, "expected": None, "details": []}
    (node,) = api.data(query, manager)["anomalies"]["nodes"]
    assert node == {"observed": 12, "expected": 8, "details": [{"name": "added_days"}]}
    code, _ = api.refusal("{ anomalies(first: 1) { nodes { moneyAtStake } } }", operator)
    assert code == "FORBIDDEN"
    assert id_
