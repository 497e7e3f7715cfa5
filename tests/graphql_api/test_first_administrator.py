"""The first administrator: one link, once, while there are no users, and no other way in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import time_machine
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.identity.caller import command_line
from domain.identity.first_administrator import MARK, issue_welcome_code
from tests.factories.secrets import PASSWORD
from tests.graphql_api.conftest import Api, user
from tests.graphql_api.streams import Served

CHECK = """mutation ($code: String!) { checkWelcomeLink(input: {code: $code}) { __typename
  ... on WelcomeLink { expiresAt currency timeZone } ... on WelcomeLinkRefused { hasUsers }
  ... on UserError { code message } } }"""
CREATE = """mutation ($input: CreateFirstAdministratorInput!) { createFirstAdministrator(input: $input) { __typename
  ... on SignedIn { accessToken } ... on WelcomeLinkRefused { hasUsers }
  ... on FirstAdministratorRefused { field } ... on UserError { code message } } }"""


def issue(api: Api) -> str:
    with Session(api.engine) as session, session.begin():
        code = issue_welcome_code(session, command_line())
    assert code is not None
    return code


def given(code: str, **values: str) -> dict[str, str]:
    usual = {"code": code, "email": " Kim@Shop.Example ", "displayName": "김하나", "password": PASSWORD, "locale": "ko"}
    return {**usual, **values}


def check(api: Api, code: str) -> dict[str, Any]:
    found: dict[str, Any] = api.data(CHECK, None, code=code)["checkWelcomeLink"]
    return found


def create(api: Api, **values: Any) -> dict[str, Any]:
    found: dict[str, Any] = api.data(CREATE, None, input=values)["createFirstAdministrator"]
    return found


def actions(api: Api) -> list[tuple[str, str, str]]:
    with api.engine.connect() as connection:
        query = text("select action, outcome, actor_label from audit.audit_logs order by sequence")
        return [tuple(row) for row in connection.execute(query)]


def test_the_link_creates_an_administrator_who_is_signed_in_and_ends(api: Api) -> None:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        code = issue(api)
        assert check(api, code) == {
            "__typename": "WelcomeLink",
            "expiresAt": "2026-05-02T12:00:00+00:00",
            "currency": "KRW",
            "timeZone": "Asia/Seoul",
        }
        made = create(api, **given(code))
        assert made["__typename"] == "SignedIn"
        me = api.data("{ me { email displayName locale role } }", made["accessToken"])["me"]
        again = create(api, **given(code, email="other@shop.example"))
    assert me == {"email": "kim@shop.example", "displayName": "김하나", "locale": "ko", "role": "ADMIN"}
    assert (again["__typename"], again["hasUsers"]) == ("WelcomeLinkRefused", True)
    assert actions(api) == [
        ("ISSUE_WELCOME_LINK", "DONE", "command line"),
        ("CREATE_USER", "DONE", "first administrator"),
        ("CREATE_FIRST_ADMINISTRATOR", "DONE", "first administrator"),
        ("LOGIN", "DONE", "kim@shop.example"),
        ("CREATE_FIRST_ADMINISTRATOR", "REFUSED", "first administrator"),
    ]


def test_the_code_is_long_and_only_its_hash_is_stored(api: Api) -> None:
    code = issue(api)
    assert code.startswith(f"{MARK}_")
    assert len(code) == len(MARK) + 1 + 43  # 32 random bytes
    with api.engine.connect() as connection:
        rows = connection.execute(text("select to_jsonb(t)::text from app.welcome_links t")).scalars().all()
        logs = connection.execute(text("select to_jsonb(t)::text from audit.audit_logs t")).scalars().all()
    assert len(rows) == 1
    assert not any(code[4:] in row for row in [*rows, *logs])


def test_a_new_link_ends_the_one_before_and_a_day_ends_each(api: Api) -> None:
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        old, new = issue(api), issue(api)
        assert check(api, old)["__typename"] == "WelcomeLinkRefused"
        clock.shift(timedelta(hours=24) - timedelta(seconds=1))
        assert check(api, new)["__typename"] == "WelcomeLink"
        clock.shift(timedelta(seconds=1))
        refused = create(api, **given(new))
    assert refused == {
        "__typename": "WelcomeLinkRefused",
        "hasUsers": False,
        "code": "WELCOME_LINK_REFUSED",
        "message": "The link is not valid any more. Start `jaego up` again: it prints a new one.",
    }


def test_no_link_works_or_is_made_where_there_are_users(api: Api) -> None:
    code = issue(api)
    user(api.engine, "OPERATOR")
    assert create(api, **given(code))["hasUsers"] is True
    with Session(api.engine) as session, session.begin():
        assert issue_welcome_code(session, command_line()) is None
    with api.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.welcome_links")) == 0
        assert connection.scalar(text("select count(*) from app.users")) == 1


def test_a_value_that_cannot_be_used_leaves_the_link_as_it_is(api: Api) -> None:
    code = issue(api)
    refused = {
        name: create(api, **given(code, **{name: value}))["field"]
        for name, value in {"email": "nothing", "displayName": " ", "password": "short"}.items()
    }
    assert refused == {"email": "email", "displayName": "displayName", "password": "password"}
    assert create(api, **given(code))["__typename"] == "SignedIn"


def test_guessing_is_slowed_down_and_the_right_code_then_waits_too(api: Api) -> None:
    code = issue(api)
    kinds = [check(api, f"{MARK}_wrong")["__typename"] for _ in range(11)]
    assert kinds == ["WelcomeLinkRefused"] * 10 + ["TooManyAttempts"]
    assert create(api, **given(code))["__typename"] == "TooManyAttempts"


def test_of_two_browsers_at_once_one_wins(served: Served, api: Api) -> None:
    code = issue(api)

    def attempt(number: int) -> str:
        values = given(code, email=f"person{number}@shop.example")
        sent = {"query": CREATE, "variables": {"input": values}}
        answer = httpx.post(f"{served.url}/graphql", json=sent, timeout=60).json()
        return str(answer["data"]["createFirstAdministrator"]["__typename"])

    with ThreadPoolExecutor(6) as pool:
        kinds = sorted(pool.map(attempt, range(6)))
    assert kinds == ["SignedIn"] + ["WelcomeLinkRefused"] * 5
    with api.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.users")) == 1
