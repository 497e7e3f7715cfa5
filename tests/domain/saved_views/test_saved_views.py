"""Saved views in the database: whose they are, who may do what, and how many there can be."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.saved_views.errors import (
    NameTakenError,
    NotOwnerError,
    SavedViewNotFoundError,
    TooManySavedViewsError,
)
from domain.saved_views.rules import SavedViewChange
from domain.saved_views.service import create_saved_view, delete_saved_view, set_list_columns, update_saved_view
from kit.database import make_engine
from tests.domain.identity.conftest import all_at_once, make
from tests.factories.callers import caller

CONDITIONS = [("risk", ["HIGH"]), ("orderBy", ["CODE"])]
INSERT = """insert into app.saved_views (owner_id, page, name, parameters) values (:owner, :page, :name, :parameters)"""


class People:
    """Three people, and what they do."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.kim, self.lee, self.admin = (
            caller(make(engine, f"{name}@shop.example", role), role, f"{name}@shop.example")
            for name, role in (("kim", "OPERATOR"), ("lee", "MANAGER"), ("admin", "ADMIN"))
        )

    def create(self, who: Caller, name: str, *, page: str = "SKUS", is_shared: bool = False) -> int:
        with Session(self.engine) as session, session.begin():
            row = create_saved_view(session, who, page=page, name=name, parameters=CONDITIONS, is_shared=is_shared)
            return int(row.id)

    def update(self, who: Caller, view_id: int, change: SavedViewChange) -> None:
        with Session(self.engine) as session, session.begin():
            update_saved_view(session, who, view_id, change)

    def delete(self, who: Caller, view_id: int) -> None:
        with Session(self.engine) as session, session.begin():
            delete_saved_view(session, who, view_id)

    def columns(self, who: Caller, *hidden: str) -> None:
        with Session(self.engine) as session, session.begin():
            set_list_columns(session, who, "SKUS", hidden)

    def rows(self, query: str) -> list[tuple[object, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def views(self) -> list[tuple[object, ...]]:
        return self.rows("select owner_id, name, is_shared, parameters from app.saved_views order by id")

    def entries(self) -> list[tuple[object, ...]]:
        return self.rows(
            "select action, actor_label, details from audit.audit_logs where action ~ 'SAVED_VIEW|LIST_COLUMNS'"
            " order by sequence"
        )


@pytest.fixture
def people(engine: Engine) -> People:
    return People(engine)


@pytest.fixture
def wide_engine(database_url: URL) -> Iterator[Engine]:
    """An engine with a connection for each of ten at once."""
    engine = make_engine(database_url, pool_size=10)
    yield engine
    engine.dispose()


def test_a_view_is_kept_changed_and_deleted_by_its_owner_each_on_the_record(people: People) -> None:
    view = people.create(people.kim, " Risky ")
    assert people.views() == [(people.kim.user_id, "Risky", False, dict(CONDITIONS))]
    people.update(people.kim, view, SavedViewChange(name="At risk", parameters=[("risk", [])], is_shared=True))
    assert people.views() == [(people.kim.user_id, "At risk", True, {"risk": []})]
    people.update(people.kim, view, SavedViewChange(name="At risk", is_shared=True))  # changes nothing
    people.delete(people.kim, view)
    assert people.views() == []
    before = {"name": "Risky", "is_shared": False, "parameters": dict(CONDITIONS)}
    after = {"name": "At risk", "is_shared": True, "parameters": {"risk": []}}
    assert people.entries() == [
        ("CREATE_SAVED_VIEW", "kim@shop.example", {"page": "SKUS", **before}),
        ("UPDATE_SAVED_VIEW", "kim@shop.example", {"page": "SKUS", "before": before, "after": after}),
        ("DELETE_SAVED_VIEW", "kim@shop.example", {"page": "SKUS", "owner_id": people.kim.user_id, **after}),
    ]


def test_others_see_only_what_is_shared_and_change_none_of_it(people: People) -> None:
    own, shared = people.create(people.kim, "Own"), people.create(people.kim, "Shared", is_shared=True)
    before = people.views()
    for somebody in (people.lee, people.admin):
        with pytest.raises(SavedViewNotFoundError):
            people.update(somebody, own, SavedViewChange(name="Mine"))
        with pytest.raises(SavedViewNotFoundError):
            people.delete(somebody, own)
        with pytest.raises(NotOwnerError):
            people.update(somebody, shared, SavedViewChange(is_shared=False))
    with pytest.raises(NotOwnerError):
        people.delete(people.lee, shared)
    with pytest.raises(SavedViewNotFoundError):
        people.delete(people.kim, 999)
    assert people.views() == before
    people.delete(people.admin, shared)
    assert [name for _, name, *_ in people.views()] == ["Own"]


def test_a_name_is_taken_by_its_owner_and_page_only(people: People) -> None:
    people.create(people.kim, "Risky")
    people.create(people.lee, "Risky")
    people.create(people.kim, "Risky", page="ANOMALIES")
    other = people.create(people.kim, "Other")
    with pytest.raises(NameTakenError):
        people.create(people.kim, "Risky ")
    with pytest.raises(NameTakenError):
        people.update(people.kim, other, SavedViewChange(name="Risky"))
    assert [name for _, name, *_ in people.views()] == ["Risky", "Risky", "Risky", "Other"]


def test_a_person_has_at_most_50_views_also_when_ten_are_saved_at_once(people: People, wide_engine: Engine) -> None:
    for number in range(45):
        people.create(people.kim, f"View {number}", page=("SKUS", "ANOMALIES")[number % 2])
    found = all_at_once(
        wide_engine,
        10,
        lambda session, number: create_saved_view(
            session, people.kim, page="SKUS", name=f"More {number}", parameters=[], is_shared=False
        ),
    )
    assert sum(isinstance(each, TooManySavedViewsError) for each in found) == 5
    assert len(people.views()) == 50
    people.create(people.lee, "First")


def test_hidden_columns_are_each_persons_own_and_the_last_choice_counts(people: People) -> None:
    for hidden in (("abc",), ("abc",), ("abc", "xyz"), ()):
        people.columns(people.kim, *hidden)
    people.columns(people.lee, "revenue")
    kept = people.rows("select user_id, page, hidden from app.column_choices order by user_id")
    assert kept == [(people.kim.user_id, "SKUS", []), (people.lee.user_id, "SKUS", ["revenue"])]
    assert [details for *_, details in people.entries()] == [
        {"page": "SKUS", "before": None, "after": ["abc"]},
        {"page": "SKUS", "before": ["abc"], "after": ["abc", "xyz"]},
        {"page": "SKUS", "before": ["abc", "xyz"], "after": []},
        {"page": "SKUS", "before": None, "after": ["revenue"]},
    ]


@pytest.mark.parametrize(
    ("page", "name", "parameters"),
    [
        ("USERS", "x", "{}"),
        ("SKUS", "", "{}"),
        ("SKUS", " x", "{}"),
        ("SKUS", "x" * 61, "{}"),
        ("SKUS", "x", "[]"),
        ("SKUS", "x", '{"a": "%s"}' % ("x" * 65_536)),
    ],
)
def test_the_table_itself_refuses_what_the_rules_refuse(people: People, page: str, name: str, parameters: str) -> None:
    values = {"owner": people.kim.user_id, "page": page, "name": name, "parameters": parameters}
    with people.engine.begin() as connection, pytest.raises(IntegrityError, match="ck_saved_views"):
        connection.execute(text(INSERT), values)
    with people.engine.begin() as connection:
        connection.execute(text(INSERT), {**values, "page": "SKUS", "name": "x" * 60, "parameters": "{}"})
