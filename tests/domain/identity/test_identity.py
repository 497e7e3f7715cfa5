"""Users, passwords and tokens."""

import asyncio
import base64
import json
import threading
from datetime import UTC, datetime, timedelta

import jwt
import pytest
import time_machine
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from domain.identity.errors import (
    EmailRefusedError,
    EmailTakenError,
    InvalidTokenError,
    PasswordRefusedError,
    UnknownRoleError,
)
from domain.identity.passwords import PasswordPool, check_password, hash_password
from domain.identity.rules import UserRow, check_new_password, normal_email
from domain.identity.service import create_user, ensure_user
from domain.identity.tokens import issue_access_token, read_access_token
from tests.domain.identity.conftest import HERE
from tests.factories.secrets import KEY, PASSWORD

PHRASE = PASSWORD
NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
USER = UserRow(7, "a@b.example", "a", "ko", ("OPERATOR",), None, 3, None)


@pytest.fixture
def session(connection: Connection) -> Session:
    """A session that is rolled back."""
    return Session(connection, join_transaction_mode="create_savepoint")


def test_a_user_is_made_with_one_role_and_a_hash(session: Session) -> None:
    user = create_user(session, " Kim@Shop.Example ", "manager", PHRASE)
    assert (user.email, user.display_name) == ("kim@shop.example", "kim")
    assert user.password_hash.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    roles = session.scalars(text("select role_code from app.user_roles")).all()
    assert roles == ["MANAGER"]


def test_an_address_is_given_once_until_its_user_is_deleted(session: Session) -> None:
    create_user(session, "kim@shop.example", "ADMIN", PHRASE, "김")
    with pytest.raises(EmailTakenError, match=r"kim@shop\.example already"):
        create_user(session, "KIM@shop.example", "ADMIN", PHRASE)
    session.execute(text("update app.users set deleted_at = now()"))
    assert create_user(session, "kim@shop.example", "ADMIN", PHRASE).id


def test_hashing_is_done_on_two_threads_beside_the_event_loop() -> None:
    async def crowd() -> set[str]:
        pool, seen = PasswordPool(), set[str]()
        crowded = asyncio.gather(*(pool.check(None, f"a guess {number}") for number in range(8)))
        while not crowded.done():  # the loop goes on meanwhile
            seen |= {thread.name for thread in threading.enumerate() if thread.name.startswith("password")}
            await asyncio.sleep(0.001)
        pool.close()
        assert not any(check.matches for check in await crowded)
        return seen

    assert asyncio.run(crowd()) == {"password_0", "password_1"}


@pytest.mark.parametrize(
    "email", ["", "kim", "kim@", "@shop", "k im@shop", "kim@a..b", "kim@shop\n.example", "a@" + "b" * 254, "a\0@b"]
)
def test_an_unusable_address_is_refused_and_nothing_written(session: Session, email: str) -> None:
    with pytest.raises(EmailRefusedError):
        create_user(session, email, "ADMIN", PHRASE)
    assert session.scalar(text("select count(*) from app.users")) == 0


def test_an_unknown_role_is_refused(session: Session) -> None:
    with pytest.raises(UnknownRoleError, match="'KING' is not a role; choose one of OPERATOR, MANAGER, ADMIN"):
        create_user(session, "kim@shop.example", "KING", PHRASE)


@pytest.mark.parametrize(
    ("password", "told"),
    [
        ("", "has 0 characters"),
        ("x1y2z3w4v5u", "has 11 characters"),
        ("가나다라마바사아자차카", "has 11 characters"),
        ("한" * 342, "longer than 1,024 bytes"),
        ("aaaaaaaaaaaa", "too easily guessed"),
        ("KIM@shop.example", "too easily guessed"),
        ("Password1234!", "most common"),
        ("qwertyuiop12", "most common"),
        ("123456789012", "most common"),
    ],
)
def test_a_weak_password_is_refused(password: str, told: str) -> None:
    with pytest.raises(PasswordRefusedError, match=told):
        check_new_password(password, forbidden=("kim@shop.example",))


@pytest.mark.parametrize(
    "password",
    [
        *("Summer2026!!!", "P@ssw0rd1234", "p4ssw0rdp4ssw0rd", "1q2w3e4r5t6y", "iloveyou12345", "Admin-Admin-12"),
        *(
            "abcabcabcabc12",
            "saranghae1234",
            "lkjhgfdsapoiuytrewq",
            "zyxwvutsrqponm",
            "1qaz2wsx3edc",
            "2026-11-21-0830",
        ),
    ],
)
def test_what_is_guessed_first_is_refused(password: str) -> None:
    with pytest.raises(PasswordRefusedError):
        check_new_password(password)


@pytest.mark.parametrize(
    "password",
    [
        *("correct horse battery staple", "four blue socks in march", "tr0ub4dor&3-tale", "kX9#vLq2!mWz"),
        *("우리 가게 첫번째 창고", "Mon ch@t dort au soleil"),
    ],
)
def test_what_is_not_guessed_soon_is_accepted(password: str) -> None:
    assert refusal(password) == ""


@pytest.mark.parametrize(
    "password", ["x1y2z3w4v5u6", "비밀번호는 길고 좋은 문장", "e" * 12 + "abcd", "p" * 4 + "q" * 1016 + "abcd"]
)
def test_a_long_phrase_is_accepted(password: str) -> None:
    assert refusal(password) == ""


def refusal(password: str) -> str:
    try:
        check_new_password(password)
    except PasswordRefusedError as error:
        return repr(error)
    return ""


def test_ensuring_a_user_twice_writes_nothing_the_second_time(session: Session) -> None:
    first = ensure_user(session, "kim@shop.example", "ADMIN", PHRASE)
    before = (first.password_hash, first.session_epoch)
    again = ensure_user(session, "KIM@shop.example", "admin", PHRASE)
    assert (again.id, again.password_hash, again.session_epoch) == (first.id, *before)
    assert session.scalar(text("select count(*) from app.user_roles")) == 1


def test_ensuring_another_password_and_role_ends_the_sessions(session: Session) -> None:
    user = ensure_user(session, "kim@shop.example", "OPERATOR", PHRASE)
    user.disabled_at = NOW
    ensure_user(session, "kim@shop.example", "ADMIN", PHRASE + "!")
    assert check_password(user.password_hash, PHRASE + "!").matches
    assert not check_password(user.password_hash, PHRASE).matches
    assert (user.session_epoch, user.disabled_at) == (1, None)
    roles = session.scalars(text("select role_code from app.user_roles order by 1")).all()
    assert roles == ["ADMIN", "OPERATOR"]


def test_passwords_are_compared_whole_and_without_a_user_nothing_matches() -> None:
    stored = hash_password(PHRASE)
    assert check_password(stored, PHRASE).matches
    assert check_password(stored, PHRASE).stronger_hash is None
    assert not check_password(stored, PHRASE.upper()).matches
    assert not check_password(stored, PHRASE + " ").matches
    assert not check_password(None, "nobody signs in with this").matches
    assert not check_password("no hash", PHRASE).matches


@pytest.mark.parametrize(
    ("email", "normal"), [(" Kim@Shop.Example", "kim@shop.example"), ("a@localhost", "a@localhost")]
)
def test_addresses_are_compared_in_lower_case(email: str, normal: str) -> None:
    assert normal_email(email) == normal


def test_a_user_may_what_its_highest_role_may() -> None:
    both = HERE.as_user(UserRow(1, "", "", "ko", ("MANAGER", "OPERATOR"), None, 0, None))
    assert (both.role, both.may("OPERATOR"), both.may("MANAGER"), both.may("ADMIN")) == ("MANAGER", True, True, False)
    nobody = HERE.as_user(UserRow(1, "", "", "ko", (), None, 0, None))
    assert (nobody.role, nobody.may("OPERATOR")) == (None, False)


def claims(**changes: object) -> dict[str, object]:
    token = issue_access_token(KEY, USER, "f" * 32, now=NOW, minutes=10).text
    good = jwt.decode(token, options={"verify_signature": False})
    return {name: value for name, value in {**good, **changes}.items() if value != "absent"}


def test_a_token_says_whose_it_is_until_it_ends() -> None:
    token = issue_access_token(KEY, USER, "f" * 32, now=NOW, minutes=10)
    assert token.expires_at == NOW + timedelta(minutes=10)
    with time_machine.travel(NOW + timedelta(seconds=599), tick=False):
        found = read_access_token(KEY, token.text)
    assert (found.user_id, found.session_epoch) == (7, 3)
    with time_machine.travel(NOW + timedelta(seconds=600), tick=False), pytest.raises(InvalidTokenError):
        read_access_token(KEY, token.text)


@pytest.mark.parametrize(
    "changes",
    [
        *({name: "absent"} for name in ("exp", "iat", "sub", "jti", "aud", "iss", "epoch", "sid")),
        {"aud": "another"},
        {"iss": "another"},
        {"sub": "me"},
        {"epoch": "3"},
        {"sid": 3},
        {"iat": (NOW + timedelta(minutes=5)).timestamp()},
        {"nbf": (NOW + timedelta(minutes=5)).timestamp()},
    ],
)
def test_a_token_that_lacks_or_bends_a_claim_is_refused(changes: dict[str, object]) -> None:
    with time_machine.travel(NOW, tick=False):
        read_access_token(KEY, jwt.encode(claims(), KEY, "HS256", headers={"typ": "at+jwt"}))
        with pytest.raises(InvalidTokenError):
            read_access_token(KEY, jwt.encode(claims(**changes), KEY, "HS256", headers={"typ": "at+jwt"}))


def test_other_types_keys_and_algorithms_are_refused() -> None:
    def part(value: dict[str, object]) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")

    good = jwt.encode(claims(), KEY, "HS256", headers={"typ": "at+jwt"})
    forged = [
        jwt.encode(claims(), KEY, "HS256"),
        jwt.encode(claims(), "x" * 32, "HS256", headers={"typ": "at+jwt"}),
        jwt.encode(claims(), KEY * 2, "HS512", headers={"typ": "at+jwt"}),
        f"{part({'alg': 'none', 'typ': 'at+jwt'})}.{part(claims())}.",
        good[:-2],
        good + "A",
        "",
        "a.b.c",
    ]
    with time_machine.travel(NOW, tick=False):
        read_access_token(KEY, good)
        for token in forged:
            with pytest.raises(InvalidTokenError):
                read_access_token(KEY, token)


def test_a_short_key_is_no_key() -> None:
    with pytest.raises(ValueError, match="shorter than 32 bytes"):
        issue_access_token("k" * 31, USER, "f" * 32, now=NOW, minutes=10)
    with pytest.raises(ValueError, match="shorter than 32 bytes"):
        read_access_token("k" * 31, "")
