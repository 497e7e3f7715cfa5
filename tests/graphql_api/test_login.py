"""Signing in: a token for the right password, and nothing disclosed to anybody else."""

import statistics
import time
from datetime import UTC, datetime

import argon2
import pytest
import time_machine
from sqlalchemy import text

from tests.factories.secrets import PASSWORD
from tests.graphql_api.conftest import Api, user

LOGIN = """mutation ($email: String!, $password: String!) { login(input: {email: $email, password: $password}) {
  __typename ... on SignedIn { accessToken expiresAt } ... on UserError { code message }
  ... on TooManyAttempts { retryAfterSeconds } } }"""


def login(api: Api, email: str, password: str) -> dict[str, object]:
    found: dict[str, object] = api.data(LOGIN, None, email=email, password=password)["login"]
    return found


def test_a_login_gives_a_token_that_works_for_ten_minutes(api: Api) -> None:
    user(api.engine, "OPERATOR")
    start = datetime(2026, 5, 1, 12, tzinfo=UTC)
    with time_machine.travel(start, tick=False) as clock:
        found = login(api, " Operator@Shop.Example ", PASSWORD)
        assert found["__typename"] == "SignedIn"
        assert found["expiresAt"] == "2026-05-01T12:10:00+00:00"
        token = str(found["accessToken"])
        clock.shift(599)
        assert api.data("{ me { email } }", token)["me"]["email"] == "operator@shop.example"
        clock.shift(2)
        assert api.refusal("{ me { email } }", token)[0] == "UNAUTHENTICATED"
    with api.engine.connect() as connection:
        assert connection.scalar(text("select last_login_at from app.users")) == start


def test_wrong_password_unknown_address_and_disabled_user_are_answered_alike(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    wrong = login(api, email, PASSWORD + "!")
    assert wrong == {
        "__typename": "InvalidCredentials",
        "code": "INVALID_CREDENTIALS",
        "message": "The address or the password is wrong, or the user is disabled.",
    }
    assert login(api, "nobody@shop.example", PASSWORD) == wrong
    assert login(api, "no address", PASSWORD) == wrong
    assert login(api, email, "x" * 1025) == wrong
    assert login(api, email, "") == wrong
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now()"))
    assert login(api, email, PASSWORD) == wrong


def test_an_unknown_address_takes_the_time_of_a_known_one(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    took: dict[str, list[float]] = {email: [], "nobody@shop.example": []}
    for _ in range(7):
        for address, seconds in took.items():
            start = time.process_time()  # of all threads; what else the machine does is not counted
            login(api, address, "a wrong password")
            seconds.append(time.process_time() - start)
    known, unknown = (statistics.median(seconds) for seconds in took.values())
    assert 0.5 < known / unknown < 2


def test_a_weaker_hash_is_replaced_at_login_and_the_password_still_works(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    weak = argon2.PasswordHasher(time_cost=1, memory_cost=8192, parallelism=1).hash(PASSWORD)
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set password_hash = :weak"), {"weak": weak})
    assert login(api, email, PASSWORD)["__typename"] == "SignedIn"
    with api.engine.connect() as connection:
        stored = connection.scalar(text("select password_hash from app.users"))
    assert stored.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert login(api, email, PASSWORD)["__typename"] == "SignedIn"


def test_the_eleventh_attempt_in_a_quarter_of_an_hour_is_not_looked_at(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    with time_machine.travel(datetime(2026, 5, 1, 12, tzinfo=UTC), tick=False) as clock:
        for _ in range(10):
            assert login(api, email, "a wrong password")["code"] == "INVALID_CREDENTIALS"
        refused = login(api, email.upper(), PASSWORD)
        assert refused["__typename"] == "TooManyAttempts"
        assert refused["retryAfterSeconds"] == 900
        assert login(api, "another@shop.example", PASSWORD)["code"] == "INVALID_CREDENTIALS"
        clock.shift(901)
        assert login(api, email, PASSWORD)["__typename"] == "SignedIn"


def test_a_right_password_forgets_the_attempts_before_it(api: Api) -> None:
    email = user(api.engine, "OPERATOR")
    for _ in range(2):
        for _ in range(9):
            assert login(api, email, "a wrong password")["code"] == "INVALID_CREDENTIALS"
        assert login(api, email, PASSWORD)["__typename"] == "SignedIn"


@pytest.mark.parametrize("scheme", ["Basic", "", "bearer2"])
def test_a_token_counts_as_a_bearer_only(api: Api, operator: str, scheme: str) -> None:
    answer = api.send(
        "POST", "/graphql", json={"query": "{ me { id } }"}, headers={"Authorization": f"{scheme} {operator}".strip()}
    )
    assert answer.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
