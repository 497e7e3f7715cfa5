"""Subscriptions as server-sent events, from a real server: who may, what comes, and when it ends."""

from datetime import timedelta

import httpx
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.identity.repository import find_credentials
from domain.identity.tokens import issue_access_token, read_access_token
from domain.notifications.service import Terms
from domain.outbox.service import publish_event
from graphql_api import streaming
from jobs.outbox_relay import Relay
from kit.clock import utc_now
from kit.settings import Settings
from tests.factories import published
from tests.factories.secrets import KEY
from tests.graphql_api.conftest import Api, user
from tests.graphql_api.streams import Served
from tests.waiting import eventually

TOLD = "subscription { notificationReceived { eventType title text } }"
PROGRESS = "subscription { pipelineRunProgress { status step steps { name status } } }"
RUN = {"run_id": 4, "kind": "NIGHTLY", "logical_date": "2026-03-31"}


def relay(engine: Engine) -> None:
    turns = Relay(engine, {}, Terms("08:00", Settings(_env_file=None).zone), 30)
    while turns.relay_one():
        pass


def test_a_notification_comes_as_it_is_told_and_only_ones_own(api: Api, served: Served) -> None:
    tokens = {role: api.token(user(api.engine, role)) for role in ("OPERATOR", "MANAGER", "ADMIN")}
    with Session(api.engine) as session, session.begin():
        publish_event(session, "RUN_FAILED", {**RUN, "error": "Before anybody listened."})
    relay(api.engine)
    with served.stream(TOLD, tokens["ADMIN"]) as admin, served.stream(TOLD, tokens["OPERATOR"]) as operator:
        assert admin.response.headers["content-type"].startswith("text/event-stream")
        assert admin.response.headers["cache-control"] == "no-cache, no-transform"
        served.wait_for(2)
        with Session(api.engine) as session, session.begin():
            publish_event(session, "RUN_FAILED", {**RUN, "error": "The disk is full.", "error_code": "FAULT"})
            publish_event(session, "STOCKOUT_RISK", {**RUN, "count": 1, "skus": [{"sku": "TEA"}]})
        relay(api.engine)
        assert admin.next()[1]["data"]["notificationReceived"] == {
            "eventType": "RUN_FAILED",
            "title": "2026-03-31 야간 배치 실패",
            "text": "필요한 자원을 사용할 수 없었습니다.\n자세한 내용은 실행 화면에 있습니다."
            " 마지막으로 성공한 수치가 계속 표시됩니다.",
        }
        assert operator.next()[1]["data"]["notificationReceived"]["eventType"] == "STOCKOUT_RISK"


def test_no_connection_is_held_between_looks(api: Api, served: Served) -> None:
    token = api.token(user(api.engine, "OPERATOR"))
    with served.stream(TOLD, token), served.stream(PROGRESS, token):
        served.wait_for(2)
        eventually(lambda: served.services.engine.pool.checkedout() == 0)
        assert served.streams() == 2
    eventually(lambda: served.streams() == 0)


def test_progress_is_told_at_every_change(api: Api, served: Served) -> None:
    token = api.token(user(api.engine, "OPERATOR"))
    with api.engine.begin() as connection:
        run_id = published.create_run(
            connection, publish=False, status="RUNNING", step="extract", finished_at=None, published_at=None
        )
        published.create_step(connection, run_id, 0, name="extract", status="RUNNING")
    with served.stream(PROGRESS, token) as stream:
        name, first = stream.next()
        assert (name, first["data"]["pipelineRunProgress"]["step"]) == ("next", "extract")
        with api.engine.begin() as connection:
            connection.execute(text("update jobs.pipeline_step set status = 'SUCCEEDED'"))
            connection.execute(text("update jobs.pipeline_run set step = 'marts'"))
        assert stream.next()[1]["data"]["pipelineRunProgress"] == {
            "status": "RUNNING",
            "step": "marts",
            "steps": [{"name": "extract", "status": "SUCCEEDED"}],
        }


@pytest.mark.parametrize("query", [TOLD, PROGRESS])
def test_nobody_listens_without_signing_in(served: Served, query: str) -> None:
    with served.stream(query, None) as stream:
        name, answer = stream.next()
        assert (name, answer["errors"][0]["extensions"]["code"]) == ("next", "UNAUTHENTICATED")
        assert stream.next() == ("complete", None)


@pytest.mark.parametrize(
    "end",
    [
        "update app.users set disabled_at = now()",
        "update app.users set session_epoch = session_epoch + 1",
        "delete from app.user_roles",
    ],
)
def test_a_stream_ends_with_the_session(api: Api, served: Served, end: str) -> None:
    with served.stream(TOLD, api.token(user(api.engine, "MANAGER"))) as stream:
        served.wait_for(1)
        with api.engine.begin() as connection:
            connection.execute(text(end))
        assert stream.next()[1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert stream.next() == ("complete", None)


def test_a_stream_ends_with_its_access_token(api: Api, served: Served) -> None:
    claims = read_access_token(KEY, api.token(user(api.engine, "MANAGER")))
    with Session(api.engine) as session:
        found = find_credentials(session, "manager@shop.example")
    assert found is not None
    begun = utc_now() - timedelta(seconds=57)
    short = issue_access_token(KEY, found[0], claims.family_id, now=begun, minutes=1).text
    with served.stream(TOLD, short) as stream:
        assert stream.next()[1]["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
        assert stream.next() == ("complete", None)


def test_queries_are_not_streamed_and_subscriptions_not_answered_at_once(api: Api, served: Served) -> None:
    token = api.token(user(api.engine, "OPERATOR"))
    with served.stream("{ me { id } }", token) as stream:
        answer = stream.next()[1]
        assert answer["errors"][0]["extensions"]["code"] == "BAD_REQUEST"
        assert answer.get("data") is None
    given = {"Authorization": f"Bearer {token}"}
    assert httpx.post(f"{served.url}/graphql", json={"query": TOLD}, headers=given).status_code == 400


def test_a_page_of_another_site_opens_no_stream(api: Api, served: Served) -> None:
    token = api.token(user(api.engine, "OPERATOR"))
    with served.stream(TOLD, token, Origin="https://elsewhere.example") as stream:
        assert stream.response.status_code == 403


def test_one_person_opens_ten_streams_at_most(api: Api, served: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    token, other = (api.token(user(api.engine, role)) for role in ("OPERATOR", "MANAGER"))
    monkeypatch.setattr(streaming, "MAX_STREAMS", 2)
    with served.stream(TOLD, token), served.stream(PROGRESS, token):
        served.wait_for(2)
        with served.stream(TOLD, token) as third:
            assert third.response.status_code == 429
        with served.stream(TOLD, other) as stream:
            assert stream.response.status_code == 200


def test_streams_end_when_the_server_closes(api: Api, served: Served) -> None:
    with served.stream(TOLD, api.token(user(api.engine, "OPERATOR"))) as stream:
        served.wait_for(1)
        served.services.closing.set()
        assert stream.next() == ("complete", None)
