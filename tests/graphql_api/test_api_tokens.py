"""API tokens: shown once, scoped, ending, and never more than their owner."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import text

from kit.clock import utc_now
from tests.graphql_api.conftest import Api, user

CREATE = """mutation ($input: CreateApiTokenInput!) { createApiToken(input: $input) {
  __typename ... on NewApiToken { text apiToken { id name prefix scopes expiresAt lastUsedAt revokedAt } }
  ... on UserError { code message } ... on ValidationFailed { fieldErrors { field } } } }"""
REVOKE = """mutation ($id: ID!) { revokeApiToken(input: {id: $id}) {
  __typename ... on ApiToken { revokedAt } ... on UserError { code } } }"""
ME = "{ me { email role } }"


def create(api: Api, token: str, scopes: tuple[str, ...] = ("READ",), **given: Any) -> dict[str, Any]:
    found: dict[str, Any] = api.data(CREATE, token, input={"name": "feed", "scopes": scopes, **given})["createApiToken"]
    return found


def test_a_token_is_told_once_and_signs_in(api: Api, operator: str) -> None:
    made = create(api, operator, ("WRITE", "READ"))
    secret = made["text"]
    assert secret.startswith(f"jgo_{made['apiToken']['prefix']}_")
    assert len(secret.split("_", 2)[2]) == 43
    assert made["apiToken"]["scopes"] == ["READ", "WRITE"]
    assert api.data(ME, secret)["me"] == {"email": "operator@shop.example", "role": "OPERATOR"}
    with api.engine.connect() as connection:
        row = connection.execute(text("select * from app.api_tokens")).one()
        kept = connection.execute(text("select details from audit.audit_logs")).all()
    assert len(row.token_hash) == 32
    assert secret not in str(row)
    assert secret not in str(kept)
    listed = api.data("{ apiTokens { name prefix lastUsedAt } }", operator)["apiTokens"]
    assert [(token["name"], token["prefix"]) for token in listed] == [("feed", row.prefix)]
    assert listed[0]["lastUsedAt"] is not None


def test_its_use_is_noted_once_a_minute(api: Api, operator: str) -> None:
    secret = create(api, operator)["text"]
    start, noted = utc_now(), []
    with time_machine.travel(start, tick=False) as clock:
        for _ in range(4):
            api.data(ME, secret)
            with api.engine.connect() as connection:
                noted.append(connection.scalar(text("select last_used_at from app.api_tokens")))
            clock.shift(30)
    assert [instant - start for instant in noted] == [
        timedelta(0),
        timedelta(0),
        timedelta(seconds=60),
        timedelta(seconds=60),
    ]


@pytest.mark.parametrize("bend", [lambda s: s[:-1], lambda s: s + "A", lambda s: s.replace("jgo_", "jgo_0"), str.upper])
def test_another_text_is_nobody(api: Api, operator: str, bend: Any) -> None:
    secret = create(api, operator)["text"]
    assert api.refusal(ME, bend(secret))[0] == "UNAUTHENTICATED"


def test_it_ends_with_its_time_its_revocation_and_its_owner(api: Api, operator: str) -> None:
    tokens = [create(api, operator, days=1) for _ in range(3)]
    secret = tokens[0]["text"]
    with time_machine.travel(utc_now() + timedelta(hours=25)):
        assert api.refusal(ME, secret)[0] == "UNAUTHENTICATED"
    assert api.data(REVOKE, operator, id=tokens[1]["apiToken"]["id"])["revokeApiToken"]["revokedAt"]
    assert api.refusal(ME, tokens[1]["text"])[0] == "UNAUTHENTICATED"
    assert len(api.data("{ apiTokens { id } }", operator)["apiTokens"]) == 2
    assert api.data(ME, secret)["me"]["role"] == "OPERATOR"
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now()"))
    assert api.refusal(ME, secret)[0] == "UNAUTHENTICATED"


def test_it_never_does_more_than_its_owner_may_now(api: Api, manager: str) -> None:
    secret = create(api, manager, ("READ", "WRITE", "APPROVE"))["text"]
    query = '{ sku(code: "A") { unitCost } }'
    assert "errors" not in api.post(query, secret)
    with api.engine.begin() as connection:
        connection.execute(text("update app.user_roles set role_code = 'OPERATOR'"))
    assert api.data(ME, secret)["me"]["role"] == "OPERATOR"
    assert api.refusal("{ users(first: 1) { totalCount } }", secret)[0] == "FORBIDDEN"


@pytest.mark.parametrize("scope", ["APPROVE", "IMPORT"])
def test_a_scope_beyond_the_role_is_refused(api: Api, operator: str, scope: str) -> None:
    found = create(api, operator, ("READ", scope))
    assert found["fieldErrors"] == [{"field": "scopes"}]
    assert found["message"] == f"The scope {scope} needs the role MANAGER or above."


@pytest.mark.parametrize(
    ("given", "field"),
    [({"scopes": []}, "scopes"), ({"days": 0}, "days"), ({"days": 367}, "days"), ({"name": " "}, "name")],
)
def test_refused_values_are_named(api: Api, operator: str, given: dict[str, Any], field: str) -> None:
    values = {"name": "feed", "scopes": ["READ"], **given}
    found = api.data(CREATE, operator, input=values)["createApiToken"]
    assert found["fieldErrors"] == [{"field": field}]
    with api.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.api_tokens")) == 0


def test_a_token_does_what_its_scopes_name_and_nothing_that_is_for_people(api: Api) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    reads, writes = create(api, admin)["text"], create(api, admin, ("WRITE",))["text"]
    assert api.refusal(ME, writes) == ("FORBIDDEN", "me needs an API token with the scope READ.")
    all_scopes = create(api, admin, ("READ", "WRITE", "APPROVE", "IMPORT"))["text"]
    for query in (
        CREATE.replace("$input: CreateApiTokenInput!", '$input: CreateApiTokenInput! = {name: "a", scopes: [READ]}'),
        'mutation { disableUser(input: {id: "VXNlcjox", expectedVersion: 1}) { __typename } }',
        'mutation { setUserRoles(input: {id: "VXNlcjox", expectedVersion: 1, roles: [OPERATOR]}) { __typename } }',
        'mutation { changePassword(input: {currentPassword: "a", newPassword: "b"}) { __typename } }',
        "{ apiTokens { id } }",
    ):
        code, message = api.refusal(query, all_scopes)
        assert code == "FORBIDDEN"
        assert message.endswith("is not for API tokens; sign in.")
    assert "errors" not in api.post("{ users(first: 1) { totalCount } }", reads)
    with api.engine.connect() as connection:
        entry = connection.execute(text("select * from audit.audit_logs order by sequence desc limit 1")).one()
    assert (entry.action, entry.actor_label) == ("ACCESS", "admin@shop.example by API token")
    where = '{actor: "admin@shop.example", action: ["ACCESS", "LOGIN"]}'
    query = f"{{ auditLogs(first: 10, filter: {where}) {{ nodes {{ actor }} }} }}"
    actors = {node["actor"] for node in api.data(query, admin)["auditLogs"]["nodes"]}
    assert actors == {"admin@shop.example", "admin@shop.example by API token"}


def test_tokens_of_others_are_for_administrators(api: Api, operator: str) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    manager = api.token(user(api.engine, "MANAGER"))
    token_id = create(api, operator)["apiToken"]["id"]
    owner = api.data("{ me { id } }", operator)["me"]["id"]
    query = "query ($owner: ID!) { apiTokens(userId: $owner) { id } }"
    assert api.refusal(query, manager, owner=owner)[0] == "FORBIDDEN"
    assert api.data(REVOKE, manager, id=token_id)["revokeApiToken"]["code"] == "NOT_FOUND"
    assert api.data(query, admin, owner=owner)["apiTokens"] == [{"id": token_id}]
    assert api.data(REVOKE, admin, id=token_id)["revokeApiToken"]["__typename"] == "ApiToken"


def test_a_user_has_at_most_twenty_living_tokens(api: Api, operator: str) -> None:
    for _ in range(20):
        last = create(api, operator)
    assert create(api, operator)["code"] == "TOO_MANY_TOKENS"
    api.data(REVOKE, operator, id=last["apiToken"]["id"])
    assert create(api, operator)["__typename"] == "NewApiToken"
