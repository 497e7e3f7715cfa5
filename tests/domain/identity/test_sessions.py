"""Sessions: rotated at each renewal, ended whole when a token shows up twice."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.audit.service import verify
from domain.identity.caller import Caller
from domain.identity.sessions import JustRenewed, OpenSession, end_sessions, renew
from tests.domain.identity.conftest import HERE, NOW, all_at_once, make, opened

EMAIL = "kim@shop.example"
MINUTE = timedelta(minutes=1)


def client(address: str, user_agent: str | None = None) -> Caller:
    """The request of nobody from elsewhere."""
    return replace(HERE, address=address, user_agent=user_agent)


def renewed(engine: Engine, token: str, minutes: float = 10, by: Caller = HERE) -> OpenSession | JustRenewed | None:
    with Session(engine) as session, session.begin():
        return renew(session, replace(by, now=NOW + minutes * MINUTE), token)


def living(engine: Engine) -> int:
    """Families that have not ended."""
    with engine.connect() as connection:
        query = "select count(distinct family_id) from app.refresh_tokens where revoked_at is null"
        return int(connection.scalar(text(query)) or 0)


def actions(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        found = connection.execute(text("select action, outcome from audit.audit_logs order by sequence"))
        return [tuple(row) for row in found][1:]


def test_a_token_is_kept_as_its_hash_and_exchanged_once(engine: Engine) -> None:
    user_id = make(engine, EMAIL)
    first = opened(engine, EMAIL)
    assert len(first.refresh_token) == 47
    with engine.connect() as connection:
        row = connection.execute(text("select * from app.refresh_tokens")).one()
    assert len(row.token_hash) == 32
    assert (row.user_id, str(row.address), row.user_agent, row.expires_at) == (
        user_id,
        "192.0.2.1",
        "test",
        NOW + timedelta(days=14),
    )
    second = renewed(engine, first.refresh_token)
    assert isinstance(second, OpenSession)
    assert (second.family_id, second.expires_at) == (first.family_id, first.expires_at)
    assert second.refresh_token != first.refresh_token
    assert renewed(engine, second.refresh_token, 20) is not None
    assert actions(engine) == [("LOGIN", "DONE"), ("REFRESH_SESSION", "DONE"), ("REFRESH_SESSION", "DONE")]


def test_a_token_that_was_exchanged_before_ends_its_family_and_only_that(engine: Engine) -> None:
    user_id = make(engine, EMAIL)
    first, elsewhere = opened(engine, EMAIL), opened(engine, EMAIL)
    second = renewed(engine, first.refresh_token)
    assert isinstance(second, OpenSession)
    assert renewed(engine, first.refresh_token, 11) is None
    assert renewed(engine, second.refresh_token, 12) is None
    assert renewed(engine, elsewhere.refresh_token, 13) is not None
    assert living(engine) == 1
    with engine.connect() as connection:
        events = connection.execute(text("select event_type, payload from app.outbox")).all()
    told = {"user_id": user_id, "email": EMAIL, "address": "192.0.2.1"}
    assert [tuple(event) for event in events] == [("SESSION_REUSED", told)]
    assert actions(engine)[3:] == [
        ("SESSION_REUSED", "REFUSED"),
        ("REFRESH_SESSION", "REFUSED"),
        ("REFRESH_SESSION", "DONE"),
    ]


def test_of_five_tabs_that_renew_at_once_one_does_and_the_session_goes_on(engine: Engine) -> None:
    make(engine, EMAIL)
    for _ in range(10):
        first = opened(engine, EMAIL)
        engine.dispose()
        found = all_at_once(
            engine.execution_options(),
            5,
            lambda session, _, first=first: renew(session, HERE, first.refresh_token),
        )
        (good,) = [session for session in found if isinstance(session, OpenSession)]
        assert found.count(JustRenewed()) == 4
        assert isinstance(renewed(engine, good.refresh_token), OpenSession)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.outbox")) == 0
    assert living(engine) == 10
    assert actions(engine).count(("REFRESH_SESSION", "REFUSED")) == 40


@pytest.mark.parametrize(
    ("by", "seconds", "goes_on"),
    [
        (HERE, 9.9, True),
        (HERE, 10, False),
        (client("192.0.2.2", "test"), 1, False),
        (client("192.0.2.1", "another program"), 1, False),
        (client("192.0.2.1"), 1, False),
        (client("", "test"), 1, False),
    ],
)
def test_only_the_client_that_exchanged_a_token_is_spared_and_for_ten_seconds(
    engine: Engine, by: Caller, seconds: float, goes_on: bool
) -> None:
    make(engine, EMAIL)
    first = opened(engine, EMAIL)
    second = renewed(engine, first.refresh_token)
    assert isinstance(second, OpenSession)
    again = renewed(engine, first.refresh_token, 10 + seconds / 60, by)
    assert again == (JustRenewed() if goes_on else None)
    assert living(engine) == goes_on
    assert isinstance(renewed(engine, second.refresh_token, 11), OpenSession) == goes_on


def test_a_thief_behind_the_same_address_gains_nothing_by_the_ten_seconds(engine: Engine) -> None:
    """The thief exchanged first: the owner is asked to retry, has no newer cookie, and ends the thief's session."""
    make(engine, EMAIL)
    owners = opened(engine, EMAIL).refresh_token
    assert isinstance(renewed(engine, owners), OpenSession)
    assert renewed(engine, owners, 10.1) == JustRenewed()
    assert renewed(engine, owners, 10.2) is None
    assert living(engine) == 0
    with engine.connect() as connection:
        assert connection.scalars(text("select event_type from app.outbox")).all() == ["SESSION_REUSED"]


def test_a_login_ends_the_session_whose_cookie_it_replaces(engine: Engine) -> None:
    make(engine, EMAIL)
    stolen, elsewhere = opened(engine, EMAIL), opened(engine, EMAIL)
    thiefs = renewed(engine, stolen.refresh_token)
    assert isinstance(thiefs, OpenSession)
    opened(engine, EMAIL, replaced=stolen.refresh_token)
    assert renewed(engine, thiefs.refresh_token) is None
    assert isinstance(renewed(engine, elsewhere.refresh_token), OpenSession)


def test_of_five_clients_at_once_one_succeeds_and_the_family_ends(engine: Engine) -> None:
    make(engine, EMAIL)
    for _ in range(10):
        first = opened(engine, EMAIL)
        engine.dispose()
        found = all_at_once(
            engine.execution_options(),
            5,
            lambda session, n, first=first: renew(session, client(f"192.0.2.{n}"), first.refresh_token),
        )
        good = [session for session in found if isinstance(session, OpenSession)]
        assert (len(good), found.count(None)) == (1, 4)
        assert renewed(engine, good[0].refresh_token) is None
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.outbox")) == 10
        assert living(engine) == 0
    with Session(engine) as session:
        assert verify(session).problem is None


def test_a_family_ends_a_fortnight_after_the_login_however_often_it_is_renewed(engine: Engine) -> None:
    make(engine, EMAIL)
    token = opened(engine, EMAIL).refresh_token
    for day in (5, 10):
        found = renewed(engine, token, day * 24 * 60)
        assert isinstance(found, OpenSession)
        token = found.refresh_token
    assert renewed(engine, token, 14 * 24 * 60) is None


@pytest.mark.parametrize("change", ["disabled_at = now()", "deleted_at = now()"])
def test_a_user_who_is_no_more_does_not_stay_signed_in(engine: Engine, change: str) -> None:
    make(engine, EMAIL)
    token = opened(engine, EMAIL).refresh_token
    with engine.begin() as connection:
        connection.execute(text(f"update app.users set {change}"))
    assert renewed(engine, token) is None


def test_all_sessions_end_at_once(engine: Engine) -> None:
    user_id = make(engine, EMAIL)
    tokens = [opened(engine, EMAIL).refresh_token for _ in range(3)]
    with Session(engine) as session, session.begin():
        end_sessions(session, user_id, NOW)
    assert [renewed(engine, token) for token in tokens] == [None] * 3
    with engine.connect() as connection:
        assert connection.scalar(text("select session_epoch from app.users")) == 1


def test_an_unknown_token_leaves_no_trace(engine: Engine) -> None:
    with Session(engine) as session, session.begin():
        assert renew(session, client(""), "x" * 43) is None
    assert actions(engine) == []


def test_tokens_whose_time_is_over_are_removed_at_the_next_login(engine: Engine) -> None:
    make(engine, EMAIL)
    opened(engine, EMAIL)
    opened(engine, EMAIL, NOW + timedelta(days=15))
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.refresh_tokens")) == 1
