"""Login attempts are counted exactly, by any process and however many at once."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.identity.sessions import admit, clear_attempts
from domain.identity.throttle import ACCOUNT, PAIR, Counter, Limit, count, keys, uncount, wait_seconds
from kit.database import make_engine
from tests.domain.identity.conftest import HERE, NOW, all_at_once, make

MINUTE = timedelta(minutes=1)


@pytest.fixture
def wide_engine(database_url: URL) -> Iterator[Engine]:
    """An engine with a connection for each of fifty at once."""
    engine = make_engine(database_url, pool_size=50)
    yield engine
    engine.dispose()


def filled(limit: Limit, counter: Counter | None = None, now: object = NOW) -> Counter:
    """The counter after as many attempts as a window holds."""
    for _ in range(limit.attempts):
        counter = count(counter, limit, now)  # type: ignore[arg-type]
    assert counter is not None
    return counter


def test_a_full_window_turns_into_a_block_and_blocks_double_up_to_four_hours() -> None:
    now, counter, waits = NOW, None, []
    for _ in range(7):
        counter = filled(PAIR, counter, now)
        assert wait_seconds([counter], now) is None
        counter = count(counter, PAIR, now)
        wait = wait_seconds([counter], now)
        assert wait is not None
        waits.append(wait // 60)
        assert count(counter, PAIR, now + MINUTE) == counter
        now += timedelta(seconds=wait)
    assert waits == [15, 30, 60, 120, 240, 240, 240]


def test_the_block_of_an_account_alone_does_not_grow() -> None:
    counter = count(filled(ACCOUNT), ACCOUNT, NOW)
    later = NOW + 16 * MINUTE
    again = count(filled(ACCOUNT, counter, later), ACCOUNT, later)
    assert (again.blocks, wait_seconds([again], later)) == (2, 900)


def test_windows_end_right_attempts_do_not_count_and_a_day_forgets_blocks() -> None:
    counter = filled(PAIR)
    assert count(counter, PAIR, NOW + 15 * MINUTE) == Counter(1, NOW + 15 * MINUTE)
    assert uncount(counter).attempts == 9
    assert uncount(Counter(0, NOW)).attempts == 0
    blocked = Counter(10, NOW, 5, NOW + timedelta(hours=4))
    assert count(blocked, PAIR, NOW + timedelta(hours=28)) == Counter(1, NOW + timedelta(hours=28))
    assert count(blocked, PAIR, NOW + timedelta(hours=27)).blocks == 5


def test_addresses_of_one_ipv6_household_count_together() -> None:
    assert keys("a@b", "2001:db8::1").keys() == keys("a@b", "2001:db8::ffff:2").keys()
    assert len(keys("a@b", "2001:db8::1").keys() & keys("a@b", "2001:db8:0:1::1").keys()) == 1
    assert len(keys("a@b", "192.0.2.1").keys() & keys("a@b", "192.0.2.2").keys()) == 1


def test_of_fifty_attempts_at_once_ten_are_looked_at(wide_engine: Engine) -> None:
    make(wide_engine, "kim@shop.example")
    found = all_at_once(wide_engine, 50, lambda session, _: admit(session, HERE, "kim@shop.example"))
    waits = [admission.wait_seconds for admission in found if not isinstance(admission, Exception)]
    assert len(waits) == 50
    assert waits.count(None) == 10
    assert set(waits) == {None, 900}
    with wide_engine.connect() as connection:
        entries = connection.execute(text("select action, outcome, actor_label, details from audit.audit_logs")).all()
    assert [tuple(entry) for entry in entries[1:]] == [
        (
            "LOGIN",
            "REFUSED",
            "kim@shop.example",
            {"reason": "too many attempts", "counted_by": ["account and address"], "seconds": 900},
        )
    ]


def test_accounts_and_addresses_are_limited_each_by_themselves(engine: Engine) -> None:
    def admitted(email: str, address: str) -> bool:
        with Session(engine) as session, session.begin():
            return admit(session, replace(HERE, address=address), email).wait_seconds is None

    assert sum(admitted("kim@shop.example", f"192.0.2.{n}") for n in range(60)) == 50
    assert not admitted("kim@shop.example", "192.0.2.200")
    assert sum(admitted(f"kim{n}@shop.example", "198.51.100.1") for n in range(110)) == 100
    assert not admitted("another@shop.example", "198.51.100.1")
    assert admitted("another@shop.example", "198.51.100.2")


def test_right_passwords_do_not_use_up_the_limit_of_an_address(engine: Engine) -> None:
    for _ in range(120):
        with Session(engine) as session, session.begin():
            assert admit(session, HERE, "kim@shop.example").wait_seconds is None
            clear_attempts(session, HERE, "kim@shop.example")


def test_counters_without_use_are_removed(engine: Engine) -> None:
    for day in (0, 3):
        with Session(engine) as session, session.begin():
            now = NOW + timedelta(days=day)
            admit(session, replace(HERE, now=now), f"{day}@shop.example")
            clear_attempts(session, replace(HERE, now=now), f"{day}@shop.example")
    with engine.connect() as connection:
        begun = connection.scalars(text("select min(window_from) from app.login_attempts")).one()
        assert connection.scalar(text("select count(*) from app.login_attempts")) == 3
    assert begun == NOW + timedelta(days=3)
