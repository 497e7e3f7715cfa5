"""Many at once on real PostgreSQL: one approval wins, one effect per key."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.audit.service import verify
from domain.idempotency.errors import KeyReusedError
from domain.idempotency.service import once
from domain.purchasing import decisions, service
from domain.purchasing.drafts import LineInput
from domain.purchasing.errors import RecommendationsRefusedError, VersionConflictError
from domain.purchasing.from_recommendations import Choice, create_from_recommendations
from kit.database import make_engine
from tests.domain.purchasing.world import World, make_world
from tests.factories import published

AUDITED = """select count(*) from audit.audit_logs
    where action = 'APPROVE_PURCHASE_ORDER' and subject_id = :subject"""
TOLD = """select count(*) from app.outbox
    where event_type = 'PURCHASE_ORDER_APPROVED' and payload->>'purchase_order_id' = :subject"""
NOTED = "select count(*) from app.purchase_order_events where kind = 'APPROVED' and purchase_order_id = :id"
ROUNDS, APPROVALS, REPEATS = 50, 100, 50


@pytest.fixture
def busy(database_url: URL) -> World:
    """A world with a connection for each of many threads, as far as the server has them."""
    engine = make_engine(database_url, pool_size=40, max_overflow=0, pool_timeout=120)
    yield make_world(engine)  # type: ignore[misc]
    engine.dispose()


def test_of_a_hundred_approvals_at_once_one_wins_in_fifty_rounds(busy: World) -> None:
    with ThreadPoolExecutor(APPROVALS) as pool:
        for _ in range(ROUNDS):
            order_id = busy.pending(quantity=1)
            start = Barrier(APPROVALS)

            def attempt(number: int, order_id: int = order_id, start: Barrier = start) -> str:
                start.wait()
                try:
                    busy.approve(("boss", "admin")[number % 2], order_id, 2)
                except VersionConflictError as conflict:
                    return f"{conflict.code} {conflict.version} {conflict.state}"
                return "APPROVED"

            outcomes = Counter(pool.map(attempt, range(APPROVALS)))
            assert outcomes == {"APPROVED": 1, "VERSION_CONFLICT 3 APPROVED": APPROVALS - 1}
            done = {"subject": str(order_id), "id": order_id}
            assert [busy.one(query, **done) for query in (AUDITED, TOLD, NOTED)] == [1, 1, 1]
            assert busy.order(order_id)["version"] == 3
    with Session(busy.engine) as session:
        assert verify(session).problem is None


def test_fifty_requests_with_one_key_have_one_effect_and_equal_answers(busy: World) -> None:
    start = Barrier(REPEATS)

    def request(_: int) -> dict[str, object]:
        start.wait()
        caller = busy.caller("op")

        def act(session: Session) -> dict[str, object]:
            lines = [LineInput("A", 3)]
            return once(
                session,
                caller.user_id,
                "key-1",
                operation="createPurchaseOrder",
                body={"supplier": "S", "lines": [["A", 3]]},
                now=caller.now,
                act=lambda: {"order_ids": [service.create_order(session, caller, "S", lines)]},
            )

        return busy.run(act)

    with ThreadPoolExecutor(REPEATS) as pool:
        answers = list(pool.map(request, range(REPEATS)))
    assert answers == [answers[0]] * REPEATS
    assert busy.one("select count(*) from app.purchase_orders") == 1
    assert busy.one("select count(*) from audit.audit_logs") == 1


def test_a_key_with_another_body_or_operation_is_a_conflict(world: World) -> None:
    caller = world.caller("op")

    def use(operation: str, body: dict[str, object], who: str = "op") -> dict[str, object]:
        return world.run(
            lambda s: once(
                s,
                world.people[who].user_id,
                "key",
                operation=operation,
                body=body,
                now=caller.now,
                act=lambda: {"did": body},
            )
        )

    assert use("create", {"a": 1, "b": 2}) == {"did": {"a": 1, "b": 2}}
    assert use("create", {"b": 2, "a": 1}) == {"did": {"a": 1, "b": 2}}
    with pytest.raises(KeyReusedError):
        use("create", {"a": 1})
    with pytest.raises(KeyReusedError):
        use("update", {"a": 1, "b": 2})
    assert use("update", {"x": 1}, "op2") == {"did": {"x": 1}}


def test_a_key_lives_for_a_day(world: World) -> None:
    user, number = world.people["op"].user_id, iter(range(9))

    def use(hours: int) -> dict[str, object]:
        now = world.now + timedelta(hours=hours)
        return world.run(
            lambda s: once(s, user, "k", operation="o", body={}, now=now, act=lambda: {"number": next(number)})
        )

    assert [use(hours)["number"] for hours in (0, 23, 24, 47, 49)] == [0, 0, 1, 1, 2]
    assert world.one("select count(*) from jobs.idempotency_keys") == 1


def test_a_key_past_its_day_is_free_also_behind_hundreds_of_others(world: World) -> None:
    user, answers = world.people["op"].user_id, iter("ab")

    def use(key: str, hours: int) -> dict[str, object]:
        now = world.now + timedelta(hours=hours)
        return world.run(
            lambda s: once(s, user, key, operation="o", body={}, now=now, act=lambda: {"answer": next(answers)})
        )

    fill = """insert into jobs.idempotency_keys (user_id, key, operation, body_sha256, response, expires_at)
        select :user, 'old-' || n, 'o', sha256('x'), '{}', :until from generate_series(1, 300) n"""
    with world.engine.begin() as connection:
        connection.execute(text(fill), {"user": user, "until": world.now})
    assert use("k", 0) == {"answer": "a"}
    with world.engine.begin() as connection:
        connection.execute(text(fill.replace("old-", "older-")), {"user": user, "until": world.now})
    assert use("k", 25) == {"answer": "b"}


def test_a_failed_effect_leaves_its_key_free(world: World) -> None:
    def fail() -> dict[str, object]:
        raise RuntimeError("no")

    def use(act: object) -> dict[str, object]:
        caller = world.caller("op")
        user = caller.user_id
        return world.run(lambda s: once(s, user, "k", operation="o", body={}, now=caller.now, act=act))  # type: ignore[arg-type]

    with pytest.raises(RuntimeError):
        use(fail)
    assert use(lambda: {"ok": 1}) == {"ok": 1}
    assert use(fail) == {"ok": 1}


def test_a_recommendation_is_ordered_once_however_many_try(busy: World) -> None:
    with busy.engine.begin() as connection:
        run_id = published.create_run(connection)
        rows = connection.execute(text("select id, supplier_id from raw.products where sku in ('A', 'B')")).all()
        for product_id, supplier_id in rows:
            published.create_recommendation(connection, run_id, product_id, supplier_id=supplier_id)
    choices = [Choice(run_id, product_id) for product_id, _ in rows]
    start = Barrier(8)

    def attempt(number: int) -> str:
        start.wait()
        turned = choices[:: 1 if number % 2 else -1]
        try:
            busy.run(lambda s: create_from_recommendations(s, busy.caller("op"), turned))
        except RecommendationsRefusedError as error:
            return error.problems[0].code
        return "CREATED"

    with ThreadPoolExecutor(8) as pool:
        assert Counter(pool.map(attempt, range(8))) == {"CREATED": 1, "ORDERED": 7}
    assert busy.one("select count(*) from app.purchase_orders") == 1


def test_edit_and_approval_at_once_never_both_hold(busy: World) -> None:
    """Either the edit voids the submission, or the approval stands for what was submitted."""
    with ThreadPoolExecutor(2) as pool:
        for _ in range(30):
            order_id = busy.pending(quantity=5)
            start = Barrier(2)
            change = service.Change(lines=[LineInput("A", 50)])

            def edit(order_id: int = order_id, start: Barrier = start, change: service.Change = change) -> bool:
                start.wait()
                try:
                    busy.run(lambda s: service.update_order(s, busy.caller("op"), order_id, 2, change))
                except VersionConflictError:
                    return False
                return True

            def approve(order_id: int = order_id, start: Barrier = start) -> bool:
                start.wait()
                try:
                    busy.run(lambda s: decisions.approve(s, busy.caller("boss"), order_id, 2))
                except VersionConflictError:
                    return False
                return True

            edited, approved = pool.submit(edit), pool.submit(approve)
            assert {edited.result(), approved.result()} == {True, False}
            order = busy.order(order_id)
            expected = ("DRAFT", 50_000) if edited.result() else ("APPROVED", 5_000)
            assert (order["state"], order["total_amount"]) == expected
