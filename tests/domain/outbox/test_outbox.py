"""An event is committed or rolled back with the transaction that causes it."""

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.outbox.errors import IncompleteEventError, UnknownEventError
from domain.outbox.service import publish_event

RUN = {"run_id": 1, "kind": "NIGHTLY", "logical_date": "2026-03-31"}


def test_an_event_is_there_after_the_commit_and_gone_after_a_rollback(engine: Engine) -> None:
    with Session(engine) as session:
        kept = publish_event(session, "RUN_PUBLISHED", RUN)
        session.commit()
        publish_event(session, "RUN_PUBLISHED", RUN)
        session.rollback()
    with engine.connect() as connection:
        rows = connection.execute(text("select event_id, event_type, payload, relayed_at from app.outbox")).all()
    assert rows == [(kept, "RUN_PUBLISHED", RUN, None)]


def test_an_event_outside_the_contract_is_not_written(engine: Engine) -> None:
    with Session(engine) as session:
        with pytest.raises(UnknownEventError, match="'RUN_STARTED' is not an event type"):
            publish_event(session, "RUN_STARTED", RUN)
        with pytest.raises(IncompleteEventError, match="RUN_FAILED is missing error"):
            publish_event(session, "RUN_FAILED", RUN)
        session.commit()
        assert session.scalar(text("select count(*) from app.outbox")) == 0
