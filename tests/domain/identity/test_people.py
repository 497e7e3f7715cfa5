"""Changing users: what is refused, what is kept of it, and that an ADMIN is always left."""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.identity.errors import (
    EmailTakenError,
    LastAdminError,
    LimitRefusedError,
    NameRefusedError,
    UnknownRoleError,
    UserNotFoundError,
)
from domain.identity.models import User
from domain.identity.service import (
    NewUser,
    UserChange,
    add_user,
    disable_user,
    enable_user,
    set_password,
    set_roles,
    update_user,
)
from kit.database import make_engine
from tests.domain.identity.conftest import HASH, HERE, NOW, all_at_once, make, opened
from tests.factories.secrets import PASSWORD

ADMIN = replace(HERE, label="admin@shop.example")


@pytest.fixture
def wide_engine(database_url: URL) -> Iterator[Engine]:
    """An engine with a connection for each of twenty at once."""
    engine = make_engine(database_url, pool_size=20)
    yield engine
    engine.dispose()


def admins(engine: Engine) -> int:
    query = """select count(*) from app.users as u join app.user_roles as r on r.user_id = u.id
               where r.role_code = 'ADMIN' and u.disabled_at is null"""
    with engine.connect() as connection:
        return int(connection.scalar(text(query)) or 0)


def test_the_last_admin_can_not_be_taken_away(engine: Engine) -> None:
    admin = make(engine, "admin@shop.example", "ADMIN", "MANAGER")
    spare = make(engine, "spare@shop.example", "ADMIN")
    with Session(engine) as session, session.begin():
        disable_user(session, ADMIN, spare)
    with Session(engine) as session:
        with pytest.raises(LastAdminError, match=r"admin@shop\.example is the last enabled ADMIN"):
            disable_user(session, ADMIN, admin)
        with pytest.raises(LastAdminError):
            set_roles(session, ADMIN, admin, ["MANAGER"])
        set_roles(session, ADMIN, admin, ["ADMIN"])
        disable_user(session, ADMIN, spare)
    with Session(engine) as session, session.begin():
        enable_user(session, ADMIN, spare)
        set_roles(session, ADMIN, admin, ["OPERATOR"])
    assert admins(engine) == 1


def test_of_ten_admins_who_all_take_each_other_away_at_once_one_is_left(wide_engine: Engine) -> None:
    ids = [make(wide_engine, f"{n}@shop.example", "ADMIN") for n in range(10)]
    for _ in range(5):
        found = all_at_once(
            wide_engine,
            10,
            lambda session, n: (
                disable_user(session, ADMIN, ids[n]) if n % 2 else set_roles(session, ADMIN, ids[n], ["OPERATOR"])
            ),
        )
        assert [type(outcome) for outcome in found].count(LastAdminError) == 1
        assert sum(isinstance(outcome, User) for outcome in found) == 9
        assert admins(wide_engine) == 1
        with wide_engine.begin() as connection:
            connection.execute(text("update app.users set disabled_at = null"))
            connection.execute(text("delete from app.user_roles"))
            connection.execute(
                text("insert into app.user_roles (user_id, role_code) select id, 'ADMIN' from app.users")
            )


def test_of_ten_users_of_one_address_at_once_one_is_made(wide_engine: Engine) -> None:
    found = all_at_once(
        wide_engine, 10, lambda session, _: add_user(session, ADMIN, NewUser("kim@shop.example", ["ADMIN"], HASH))
    )
    assert [type(outcome) for outcome in found].count(EmailTakenError) == 9
    with wide_engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.users")) == 1
        assert connection.scalar(text("select count(*) from audit.audit_logs")) == 1


@pytest.mark.parametrize(
    ("new", "error"),
    [
        (NewUser("kim@shop.example", [], HASH), UnknownRoleError),
        (NewUser("kim@shop.example", ["KING"], HASH), UnknownRoleError),
        (NewUser("kim@shop.example", ["ADMIN"], HASH, "x" * 101), NameRefusedError),
        (NewUser("kim@shop.example", ["ADMIN"], HASH, "a\u202eb"), NameRefusedError),
        (NewUser("kim@shop.example", ["ADMIN"], HASH, approval_limit=Decimal("-0.01")), LimitRefusedError),
        (NewUser("kim@shop.example", ["ADMIN"], HASH, approval_limit=Decimal("0.001")), LimitRefusedError),
        (NewUser("kim@shop.example", ["ADMIN"], HASH, approval_limit=Decimal(10) ** 12), LimitRefusedError),
    ],
)
def test_a_user_of_refused_values_is_not_made(engine: Engine, new: NewUser, error: type[Exception]) -> None:
    with Session(engine) as session:
        with pytest.raises(error):
            add_user(session, ADMIN, new)
        session.commit()
        assert session.scalar(text("select count(*) from app.users")) == 0


def test_only_what_is_given_is_changed_and_the_log_keeps_no_hash(engine: Engine) -> None:
    user_id = make(engine, "kim@shop.example")
    change = UserChange(frozenset({"approval_limit", "locale"}), "ignored", "en", Decimal("1500.50"), "ignored")
    with Session(engine) as session, session.begin():
        update_user(session, ADMIN, user_id, change)
    with Session(engine) as session, session.begin():
        set_password(session, ADMIN, user_id, PASSWORD + "!")
        user = session.get_one(User, user_id)
        assert (user.display_name, user.locale, user.approval_limit) == ("kim", "en", Decimal("1500.50"))
        assert (user.session_epoch, user.password_changed_at) == (1, NOW)
        details = session.scalars(text("select details from audit.audit_logs order by sequence")).all()
        assert user.version == 3
    assert details[1] == {
        "before": {"locale": "ko", "approval_limit": None},
        "after": {"locale": "en", "approval_limit": "1500.50"},
    }
    assert [set(part) for part in details[2].values()] == [{"password_changed_at"}] * 2
    assert details[2]["after"] == {"password_changed_at": NOW.isoformat()}


def test_disabling_ends_all_sessions_and_is_noted_once(engine: Engine) -> None:
    user_id = make(engine, "kim@shop.example")
    opened(engine, "kim@shop.example")
    for _ in range(2):
        with Session(engine) as session, session.begin():
            disable_user(session, ADMIN, user_id)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.refresh_tokens where revoked_at is null")) == 0
        query = "select count(*) from audit.audit_logs where action = 'DISABLE_USER'"
        assert connection.scalar(text(query)) == 1


def test_roles_are_replaced_and_it_is_noted_by_whom(engine: Engine) -> None:
    admin = make(engine, "admin@shop.example", "ADMIN")
    user_id = make(engine, "kim@shop.example", "OPERATOR", "MANAGER")
    with Session(engine) as session, session.begin():
        set_roles(session, replace(ADMIN, id=admin), user_id, ["operator", "ADMIN"])
    with engine.connect() as connection:
        query = "select role_code, granted_by from app.user_roles where user_id = :id order by 1"
        assert [tuple(row) for row in connection.execute(text(query), {"id": user_id})] == [
            ("ADMIN", admin),
            ("OPERATOR", None),
        ]
        entry = connection.execute(text("select * from audit.audit_logs order by sequence desc limit 1")).one()
    assert (entry.action, entry.actor_id, entry.subject_id) == ("SET_USER_ROLES", admin, str(user_id))
    assert entry.details == {"before": ["MANAGER", "OPERATOR"], "after": ["ADMIN", "OPERATOR"]}
    assert (entry.request_id, str(entry.address)) == ("request-1", "192.0.2.1")


def test_nobody_can_not_be_changed(engine: Engine) -> None:
    with Session(engine) as session:
        for work in (
            lambda: disable_user(session, ADMIN, 7),
            lambda: enable_user(session, ADMIN, 7),
            lambda: set_roles(session, ADMIN, 7, ["ADMIN"]),
            lambda: set_password(session, ADMIN, 7, PASSWORD),
        ):
            with pytest.raises(UserNotFoundError, match="There is no user 7"):
                work()
        session.commit()
        assert session.scalar(text("select count(*) from audit.audit_logs")) == 0
