"""One effect per key, for as long as the key lives."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from domain.idempotency.errors import KeyRefusedError, KeyReusedError
from domain.idempotency.service import LIFE, once
from tests.factories.people import create_user

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def acted(session: Session, user_id: int, key: str | None, body: str = "a", now: datetime = NOW) -> tuple[int, bool]:
    """The answer, and whether there was an effect."""
    effects: list[int] = []

    def act() -> dict[str, object]:
        effects.append(1)
        return {"made_at": int(now.timestamp())}

    answer = once(session, user_id, key, operation="TRY", body={"body": body}, now=now, act=act)
    return int(str(answer["made_at"])), bool(effects)


def test_a_key_has_one_effect_and_one_answer_for_a_day(connection: Connection) -> None:
    user_id = create_user(connection, "OPERATOR")
    later = NOW + LIFE
    with Session(connection) as session:
        first = (int(NOW.timestamp()), True)
        assert acted(session, user_id, "k") == first
        assert acted(session, user_id, "k", now=later - timedelta(seconds=1)) == (first[0], False)
        assert acted(session, user_id, "k", "b", later) == (int(later.timestamp()), True)
        assert [acted(session, user_id, None)[1] for _ in range(2)] == [True, True]
        assert acted(session, create_user(connection, "OPERATOR", "other"), "k")[1]


@pytest.mark.parametrize("key", ["", "  ", "k" * 201])
def test_what_is_no_key_is_refused(connection: Connection, key: str) -> None:
    with Session(connection) as session, pytest.raises(KeyRefusedError, match="send a new UUID"):
        acted(session, create_user(connection, "OPERATOR"), key)


def test_another_body_under_the_key_is_refused(connection: Connection) -> None:
    user_id = create_user(connection, "OPERATOR")
    with Session(connection) as session:
        acted(session, user_id, "k")
        with pytest.raises(KeyReusedError, match="send a new one"):
            acted(session, user_id, "k", "b")


def test_an_expired_key_is_free_however_many_have_expired(engine: Engine) -> None:
    with engine.begin() as connection:
        user_id = create_user(connection, "OPERATOR")
        query = """insert into jobs.idempotency_keys (user_id, key, operation, body_sha256, response, expires_at)
            select :user, 'k' || n, 'TRY', decode(repeat('00', 32), 'hex'), '{"made_at": 0}', :now
            from generate_series(1, 250) as n"""
        connection.execute(text(query), {"user": user_id, "now": NOW})
    for key in ("k250", "k249"):
        with Session(engine) as session, session.begin():
            assert acted(session, user_id, key) == (int(NOW.timestamp()), True)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from jobs.idempotency_keys")) == 250 - 2 * (100 - 1)
