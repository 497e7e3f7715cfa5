"""A night on demand, as managers ask for it."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.pipeline.errors import RunUnderWayError
from domain.pipeline.rules import ABANDONED
from domain.pipeline.service import request_run
from kit.clock import utc_now
from tests.factories import published
from tests.graphql_api.conftest import Api

TRIGGER = """mutation ($input: TriggerPipelineRunInput!) { triggerPipelineRun(input: $input) { __typename
    ... on PipelineRun { id kind logicalDate trigger status attempt startedAt }
    ... on RunInProgress { code message run { id status } }
    ... on UserError { code message } } }"""


def trigger(api: Api, token: str, **given: object) -> dict[str, Any]:
    found: dict[str, Any] = api.data(TRIGGER, token, input=given)["triggerPipelineRun"]
    return found


def rows(api: Api, query: str) -> list[tuple[Any, ...]]:
    with api.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


AUDIT = (
    "select outcome, actor_label, details from audit.audit_logs where action = 'TRIGGER_PIPELINE_RUN' order by sequence"
)


def test_a_manager_asks_for_a_night_of_the_last_whole_business_day(midday: date, api: Api, manager: str) -> None:
    made = trigger(api, manager)
    yesterday = midday - timedelta(days=1)
    assert made == {
        "__typename": "PipelineRun",
        "id": made["id"],
        "kind": "NIGHTLY",
        "logicalDate": str(yesterday),
        "trigger": "API",
        "status": "QUEUED",
        "attempt": 1,
        "startedAt": None,
    }
    [(outcome, actor, details)] = rows(api, AUDIT)
    assert (outcome, actor) == ("DONE", "manager@shop.example")
    assert details == {"kind": "NIGHTLY", "logical_date": str(yesterday), "attempt": 1}


def test_a_second_one_is_refused_while_one_waits_or_works(api: Api, manager: str) -> None:
    first = trigger(api, manager)["id"]
    for status in ("QUEUED", "RUNNING"):
        with api.engine.begin() as connection:
            query = "update jobs.pipeline_run set status = :status, lease_until = now() + interval '1 minute'"
            connection.execute(text(query), {"status": status})
        refused = trigger(api, manager)
        assert (refused["__typename"], refused["code"]) == ("RunInProgress", "RUN_IN_PROGRESS")
        assert refused["run"] == {"id": first, "status": status}
    assert rows(api, "select count(*) from jobs.pipeline_run") == [(1,)]
    assert [row[0] for row in rows(api, AUDIT)] == ["DONE", "REFUSED", "REFUSED"]
    with api.engine.begin() as connection:
        connection.execute(text("update jobs.pipeline_run set status = 'SUCCEEDED'"))
    assert trigger(api, manager)["attempt"] == 2


def test_a_training_under_way_is_in_the_way_too(api: Api, manager: str) -> None:
    with api.engine.begin() as connection:
        published.create_run(connection, publish=False, kind="TRAINING", status="RUNNING", finished_at=None)
    assert trigger(api, manager)["__typename"] == "RunInProgress"


@pytest.mark.parametrize("kind", ["NIGHTLY", "TRAINING", "POLICY_BACKTEST"])
def test_a_manager_starts_each_kind_of_run(api: Api, manager: str, kind: str) -> None:
    assert trigger(api, manager, kind=kind)["kind"] == kind
    assert rows(api, "select kind, status from jobs.pipeline_run") == [(kind, "QUEUED")]


RUNS = """{ pipelineRuns(first: 5) { nodes {
    status error errorCode startedAt finishedAt steps { name status finishedAt seconds } } } }"""


def test_a_run_whose_process_died_reads_as_failed_though_no_worker_runs(api: Api, manager: str, operator: str) -> None:
    died = published.STARTED + timedelta(minutes=5)
    with api.engine.begin() as connection:
        values = {"status": "RUNNING", "step": "marts", "finished_at": None, "published_at": None, "lease_until": died}
        run_id = published.create_run(connection, publish=False, **values)
        published.create_step(connection, run_id, 0, name="extract", finished_at=published.STARTED)
        published.create_step(connection, run_id, 1, name="marts", status="RUNNING", counts={})
    [run] = api.data(RUNS, operator)["pipelineRuns"]["nodes"]
    steps = run.pop("steps")
    ended = "2026-04-01T02:05:00+00:00"
    assert run == {
        "status": "FAILED",
        "error": ABANDONED,
        "errorCode": "ABANDONED",
        "startedAt": "2026-04-01T02:00:00+00:00",
        "finishedAt": ended,
    }
    assert [(s["name"], s["status"], s["seconds"]) for s in steps] == [
        ("extract", "SUCCEEDED", 0),
        ("marts", "FAILED", 300),
    ]
    assert rows(api, "select status from jobs.pipeline_run") == [("RUNNING",)]  # reading changes nothing
    assert trigger(api, manager)["status"] == "QUEUED"
    assert rows(api, "select status, error_code from jobs.pipeline_run order by id") == [
        ("FAILED", "ABANDONED"),
        ("QUEUED", None),
    ]


def test_the_same_request_twice_asks_for_one_night(api: Api, manager: str) -> None:
    answers = [trigger(api, manager, idempotencyKey="k1") for _ in range(2)]
    assert answers[0] == answers[1]
    assert answers[0]["__typename"] == "PipelineRun"
    assert rows(api, "select count(*) from jobs.pipeline_run") == [(1,)]
    assert len(rows(api, AUDIT)) == 1


def test_of_many_at_once_one_night_is_asked_for(api: Api, manager: str) -> None:
    def ask(_number: int) -> str:
        try:
            with Session(api.engine) as session, session.begin():
                request_run(session, "NIGHTLY", published.AS_OF, utc_now())
        except RunUnderWayError:
            return "refused"
        return "asked"

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(ask, range(16)))
    assert sorted(found) == ["asked"] + ["refused"] * 15
    assert trigger(api, manager)["__typename"] == "RunInProgress"


def test_operators_start_nothing(api: Api, operator: str) -> None:
    assert api.refusal(TRIGGER, operator, input={})[0] == "FORBIDDEN"
    assert rows(api, "select count(*) from jobs.pipeline_run") == [(0,)]
