"""`createUser` and `createApiToken` sent again with their idempotency key."""

import asyncio
from collections.abc import Awaitable
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories.secrets import PASSWORD
from tests.graphql_api.conftest import Api, user

USER = """mutation ($input: CreateUserInput!) { createUser(input: $input) {
  __typename ... on User { id email } ... on UserError { code }
  ... on ValidationFailed { fieldErrors { field } } } }"""
TOKEN = """mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  __typename ... on NewApiToken { text apiToken { id } } ... on ApiTokenMadeBefore { code apiToken { id } }
  ... on UserError { code } ... on ValidationFailed { fieldErrors { field } } } }"""
KIM = {"email": "kim@shop.example", "password": PASSWORD, "roles": ["MANAGER"], "idempotencyKey": "k"}
FEED = {"name": "feed", "scopes": ["READ"], "idempotencyKey": "k"}


@pytest.fixture
def admin(api: Api) -> str:
    """A token of an administrator."""
    return api.token(user(api.engine, "ADMIN"))


def made(api: Api, query: str, token: str, **given: Any) -> dict[str, Any]:
    (found,) = api.data(query, token, input=given).values()
    return dict(found)


def all_at_once(api: Api, query: str, token: str, given: dict[str, Any], times: int) -> list[dict[str, Any]]:
    async def send() -> Any:
        body = {"query": query, "variables": {"input": given}}
        answer = await api._send("POST", "/graphql", json=body, headers={"Authorization": f"Bearer {token}"})
        (found,) = answer.json()["data"].values()
        return found

    async def gathered() -> list[Any]:
        sent: list[Awaitable[Any]] = [send() for _ in range(times)]
        return await asyncio.gather(*sent)

    return list(api.run(gathered()))


def count(api: Api, what: str) -> int:
    with api.engine.connect() as connection:
        return int(connection.scalar(text(f"select count(*) from {what}")) or 0)  # words of this file


def test_a_user_is_made_once_and_every_answer_is_the_same(api: Api, admin: str) -> None:
    first = made(api, USER, admin, **KIM)
    assert first["__typename"] == "User"
    assert made(api, USER, admin, **KIM) == first
    assert count(api, "audit.audit_logs where action = 'CREATE_USER' and actor_id is not null") == 1
    without = {name: value for name, value in KIM.items() if name != "idempotencyKey"}
    assert made(api, USER, admin, **without)["code"] == "EMAIL_TAKEN"


def test_of_twenty_requests_at_once_one_makes_a_user_and_all_are_told_of_it(api: Api, admin: str) -> None:
    answers = all_at_once(api, USER, admin, KIM, 20)
    assert answers == [answers[0]] * 20
    assert answers[0]["__typename"] == "User"
    assert count(api, "app.users where email = 'kim@shop.example'") == 1


@pytest.mark.parametrize("changed", [{"password": PASSWORD + "!"}, {"roles": ["ADMIN"]}, {"email": "lee@shop.example"}])
def test_another_user_under_the_key_is_a_conflict_on_record(api: Api, admin: str, changed: dict[str, Any]) -> None:
    made(api, USER, admin, **KIM)
    assert made(api, USER, admin, **{**KIM, **changed})["code"] == "IDEMPOTENCY_CONFLICT"
    assert made(api, TOKEN, admin, **FEED)["code"] == "IDEMPOTENCY_CONFLICT"
    assert count(api, "app.users") == 2
    assert count(api, "audit.audit_logs where outcome = 'REFUSED' and action like 'CREATE%'") == 2


def test_a_key_answered_by_an_earlier_version_is_a_conflict_without_a_second_effect(api: Api, admin: str) -> None:
    made(api, USER, admin, **KIM)
    with api.engine.begin() as connection:
        connection.execute(text("""update jobs.idempotency_keys set response = '{"id": 2}'"""))
    assert made(api, USER, admin, **KIM)["code"] == "IDEMPOTENCY_CONFLICT"
    assert count(api, "app.users") == 2


def test_no_key_of_blanks(api: Api, admin: str) -> None:
    for query, given in ((USER, KIM), (TOKEN, FEED)):
        found = made(api, query, admin, **{**given, "idempotencyKey": " "})
        assert found["fieldErrors"] == [{"field": "idempotencyKey"}]
    assert count(api, "app.users") == 1


def test_what_the_key_keeps_tells_nothing_of_the_password(api: Api, admin: str) -> None:
    """Of two keys for the same password under two secrets of the installation no digest is the same."""
    made(api, USER, admin, **KIM)
    with api.engine.connect() as connection:
        first = connection.execute(text("select body_sha256, response from jobs.idempotency_keys")).one()
    assert first.response == {"key": 2}
    with api.engine.begin() as connection:
        connection.execute(text("delete from jobs.idempotency_keys"))
        connection.execute(text("update app.users set deleted_at = now() where email like 'kim%'"))
    api.app.state.services = replace(api.services, secret_key="l" * 32)
    login = f'mutation {{ login(input: {{email: "admin@shop.example", password: "{PASSWORD}"}}) {{ ...f }} }}'
    login += " fragment f on SignedIn { accessToken }"
    made(api, USER, api.data(login, None)["login"]["accessToken"], **KIM)
    with api.engine.connect() as connection:
        second = connection.scalar(text("select body_sha256 from jobs.idempotency_keys"))
    assert bytes(first.body_sha256) != bytes(second)


def test_a_token_is_made_once_and_its_text_told_once(api: Api, admin: str) -> None:
    first = made(api, TOKEN, admin, **FEED)
    assert first["__typename"] == "NewApiToken"
    again = made(api, TOKEN, admin, **FEED)
    assert again == {"__typename": "ApiTokenMadeBefore", "code": "API_TOKEN_MADE_BEFORE", "apiToken": first["apiToken"]}
    assert count(api, "app.api_tokens") == 1
    with api.engine.connect() as connection:
        kept = connection.execute(text("select * from jobs.idempotency_keys")).one()
    assert kept.response == {"key": 1}
    assert first["text"].split("_", 2)[2] not in str(kept)
    assert made(api, TOKEN, admin, **{**FEED, "days": 3})["code"] == "IDEMPOTENCY_CONFLICT"


def test_of_twenty_requests_at_once_one_is_told_the_text(api: Api, admin: str) -> None:
    answers = all_at_once(api, TOKEN, admin, FEED, 20)
    assert sorted(answer["__typename"] for answer in answers) == ["ApiTokenMadeBefore"] * 19 + ["NewApiToken"]
    assert len({answer["apiToken"]["id"] for answer in answers}) == 1
    assert count(api, "app.api_tokens") == 1
