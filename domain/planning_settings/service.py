"""Changing planning settings; they take effect in the next nightly run, nothing published changes."""

from decimal import Decimal
from types import MappingProxyType

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.errors import ChangedSinceError, ChangeRefusedError, NothingFoundError
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.planning_settings import repository
from domain.planning_settings.models import PlanningSetting
from domain.planning_settings.rules import VALUES, SettingChange, check_change

ACTION = "UPDATE_PLANNING_SETTINGS"
CALLED = MappingProxyType({"CATEGORY": "category", "SUPPLIER": "supplier", "PRODUCT": "SKU"})


def change_setting(session: Session, caller: Caller, change: SettingChange, *, expected_version: int) -> int:
    """Make, change or take away the setting of one scope and target; one that says nothing any more is taken away.

    Args:
        session: the unit of work; the caller commits.
        caller: who changes it.
        change: what is to be changed.
        expected_version: the setting's version as read; 0: there was none.

    Returns:
        The setting's number.

    Raises:
        ChangeRefusedError: a value can't be used; each is named.
        NothingFoundError: there is no such category, supplier or SKU, or no setting that a value could be taken from.
        ChangedSinceError: the setting is at another version (0: there is none).
    """
    problems = check_change(change)
    if problems:
        raise ChangeRefusedError(problems)
    repository.lock_settings(session)
    target = repository.find_target(session, change.scope, change.target)
    if target is None:
        raise NothingFoundError(CALLED[change.scope])
    newest = repository.newest_setting(session, change.scope, target)
    setting = newest if newest is not None and newest.deleted_at is None else None
    version = setting.version if setting is not None else 0
    if version != expected_version:
        raise ChangedSinceError(version)
    before = _values(setting)
    after = {**before, **change.given}
    if setting is None:
        if not any(value is not None for value in after.values()):
            raise NothingFoundError("planning setting")
        setting = PlanningSetting(
            scope=change.scope,
            category=target.category,
            supplier_id=target.supplier_id,
            product_id=target.product_id,
            version=newest.version if newest is not None else 0,  # counted on, so that no version comes twice
        )
    _fill(setting, after, caller)
    repository.add_setting(session, setting)
    named = {"sku": change.target} if change.scope == "PRODUCT" else {}
    details = {"scope": change.scope, "target": change.target, **named, **_differences(before, after)}
    record(session, done(ACTION, caller, ("PlanningSetting", setting.id), details))
    return setting.id


def _values(setting: PlanningSetting | None) -> dict[str, Decimal | None]:
    return {name: None if setting is None else getattr(setting, name) for name in VALUES}


def _fill(setting: PlanningSetting, values: dict[str, Decimal | None], caller: Caller) -> None:
    for name, value in values.items():
        setattr(setting, name, value)
    setting.version += 1
    setting.updated_by = caller.id
    setting.deleted_at = caller.now if all(value is None for value in values.values()) else None


def _differences(before: dict[str, Decimal | None], after: dict[str, Decimal | None]) -> dict[str, object]:
    changed = [name for name in VALUES if before[name] != after[name]]
    return {"before": {name: before[name] for name in changed}, "after": {name: after[name] for name in changed}}
