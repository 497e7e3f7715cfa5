"""Saved views and hidden columns over the API: one's own, shared with others, and nobody else's to change."""

from typing import Any

import pytest
from sqlalchemy import text

from tests.graphql_api.conftest import Api, user

VIEWS = """
query ($page: ListPage!) { savedViews(page: $page) {
  views { id page name isShared owner canEdit canDelete parameters { name values } } hiddenColumns
} }
"""
CREATE = """
mutation ($input: CreateSavedViewInput!) { createSavedView(input: $input) {
  __typename ... on SavedView { id } ... on UserError { code message }
  ... on ValidationFailed { fieldErrors { field } } ... on TooManySavedViews { limit }
} }
"""
UPDATE = """
mutation ($input: UpdateSavedViewInput!) { updateSavedView(input: $input) {
  __typename ... on SavedView { name isShared parameters { name values } }
  ... on UserError { code } ... on ValidationFailed { fieldErrors { field } }
} }
"""
DELETE = """
mutation ($input: DeleteSavedViewInput!) { deleteSavedView(input: $input) {
  __typename ... on DeletedSavedView { id } ... on UserError { code }
} }
"""
COLUMNS = """
mutation ($input: SetListColumnsInput!) { setListColumns(input: $input) {
  __typename ... on ListColumns { hiddenColumns } ... on ValidationFailed { fieldErrors { field } }
} }
"""
RISKY = [{"name": "risk", "values": ["HIGH", "STOCKED_OUT"]}, {"name": "orderBy", "values": ["CODE"]}]


def views(api: Api, token: str, page: str = "SKUS") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = api.data(VIEWS, token, page=page)["savedViews"]["views"]
    return found


def create(api: Api, token: str, name: str = "Risky", **more: object) -> dict[str, Any]:
    given = {"page": "SKUS", "name": name, "parameters": RISKY, **more}
    found: dict[str, Any] = api.data(CREATE, token, input=given)["createSavedView"]
    return found


def update(api: Api, token: str, view: str, **change: object) -> dict[str, Any]:
    found: dict[str, Any] = api.data(UPDATE, token, input={"id": view, **change})["updateSavedView"]
    return found


def delete(api: Api, token: str, view: str) -> str:
    return str(api.data(DELETE, token, input={"id": view})["deleteSavedView"]["__typename"])


def test_a_view_follows_its_owner_and_others_see_it_once_it_is_shared(api: Api, operator: str, manager: str) -> None:
    view = create(api, operator)["id"]
    row = {"id": view, "page": "SKUS", "name": "Risky", "isShared": False, "owner": "operator"}
    own = {**row, "canEdit": True, "canDelete": True, "parameters": sorted(RISKY, key=lambda each: str(each["name"]))}
    (found,) = views(api, api.token("operator@shop.example"))  # on another device
    assert {**found, "parameters": sorted(found["parameters"], key=lambda each: each["name"])} == own
    assert views(api, operator, "ANOMALIES") == []
    assert views(api, manager) == []
    assert update(api, operator, view, isShared=True) == {
        "__typename": "SavedView",
        "name": "Risky",
        "isShared": True,
        "parameters": found["parameters"],
    }
    create(api, manager, "At noon")
    create(api, manager, "Zero")
    seen = [(one["name"], one["owner"], one["canEdit"], one["canDelete"]) for one in views(api, manager)]
    assert seen == [
        ("At noon", "manager", True, True),
        ("Zero", "manager", True, True),
        ("Risky", "operator", False, False),
    ]


def test_nobody_changes_anothers_view_and_an_admin_deletes_shared_ones(api: Api, operator: str, manager: str) -> None:
    admin = api.token(user(api.engine, "ADMIN"))
    own, shared = (
        create(api, operator, "Own")["id"],
        create(api, operator, isShared=True)["id"],
    )
    for token in (manager, admin):
        assert update(api, token, own, name="Mine")["code"] == "NOT_FOUND"
        assert update(api, token, shared, name="Mine") == {"__typename": "NotSavedViewOwner", "code": "NOT_OWNER"}
        assert delete(api, token, own) == "NotFound"
    assert delete(api, manager, shared) == "NotSavedViewOwner"
    assert [(one["name"], one["canEdit"], one["canDelete"]) for one in views(api, admin)] == [("Risky", False, True)]
    assert delete(api, admin, shared) == "DeletedSavedView"
    assert [one["name"] for one in views(api, operator)] == ["Own"]
    with api.engine.connect() as connection:
        query = (
            "select action, outcome, actor_label from audit.audit_logs where action ~ 'SAVED_VIEW' order by sequence"
        )
        entries = [tuple(row) for row in connection.execute(text(query))]
    assert entries.count(("UPDATE_SAVED_VIEW", "REFUSED", "manager@shop.example")) == 2
    assert entries[-1] == ("DELETE_SAVED_VIEW", "DONE", "admin@shop.example")


def test_a_disabled_persons_shared_view_stays_with_the_name(api: Api, operator: str, manager: str) -> None:
    create(api, operator, "Own")
    create(api, operator, "Team", isShared=True)
    with api.engine.begin() as connection:
        connection.execute(text("update app.users set disabled_at = now() where email like 'operator%'"))
    assert [(one["name"], one["owner"]) for one in views(api, manager)] == [("Team", "operator")]


def test_what_can_not_be_kept_is_refused_by_name(api: Api, operator: str) -> None:
    view = create(api, operator)["id"]
    create(api, operator, "Other")
    taken = create(api, operator)
    assert (taken["__typename"], taken["code"]) == ("SavedViewNameTaken", "NAME_TAKEN")
    assert update(api, operator, view, name="Other")["code"] == "NAME_TAKEN"
    assert create(api, operator, "x" * 61)["fieldErrors"] == [{"field": "name"}]
    twice = create(api, operator, "New", parameters=[RISKY[0], RISKY[0]])
    assert twice["fieldErrors"] == [{"field": "parameters"}]
    assert update(api, operator, view, parameters=[{"name": "a b", "values": []}])["fieldErrors"] == [
        {"field": "parameters"}
    ]
    assert [one["name"] for one in views(api, operator)] == ["Other", "Risky"]


def test_the_fifty_first_view_is_refused_with_the_limit(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        connection.execute(
            text(
                "insert into app.saved_views (owner_id, page, name, parameters)"
                " select users.id, 'ANOMALIES', 'View ' || n, '{}' from app.users, generate_series(1, 50) as n"
            )
        )
    refused = create(api, operator)
    assert (refused["__typename"], refused["limit"]) == ("TooManySavedViews", 50)
    limits = "{ savedViews(page: SKUS) { limits { maxViews maxNameLength maxParameters maxValues maxValueLength } } }"
    assert api.data(limits, operator)["savedViews"]["limits"] == {
        "maxViews": 50,
        "maxNameLength": 60,
        "maxParameters": 20,
        "maxValues": 50,
        "maxValueLength": 200,
    }


def test_hidden_columns_follow_the_person(api: Api, operator: str, manager: str) -> None:
    def hidden(token: str, page: str = "SKUS") -> list[str] | None:
        found: list[str] | None = api.data(VIEWS, token, page=page)["savedViews"]["hiddenColumns"]
        return found

    assert hidden(operator) is None
    given = {"page": "SKUS", "hiddenColumns": ["abc", "xyz", "abc"]}
    kept = api.data(COLUMNS, operator, input=given)["setListColumns"]
    assert kept == {"__typename": "ListColumns", "hiddenColumns": ["abc", "xyz"]}
    assert hidden(api.token("operator@shop.example")) == ["abc", "xyz"]
    assert (hidden(operator, "ANOMALIES"), hidden(manager)) == (None, None)
    refused = api.data(COLUMNS, operator, input={"page": "SKUS", "hiddenColumns": ["a,b"]})["setListColumns"]
    assert refused["fieldErrors"] == [{"field": "hiddenColumns"}]
    assert hidden(operator) == ["abc", "xyz"]


@pytest.mark.parametrize("count", [1, 150])
def test_a_list_of_views_costs_the_same_statements_however_many_there_are(
    api: Api, operator: str, manager: str, count: int
) -> None:
    with api.engine.begin() as connection:
        connection.execute(
            text(
                "insert into app.saved_views (owner_id, page, name, parameters, is_shared)"
                " select users.id, 'SKUS', 'View ' || n, '{}', true from app.users, generate_series(1, :count) as n"
            ),
            {"count": count},
        )
    assert len(views(api, operator)) == min(2 * count, 250)
    assert len([one for one in api.statements if "saved_views" in one]) == 1
