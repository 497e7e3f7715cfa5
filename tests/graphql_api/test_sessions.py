"""Staying signed in by a cookie that scripts can't read, and signing out at once."""

import asyncio
import re
from dataclasses import replace
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from tests.factories.secrets import PASSWORD
from tests.graphql_api.conftest import Api, user

LOGIN = """mutation ($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { __typename ... on SignedIn { accessToken } } }"""
REFRESH = """mutation { refreshSession {
  __typename ... on SignedIn { accessToken expiresAt } ... on UserError { code message } } }"""
LOGOUT = """mutation ($everywhere: Boolean!) {
  logout(input: {everywhere: $everywhere}) { wasSignedIn } }"""
CHANGE = """mutation ($old: String!, $new: String!) {
  changePassword(input: {currentPassword: $old, newPassword: $new}) {
    __typename ... on UserError { code message } ... on ValidationFailed { fieldErrors { field message } }
    ... on TooManyAttempts { retryAfterSeconds } } }"""
ME = "{ me { email } }"


def send(
    api: Api, query: str, *, token: str | None = None, cookie: str | None = None, agent: str = "a", **variables: Any
) -> httpx.Response:
    headers = {"User-Agent": agent} if token is None else {"Authorization": f"Bearer {token}", "User-Agent": agent}
    if cookie is not None:
        headers["Cookie"] = f"jaego_refresh={cookie}"
    encoded = [(name, value.encode("latin-1")) for name, value in headers.items()]
    return api.send("POST", "/graphql", json={"query": query, "variables": variables}, headers=encoded)


def cookie_of(answer: httpx.Response) -> str:
    found = re.match(r"jaego_refresh=([^;]*);", answer.headers["set-cookie"])
    assert found is not None
    return found[1].strip('"')


def signed_in(api: Api, email: str) -> tuple[str, str]:
    """Access token and cookie of a login."""
    answer = send(api, LOGIN, email=email, password=PASSWORD)
    return answer.json()["data"]["login"]["accessToken"], cookie_of(answer)


def is_nobody(api: Api, token: str) -> bool:
    body = send(api, ME, token=token).json()
    return "errors" in body and body["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    answer = send(api, LOGIN, email=email, password=PASSWORD)
    attributes = {part.strip().lower() for part in answer.headers["set-cookie"].split(";")[1:]}
    assert attributes == {"httponly", "samesite=strict", "path=/graphql", "max-age=1209600"}
    assert cookie_of(answer) not in answer.text
    assert "set-cookie" not in send(api, ME, token=answer.json()["data"]["login"]["accessToken"]).headers


def test_where_https_is_used_the_cookie_stays_on_it(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    api.app.state.services = replace(api.services, secure_cookies=True)
    attributes = send(api, LOGIN, email=email, password=PASSWORD).headers["set-cookie"].lower()
    assert "; secure" in attributes


def test_a_cookie_is_exchanged_for_an_access_token_and_the_next_cookie(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    _, first = signed_in(api, email)
    answer = send(api, REFRESH, cookie=first)
    found = answer.json()["data"]["refreshSession"]
    assert found["__typename"] == "SignedIn"
    assert send(api, ME, token=found["accessToken"]).json()["data"]["me"]["email"] == email
    assert send(api, REFRESH, cookie=cookie_of(answer)).json()["data"]["refreshSession"]["accessToken"]


def test_a_cookie_used_twice_ends_the_session_of_both_at_once(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    token, first = signed_in(api, email)
    second = cookie_of(send(api, REFRESH, cookie=first))
    refused = send(api, REFRESH, cookie=first, agent="another program")
    assert refused.json()["data"]["refreshSession"] == {
        "__typename": "SessionEnded",
        "code": "SESSION_ENDED",
        "message": "The session has ended; sign in again.",
    }
    assert cookie_of(refused) == ""
    assert send(api, REFRESH, cookie=second).json()["data"]["refreshSession"]["__typename"] == "SessionEnded"
    assert is_nobody(api, token)
    with api.engine.connect() as connection:
        assert connection.scalars(text("select event_type from app.outbox")).all() == ["SESSION_REUSED"]
        reused = connection.execute(text("select * from audit.audit_logs where action = 'SESSION_REUSED'")).one()
    assert (reused.outcome, reused.actor_label, str(reused.address)) == ("REFUSED", email, "127.0.0.1")


def test_of_two_tabs_that_renew_at_once_one_asks_again_with_the_cookie_of_the_other(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    token, first = signed_in(api, email)
    second = cookie_of(send(api, REFRESH, cookie=first))
    late = send(
        api, REFRESH.replace("code message", "code ... on SessionJustRenewed { retryAfterSeconds }"), cookie=first
    )
    assert late.json()["data"]["refreshSession"] == {
        "__typename": "SessionJustRenewed",
        "code": "SESSION_JUST_RENEWED",
        "retryAfterSeconds": 1,
    }
    assert "set-cookie" not in late.headers  # the browser keeps what the other tab was given
    assert send(api, REFRESH, cookie=second).json()["data"]["refreshSession"]["accessToken"]
    assert not is_nobody(api, token)


def test_a_login_replaces_the_session_of_the_browsers_cookie(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    token, cookie = signed_in(api, email)
    elsewhere, _ = signed_in(api, email)
    assert send(api, LOGIN, cookie=cookie, email=email, password="wrong").status_code == 200
    assert not is_nobody(api, token)
    send(api, LOGIN, cookie=cookie, email=email, password=PASSWORD)
    assert is_nobody(api, token)
    assert not is_nobody(api, elsewhere)


def test_logging_out_ends_the_session_of_the_token_and_that_of_the_cookie(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    (of_token, _), (of_cookie, cookie) = signed_in(api, email), signed_in(api, email)
    send(api, LOGOUT, token=of_token, cookie=cookie, everywhere=False)
    assert is_nobody(api, of_token)
    assert is_nobody(api, of_cookie)


@pytest.mark.parametrize("cookie", [None, "", "x" * 43, "가".encode().decode("latin-1"), "a" * 8000])
def test_without_a_cookie_of_ours_there_is_no_session(api: Api, cookie: str | None) -> None:
    answer = send(api, REFRESH, cookie=cookie)
    assert answer.json()["data"]["refreshSession"]["code"] == "SESSION_ENDED"


def test_logging_out_ends_this_session_on_the_next_request_and_no_other(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    token, cookie = signed_in(api, email)
    elsewhere, _ = signed_in(api, email)
    answer = send(api, LOGOUT, token=token, cookie=cookie, everywhere=False)
    assert answer.json()["data"]["logout"] == {"wasSignedIn": True}
    assert cookie_of(answer) == ""
    assert is_nobody(api, token)
    assert not is_nobody(api, elsewhere)
    assert send(api, REFRESH, cookie=cookie).json()["data"]["refreshSession"]["code"] == "SESSION_ENDED"
    assert send(api, LOGOUT, token=token, cookie=cookie, everywhere=False).json()["data"]["logout"] == {
        "wasSignedIn": False
    }


def test_logging_out_everywhere_needs_no_more_than_the_cookie(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    token, cookie = signed_in(api, email)
    elsewhere, _ = signed_in(api, email)
    assert send(api, LOGOUT, cookie=cookie, everywhere=True).json()["data"]["logout"] == {"wasSignedIn": True}
    assert is_nobody(api, token)
    assert is_nobody(api, elsewhere)
    signed_in(api, email)


def test_a_changed_password_ends_the_other_sessions_and_counts_at_once(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    token, cookie = signed_in(api, email)
    elsewhere, other_cookie = signed_in(api, email)
    fresh = "another phrase of words"
    found = send(api, CHANGE, token=token, old=PASSWORD, new=fresh).json()["data"]["changePassword"]
    assert found == {"__typename": "User"}
    assert not is_nobody(api, token)
    assert is_nobody(api, elsewhere)
    assert send(api, REFRESH, cookie=other_cookie).json()["data"]["refreshSession"]["code"] == "SESSION_ENDED"
    assert send(api, REFRESH, cookie=cookie).json()["data"]["refreshSession"]["accessToken"]
    for password, outcome in ((PASSWORD, "InvalidCredentials"), (fresh, "SignedIn")):
        assert send(api, LOGIN, email=email, password=password).json()["data"]["login"]["__typename"] == outcome


def test_a_password_that_can_not_be_used_is_named_and_nothing_changes(api: Api, operator: str) -> None:
    found = api.data(CHANGE, operator, old=PASSWORD, new="Summer2026!!!")["changePassword"]
    assert found["fieldErrors"] == [
        {"field": "newPassword", "message": "The password is among the most common ones; choose another."}
    ]
    with api.engine.connect() as connection:
        last = connection.execute(text("select * from audit.audit_logs order by sequence desc limit 1")).one()
    assert (last.action, last.outcome) == ("CHANGE_PASSWORD", "REFUSED")
    assert api.data(CHANGE, operator, old=PASSWORD, new="another phrase of words")["changePassword"] == {
        "__typename": "User"
    }


def test_guessing_the_present_password_is_limited_like_logins(api: Api, operator: str) -> None:
    guesses = [api.data(CHANGE, operator, old="a guess", new="another phrase")["changePassword"] for _ in range(11)]
    assert [guess["__typename"] for guess in guesses] == ["InvalidCredentials"] * 10 + ["TooManyAttempts"]
    assert send(api, LOGIN, email="operator@shop.example", password=PASSWORD).json()["data"]["login"] == {
        "__typename": "TooManyAttempts"
    }


def test_a_new_password_that_can_not_be_used_is_no_attempt_at_the_present_one(api: Api, operator: str) -> None:
    for _ in range(11):
        found = api.data(CHANGE, operator, old=PASSWORD, new="Summer2026!!!")["changePassword"]
        assert found["__typename"] == "ValidationFailed"
    assert send(api, LOGIN, email="operator@shop.example", password=PASSWORD).json()["data"]["login"]["accessToken"]


def test_of_two_changes_of_a_password_at_once_one_counts_and_the_other_is_on_record(api: Api, operator: str) -> None:
    async def change(number: int) -> Any:
        transport = httpx.ASGITransport(api.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://jaego.example") as client:
            variables = {"old": PASSWORD, "new": f"another phrase of words {number}"}
            body = {"query": CHANGE, "variables": variables}
            answer = await client.post("/graphql", json=body, headers={"Authorization": f"Bearer {operator}"})
        return answer.json()["data"]["changePassword"]["__typename"]

    async def both() -> list[Any]:
        return await asyncio.gather(change(1), change(2))

    assert sorted(api.run(both())) == ["InvalidCredentials", "User"]
    with api.engine.connect() as connection:
        query = "select outcome from audit.audit_logs where action = 'CHANGE_PASSWORD' order by sequence"
        assert sorted(connection.scalars(text(query))) == ["DONE", "REFUSED"]


def test_sign_ins_are_audited_with_address_and_request(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    send(api, LOGIN, email=email, password=PASSWORD)
    send(api, LOGIN, email=email, password="wrong")
    send(api, LOGIN, email="nobody@shop.example", password="wrong")
    send(api, LOGIN, email="no address", password="wrong")
    with api.engine.connect() as connection:
        query = "select * from audit.audit_logs where action = 'LOGIN' order by sequence"
        entries = connection.execute(text(query)).all()
    assert [(entry.outcome, entry.actor_label, entry.actor_id is None) for entry in entries] == [
        ("DONE", email, False),
        ("REFUSED", email, False),
        ("REFUSED", "nobody@shop.example", True),
        ("REFUSED", "an unreadable address", True),
    ]
    assert {str(entry.address) for entry in entries} == {"127.0.0.1"}
    assert len({entry.request_id for entry in entries}) == 4
