"""Keeping, changing, sharing and deleting saved views, and choosing columns. The caller commits."""

from collections.abc import Collection

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.identity.repository import lock_user
from domain.saved_views import repository
from domain.saved_views.errors import NameTakenError, NotOwnerError, SavedViewNotFoundError, TooManySavedViewsError
from domain.saved_views.models import ColumnChoice, SavedView
from domain.saved_views.rules import MAX_VIEWS, Parameters, SavedViewChange, check_columns, check_name, check_parameters
from kit.reading import AnyRow

CREATE = "CREATE_SAVED_VIEW"
UPDATE = "UPDATE_SAVED_VIEW"
DELETE = "DELETE_SAVED_VIEW"
SET_COLUMNS = "SET_LIST_COLUMNS"
SUBJECT = "SavedView"


def create_saved_view(
    session: Session,
    owner: Caller,
    *,
    page: str,
    name: str,
    parameters: Parameters,
    is_shared: bool,
) -> AnyRow:
    """Keep a view of one's own.

    Raises:
        SavedViewRefusedError: the name or the parameters can't be used.
        NameTakenError: the owner has a view of this name on the page.
        TooManySavedViewsError: the owner has 50 views.
    """
    checked, conditions = check_name(name), check_parameters(parameters)
    lock_user(session, owner.user_id)
    _require_free_name(session, owner.user_id, page, checked)
    if repository.count_views(session, owner.user_id) >= MAX_VIEWS:
        raise TooManySavedViewsError(MAX_VIEWS)
    view = SavedView(owner_id=owner.user_id, page=page, name=checked, is_shared=is_shared, parameters=conditions)
    repository.add_view(session, view)
    record(session, done(CREATE, owner, (SUBJECT, view.id), {"page": page, **_values(view)}))
    return repository.get_described(session, view.id)


def update_saved_view(session: Session, owner: Caller, view_id: int, change: SavedViewChange) -> AnyRow:
    """Rename, overwrite, share or unshare a view of one's own; a change that changes nothing is not recorded.

    Raises:
        SavedViewNotFoundError: there is no such view that one may see.
        NotOwnerError: it is another person's.
        SavedViewRefusedError: the name or the parameters can't be used.
        NameTakenError: the owner has another view of the new name on the page.
    """
    lock_user(session, owner.user_id)
    view = _visible(session, owner, view_id)
    if view.owner_id != owner.user_id:
        raise NotOwnerError("Only its owner can change this view. Save a view of your own instead.")
    before = _values(view)
    if change.name is not None:
        name = check_name(change.name)
        if name != view.name:
            _require_free_name(session, owner.user_id, view.page, name)
        view.name = name
    if change.parameters is not None:
        view.parameters = check_parameters(change.parameters)
    if change.is_shared is not None:
        view.is_shared = change.is_shared
    session.flush()
    after = _values(view)
    changed = [key for key in after if after[key] != before[key]]
    if changed:
        details = {"before": {key: before[key] for key in changed}, "after": {key: after[key] for key in changed}}
        record(session, done(UPDATE, owner, (SUBJECT, view.id), {"page": view.page, **details}))
    return repository.get_described(session, view.id)


def delete_saved_view(session: Session, caller: Caller, view_id: int) -> int:
    """Delete a view of one's own, or as ADMIN one that anybody shares.

    Raises:
        SavedViewNotFoundError: there is no such view that one may see.
        NotOwnerError: it is another person's.
    """
    view = _visible(session, caller, view_id)
    if view.owner_id != caller.user_id and not caller.may("ADMIN"):
        raise NotOwnerError("Only its owner or an administrator can delete this view.")
    details = {"page": view.page, "owner_id": view.owner_id, **_values(view)}
    repository.delete_view(session, view)
    record(session, done(DELETE, caller, (SUBJECT, view_id), details))
    return view_id


def set_list_columns(session: Session, owner: Caller, page: str, hidden: Collection[str]) -> list[str]:
    """Choose which columns of a list are hidden; choosing the same again is not recorded. The columns as kept.

    Raises:
        SavedViewRefusedError: the columns can't be used.
    """
    after = check_columns(hidden)
    lock_user(session, owner.user_id)
    choice = repository.get_column_choice(session, owner.user_id, page)
    before = None if choice is None else list(choice.hidden)
    if before == after:
        return after
    if choice is None:
        repository.add_column_choice(session, ColumnChoice(user_id=owner.user_id, page=page, hidden=after))
    else:
        choice.hidden = after
        session.flush()
    details = {"page": page, "before": before, "after": after}
    record(session, done(SET_COLUMNS, owner, ("User", owner.user_id), details))
    return after


def _visible(session: Session, caller: Caller, view_id: int) -> SavedView:
    view = repository.lock_view(session, view_id)
    if view is None or (view.owner_id != caller.user_id and not view.is_shared):
        raise SavedViewNotFoundError("There is no such saved view.")
    return view


def _require_free_name(session: Session, owner_id: int, page: str, name: str) -> None:
    if repository.find_named(session, owner_id, page, name) is not None:
        raise NameTakenError(f"You have a view named {name} already. Choose another name.")


def _values(view: SavedView) -> dict[str, object]:
    return {"name": view.name, "is_shared": view.is_shared, "parameters": view.parameters}
