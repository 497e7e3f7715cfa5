"""Users of a test's own database, and what many do at once."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.identity.caller import Caller, command_line
from domain.identity.passwords import Check, hash_password
from domain.identity.repository import find_credentials
from domain.identity.service import NewUser, add_user
from domain.identity.sessions import Admission, OpenSession, sign_in
from tests.factories.secrets import PASSWORD

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
HERE = Caller(id=None, label="anonymous", now=NOW, address="192.0.2.1", user_agent="test", request_id="request-1")
HASH = hash_password(PASSWORD)
ResultT = TypeVar("ResultT")


def make(engine: Engine, email: str, *roles: str) -> int:
    """Add a user; its number."""
    with Session(engine) as session, session.begin():
        return add_user(session, command_line(), NewUser(email, roles or ("OPERATOR",), HASH)).id


def opened(engine: Engine, email: str, now: datetime = NOW, replaced: str | None = None) -> OpenSession:
    """A session of a user."""
    with Session(engine) as session, session.begin():
        found = find_credentials(session, email)
        assert found is not None
        admission, check = Admission(None, *found), Check(matches=True)
        signed_in = sign_in(session, replace(HERE, now=now), email, admission, check, days=14, replaced=replaced)
    assert signed_in is not None
    return signed_in


def all_at_once(engine: Engine, times: int, work: Callable[[Session, int], ResultT]) -> list[ResultT | Exception]:
    """What each of many transactions gives that begin at the same moment, each on a connection of its own."""
    start = threading.Barrier(times)

    def one(number: int) -> ResultT | Exception:
        with Session(engine) as session:
            session.connection()
            start.wait(timeout=60)
            try:
                with session.begin_nested():
                    found = work(session, number)
                session.commit()
            except Exception as error:  # noqa: BLE001  # the outcome that the test looks at
                session.rollback()
                return error
            return found

    with ThreadPoolExecutor(times) as threads:
        return list(threads.map(one, range(times)))
