"""Administration of users: for administrators only, at once, and on record."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import text

from tests.factories.secrets import PASSWORD
from tests.graphql_api.conftest import Api, user

FIELDS = "id email displayName locale role roles approvalLimit disabledAt version"
ERRORS = "... on UserError { code message } ... on ValidationFailed { fieldErrors { field } }"
CREATE = f"""mutation ($input: CreateUserInput!) {{ createUser(input: $input) {{
  __typename ... on User {{ {FIELDS} }} {ERRORS} }} }}"""
UPDATE = f"""mutation ($input: UpdateUserInput!) {{ updateUser(input: $input) {{
  __typename ... on User {{ {FIELDS} }} {ERRORS} }} }}"""
DISABLE = f"""mutation ($id: ID!, $v: Int! = 1) {{ disableUser(input: {{id: $id, expectedVersion: $v}}) {{
  __typename ... on User {{ {FIELDS} }} ... on UserError {{ code message }} }} }}"""
ENABLE = f"""mutation ($id: ID!, $v: Int! = 2) {{ enableUser(input: {{id: $id, expectedVersion: $v}}) {{
  __typename ... on User {{ {FIELDS} }} ... on UserError {{ code }} }} }}"""
ROLES = f"""mutation ($id: ID!, $roles: [Role!]!, $v: Int! = 1) {{
  setUserRoles(input: {{id: $id, roles: $roles, expectedVersion: $v}}) {{
  __typename ... on User {{ {FIELDS} }} {ERRORS} }} }}"""
LOGIN = "mutation ($e: String!, $p: String!) { login(input: {email: $e, password: $p}) { __typename } }"


@pytest.fixture
def admin(api: Api) -> str:
    """A token of an administrator."""
    return api.token(user(api.engine, "ADMIN"))


def create(api: Api, token: str, **given: Any) -> dict[str, Any]:
    values = {"email": "kim@shop.example", "password": PASSWORD, "roles": ["MANAGER"], **given}
    found: dict[str, Any] = api.data(CREATE, token, input=values)["createUser"]
    return found


def entries(api: Api) -> list[tuple[str, str, str]]:
    query = "select action, outcome, actor_label from audit.audit_logs where action <> 'LOGIN' order by sequence"
    with api.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))][1:]


def test_a_user_is_made_and_signs_in(api: Api, admin: str) -> None:
    made = create(api, admin, displayName="김", approvalLimit="1500000.50", locale="en")
    assert made.pop("__typename") == "User"
    assert made.pop("id")
    assert made == {
        "email": "kim@shop.example",
        "displayName": "김",
        "locale": "en",
        "role": "MANAGER",
        "roles": ["MANAGER"],
        "approvalLimit": "1500000.50",
        "disabledAt": None,
        "version": 1,
    }
    assert api.data(LOGIN, None, e="kim@shop.example", p=PASSWORD)["login"] == {"__typename": "SignedIn"}
    assert entries(api) == [("CREATE_USER", "DONE", "admin@shop.example")]


@pytest.mark.parametrize(
    ("given", "outcome"),
    [
        ({"email": "kim"}, ["email"]),
        ({"password": "short"}, ["password"]),
        ({"password": "kim@shop.example"}, ["password"]),
        ({"roles": []}, ["roles"]),
        ({"displayName": "x" * 101}, ["displayName"]),
        ({"approvalLimit": "-1"}, ["approvalLimit"]),
        ({"email": "ADMIN@shop.example"}, "EMAIL_TAKEN"),
    ],
)
def test_refused_values_are_named_and_leave_an_audit_entry_only(
    api: Api, admin: str, given: dict[str, Any], outcome: object
) -> None:
    found = create(api, admin, **given)
    told = [error["field"] for error in found["fieldErrors"]] if "fieldErrors" in found else found["code"]
    assert told == outcome
    assert entries(api) == [("CREATE_USER", "REFUSED", "admin@shop.example")]
    with api.engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.users")) == 1


def test_only_what_is_given_is_changed_and_null_takes_the_limit_away(api: Api, admin: str) -> None:
    made = create(api, admin, displayName="김", approvalLimit="100")
    given = {"id": made["id"], "expectedVersion": 1}
    changed = api.data(UPDATE, admin, input={**given, "locale": "en"})["updateUser"]
    assert changed == {**made, "locale": "en", "version": 2}
    given["expectedVersion"] = 2
    changed = api.data(UPDATE, admin, input={**given, "approvalLimit": None})["updateUser"]
    assert changed == {**made, "locale": "en", "approvalLimit": None, "version": 3}
    refused = api.data(UPDATE, admin, input={**given, "password": "123456789012"})["updateUser"]
    assert refused["fieldErrors"] == [{"field": "password"}]


def test_a_new_password_ends_the_sessions(api: Api, admin: str) -> None:
    made = create(api, admin)
    token = api.token("kim@shop.example")
    api.data("{ me { id } }", token)
    api.data(UPDATE, admin, input={"id": made["id"], "expectedVersion": 1, "password": PASSWORD + "!"})
    assert api.refusal("{ me { id } }", token)[0] == "UNAUTHENTICATED"
    assert api.data(LOGIN, None, e="kim@shop.example", p=PASSWORD + "!")["login"] == {"__typename": "SignedIn"}


def test_a_disabled_user_is_nobody_until_enabled_and_signed_in_again(api: Api, admin: str) -> None:
    made = create(api, admin)
    token = api.token("kim@shop.example")
    assert api.data(DISABLE, admin, id=made["id"])["disableUser"]["disabledAt"] is not None
    assert api.refusal("{ me { id } }", token)[0] == "UNAUTHENTICATED"
    assert api.data(LOGIN, None, e="kim@shop.example", p=PASSWORD)["login"]["__typename"] == "InvalidCredentials"
    assert api.data(ENABLE, admin, id=made["id"])["enableUser"]["disabledAt"] is None
    assert api.refusal("{ me { id } }", token)[0] == "UNAUTHENTICATED"
    assert api.data(LOGIN, None, e="kim@shop.example", p=PASSWORD)["login"]["__typename"] == "SignedIn"


def test_roles_hold_from_the_next_request_on(api: Api, admin: str) -> None:
    made = create(api, admin)
    token = api.token("kim@shop.example")
    assert api.refusal("{ users(first: 1) { totalCount } }", token)[0] == "FORBIDDEN"
    found = api.data(ROLES, admin, id=made["id"], roles=["ADMIN", "OPERATOR"])["setUserRoles"]
    assert (found["role"], found["roles"]) == ("ADMIN", ["OPERATOR", "ADMIN"])
    assert api.data("{ users(first: 1) { totalCount } }", token)["users"]["totalCount"] == 2
    assert api.data(ROLES, admin, id=made["id"], roles=[], v=2)["setUserRoles"]["fieldErrors"] == [{"field": "roles"}]


def test_the_last_admin_stays(api: Api, admin: str) -> None:
    own = api.data("{ me { id } }", admin)["me"]["id"]
    for query, variables in ((DISABLE, {}), (ROLES, {"roles": ["MANAGER"]})):
        (found,) = api.data(query, admin, id=own, **variables).values()
        assert found["code"] == "LAST_ADMIN"
        assert found["message"] == "admin@shop.example is the last enabled ADMIN; make another user ADMIN first."
    api.data("{ users(first: 1) { totalCount } }", admin)
    assert [entry[:2] for entry in entries(api)] == [("DISABLE_USER", "REFUSED"), ("SET_USER_ROLES", "REFUSED")]


@pytest.mark.parametrize("verb", ["updateUser", "disableUser", "enableUser", "setUserRoles"])
def test_a_change_decided_on_another_version_changes_nothing(api: Api, admin: str, verb: str) -> None:
    made = create(api, admin)
    api.data(UPDATE, admin, input={"id": made["id"], "expectedVersion": 1, "locale": "en"})
    more = {"updateUser": ', displayName: "x"', "setUserRoles": ", roles: [ADMIN]"}.get(verb, "")
    query = f"""mutation {{ {verb}(input: {{id: "{made["id"]}", expectedVersion: 1{more}}}) {{
        ... on UserError {{ code message }} ... on UserVersionConflict {{ version }} }} }}"""
    assert api.data(query, admin)[verb] == {
        "code": "VERSION_CONFLICT",
        "message": "kim@shop.example was changed by someone else (now version 2). Reload it and try again.",
        "version": 2,
    }
    now = api.data(
        f'{{ node(id: "{made["id"]}") {{ ... on User {{ displayName roles disabledAt version }} }} }}', admin
    )
    assert now["node"] == {"displayName": "kim", "roles": ["MANAGER"], "disabledAt": None, "version": 2}
    action = {"updateUser": "UPDATE_USER", "setUserRoles": "SET_USER_ROLES"}.get(
        verb, verb.replace("User", "_user").upper()
    )
    assert entries(api)[-1] == (action, "REFUSED", "admin@shop.example")


def test_of_ten_changes_of_one_version_at_once_one_is_made(api: Api, admin: str) -> None:
    made = create(api, admin)

    async def change(number: int) -> str:
        given = {"id": made["id"], "expectedVersion": 1, "displayName": f"Kim {number}"}
        answer = await api._send(
            "POST",
            "/graphql",
            json={"query": UPDATE, "variables": {"input": given}},
            headers={"Authorization": f"Bearer {admin}"},
        )
        return str(answer.json()["data"]["updateUser"]["__typename"])

    async def all_of_them() -> list[str]:
        return await asyncio.gather(*(change(number) for number in range(10)))

    outcomes = api.run(all_of_them())
    assert sorted(outcomes) == ["User"] + ["UserVersionConflict"] * 9
    with api.engine.connect() as connection:
        assert connection.scalar(text("select version from app.users where email like 'kim%'")) == 2


def test_nobody_is_not_found_and_other_ids_are_refused(api: Api, admin: str) -> None:
    assert api.data(DISABLE, admin, id="VXNlcjo5OQ")["disableUser"]["code"] == "NOT_FOUND"
    assert api.refusal(DISABLE, admin, id="U2t1OjE") == ("BAD_USER_INPUT", "The id is not a User's.")


def test_users_are_listed_by_address_and_found_by_id(api: Api, admin: str) -> None:
    for n in range(5):
        create(api, admin, email=f"kim{n}@shop.example", displayName=f"Kim 10% {n}")
    query = """query ($after: String, $search: String) { users(first: 2, after: $after, search: $search) {
        totalCount nodes { id email } pageInfo { hasNextPage endCursor } } }"""
    seen, after = [], None
    while True:
        page = api.data(query, admin, after=after)["users"]
        seen += [node["email"] for node in page["nodes"]]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    counts = []
    for first in (1, 6):
        page = api.data(query.replace("first: 2", f"first: {first}"), admin)["users"]
        assert len(page["nodes"]) == first
        counts.append(len(api.statements))
    assert counts[0] == counts[1] <= 8
    assert seen == ["admin@shop.example", *(f"kim{n}@shop.example" for n in range(5))]
    assert api.data(query, admin, search="0% 3")["users"]["nodes"][0]["email"] == "kim3@shop.example"
    found = api.data(query, admin, search="KIM4@")["users"]
    assert found["totalCount"] == 1
    node = "query ($id: ID!) { node(id: $id) { ... on User { email } } }"
    assert api.data(node, admin, id=found["nodes"][0]["id"])["node"] == {"email": "kim4@shop.example"}
    assert api.data(node, api.token("kim1@shop.example"), id=found["nodes"][0]["id"])["node"] is None


def test_a_denial_is_audited_once_a_request(api: Api, manager: str) -> None:
    created = 'a: createUser(input: {email: "a@b.c", password: "x", roles: []}) { __typename }'
    assert api.refusal(
        f'mutation {{ {created} b: disableUser(input: {{id: "x", expectedVersion: 1}}) {{ __typename }} }}', manager
    )[0] == ("FORBIDDEN")
    with api.engine.connect() as connection:
        entry = connection.execute(text("select * from audit.audit_logs order by sequence desc limit 1")).one()
    assert (entry.action, entry.outcome, entry.actor_label) == ("ACCESS", "REFUSED", "manager@shop.example")
    assert entry.details["fields"] == ["createUser"]


def test_a_field_denied_in_many_rows_is_one_entry(api: Api, manager: str) -> None:
    query = "{ me { a: createdAt b: lastLoginAt c: createdAt } }"
    assert api.refusal(query, manager) == ("FORBIDDEN", "createdAt needs the role ADMIN or above.")
    with api.engine.connect() as connection:
        details = connection.scalars(text("select details from audit.audit_logs where action = 'ACCESS'")).all()
    assert [entry["fields"] for entry in details] == [["createdAt", "lastLoginAt"]]
