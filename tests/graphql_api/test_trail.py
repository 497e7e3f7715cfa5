"""Mutations of people, sessions, tokens, notifications and saved views leave one audit entry each, refused or done."""

from typing import Any

import pytest
from sqlalchemy import text

from graphql_api.node import global_id
from tests.factories.secrets import PASSWORD
from tests.graphql_api.answers import is_refused
from tests.graphql_api.conftest import Api, user

KIM, NOBODY, ADMIN = (global_id("User", number) for number in (2, 99, 1))
VIEW, NO_VIEW = (global_id("SavedView", number) for number in (1, 99))
NEW = '{email: "%s@shop.example", password: "several words of a phrase", roles: [OPERATOR]}'
FRESH = "another phrase of words"
DONE = {
    "createUser": (NEW % "lee", "CREATE_USER"),
    "updateUser": (f'{{id: "{KIM}", expectedVersion: 1, locale: en}}', "UPDATE_USER"),
    "disableUser": (f'{{id: "{KIM}", expectedVersion: 1}}', "DISABLE_USER"),
    "enableUser": (f'{{id: "{global_id("User", 3)}", expectedVersion: 1}}', "ENABLE_USER"),
    "setUserRoles": (f'{{id: "{KIM}", expectedVersion: 1, roles: [MANAGER]}}', "SET_USER_ROLES"),
    "createApiToken": ('{name: "feed", scopes: [READ]}', "CREATE_API_TOKEN"),
    "revokeApiToken": (f'{{id: "{global_id("ApiToken", 1)}"}}', "REVOKE_API_TOKEN"),
    "changePassword": (f'{{currentPassword: "{PASSWORD}", newPassword: "{FRESH}"}}', "CHANGE_PASSWORD"),
    "login": (f'{{email: "operator@shop.example", password: "{PASSWORD}"}}', "LOGIN"),
    "logout": ("{}", "LOGOUT"),
    "markNotificationsRead": ("{}", "MARK_NOTIFICATIONS_READ"),
    "sendTestNotification": ("{channel: IN_APP}", "SEND_TEST_NOTIFICATION"),
    "updateNotificationSettings": (
        "{settings: [{eventType: RUN_FAILED, channel: EMAIL, isEnabled: false}]}",
        "UPDATE_NOTIFICATION_SETTINGS",
    ),
    "createSavedView": ('{page: SKUS, name: "New", parameters: []}', "CREATE_SAVED_VIEW"),
    "updateSavedView": (f'{{id: "{VIEW}", isShared: true}}', "UPDATE_SAVED_VIEW"),
    "deleteSavedView": (f'{{id: "{VIEW}"}}', "DELETE_SAVED_VIEW"),
    "setListColumns": ('{page: SKUS, hiddenColumns: ["abc"]}', "SET_LIST_COLUMNS"),
}
REFUSED = {
    "createUser": [NEW % "admin", NEW % "admin@x", '{email: "a@b.c", password: "short", roles: [OPERATOR]}'],
    "updateUser": [
        f'{{id: "{NOBODY}", expectedVersion: 1}}',
        f'{{id: "{KIM}", expectedVersion: 2}}',
        f'{{id: "{KIM}", expectedVersion: 1, displayName: ""}}',
    ],
    "disableUser": [
        f'{{id: "{user}", expectedVersion: {version}}}' for user, version in ((NOBODY, 1), (KIM, 2), (ADMIN, 1))
    ],
    "enableUser": [f'{{id: "{user}", expectedVersion: {version}}}' for user, version in ((NOBODY, 1), (KIM, 2))],
    "setUserRoles": [
        f'{{id: "{NOBODY}", expectedVersion: 1, roles: [ADMIN]}}',
        f'{{id: "{KIM}", expectedVersion: 2, roles: [ADMIN]}}',
        f'{{id: "{KIM}", expectedVersion: 1, roles: []}}',
        f'{{id: "{ADMIN}", expectedVersion: 1, roles: [OPERATOR]}}',
    ],
    "createApiToken": ['{name: "", scopes: [READ]}', '{name: "x", scopes: []}', '{name: "x", scopes: [READ], days: 0}'],
    "revokeApiToken": [f'{{id: "{global_id("ApiToken", 99)}"}}'],
    "changePassword": [
        f'{{currentPassword: "wrong", newPassword: "{FRESH}"}}',
        f'{{currentPassword: "{PASSWORD}", newPassword: "short"}}',
    ],
    "login": ['{email: "operator@shop.example", password: "x"}', '{email: "no@shop.example", password: "x"}'],
    "updateNotificationSettings": ["{settings: []}"],
    "createSavedView": ['{page: SKUS, name: "", parameters: []}', '{page: SKUS, name: "Old", parameters: []}'],
    "updateSavedView": [f'{{id: "{NO_VIEW}", isShared: true}}', f'{{id: "{VIEW}", name: ""}}'],
    "deleteSavedView": [f'{{id: "{NO_VIEW}"}}'],
    "setListColumns": ['{page: SKUS, hiddenColumns: ["a,b"]}'],
}


@pytest.fixture
def admin(api: Api) -> str:
    """A token of the administrator; beside them an operator, a disabled manager, an API token and a view."""
    token = api.token(user(api.engine, "ADMIN"))
    user(api.engine, "OPERATOR")
    user(api.engine, "MANAGER")
    api.data('mutation { createApiToken(input: {name: "feed", scopes: [READ]}) { __typename } }', token)
    api.data('mutation { createSavedView(input: {page: SKUS, name: "Old", parameters: []}) { __typename } }', token)
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now() where id = 3"))
    return token


def left_by(api: Api, token: str, name: str, given: str) -> tuple[str, list[tuple[Any, ...]]]:
    """The outcome of a mutation, and the entries that it left: action, outcome and actor."""
    query = "select action, outcome, actor_label from audit.audit_logs where sequence > :last order by sequence"
    with api.engine.connect() as connection:
        last = connection.scalar(text("select max(sequence) from audit.audit_logs"))
        found = api.data(f"mutation {{ {name}(input: {given}) {{ __typename }} }}", token)
        return found[name]["__typename"], [tuple(row) for row in connection.execute(text(query), {"last": last})]


@pytest.mark.parametrize("name", DONE)
def test_what_was_done_is_one_entry(api: Api, admin: str, name: str) -> None:
    given, action = DONE[name]
    outcome, entries = left_by(api, admin, name, given)
    assert not is_refused(outcome), outcome
    actor = "operator@shop.example" if name == "login" else "admin@shop.example"
    assert entries == [(action, "DONE", actor)]


@pytest.mark.parametrize(("name", "given"), [(name, given) for name, inputs in REFUSED.items() for given in inputs])
def test_what_was_refused_is_one_entry(api: Api, admin: str, name: str, given: str) -> None:
    outcome, entries = left_by(api, admin, name, given)
    assert is_refused(outcome), outcome
    assert [(action, result) for action, result, _ in entries] == [(DONE[name][1], "REFUSED")]
