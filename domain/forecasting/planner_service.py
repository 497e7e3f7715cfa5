"""What planners change: forecasts of a period, and whether a correction of demand holds for a SKU.

Functions take an open session; the caller commits. Nothing published changes: the next nightly run applies it.
"""

from dataclasses import asdict
from datetime import date

from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.errors import ChangedSinceError, ChangeRefusedError, NothingFoundError
from domain.forecasting import repository
from domain.forecasting.models import DemandDecision, ForecastOverride
from domain.forecasting.override_rules import Override, check_override
from domain.identity.audit_entries import done
from domain.identity.caller import Caller


def override_forecast(session: Session, caller: Caller, sku: str, override: Override, *, today: date) -> int:
    """Keep a planner's number for a period of a SKU; nights apply it until it expires.

    Args:
        session: the unit of work.
        caller: the planner.
        sku: the SKU's code.
        override: what the planner says.
        today: the present business day.

    Returns:
        The override's number.

    Raises:
        NothingFoundError: there is no such SKU.
        ChangeRefusedError: a value can't be used; each is named.
    """
    product_id = _product(session, sku)
    problems = check_override(override, today, repository.living_periods(session, product_id, today))
    if problems:
        raise ChangeRefusedError(problems)
    row = ForecastOverride(product_id=product_id, created_by=caller.user_id, **asdict(override))
    repository.add(session, row)
    details = {"sku": sku, **asdict(override)}
    record(session, done("OVERRIDE_FORECAST", caller, ("ForecastOverride", row.id), details))
    return row.id


def clear_override(session: Session, caller: Caller, override_id: int, version: int) -> int:
    """Take an override back; what it did to published forecasts stays on their record and is scored.

    Raises:
        NothingFoundError: there is none, or it was cleared before.
        ChangedSinceError: it is at another version.
    """
    row = repository.find_override(session, override_id)
    if row is None:
        raise NothingFoundError("override")
    if row.version != version or not repository.clear_override(session, override_id, version, caller.now):
        raise ChangedSinceError(row.version)
    details = {
        "sku": repository.sku_of(session, row.product_id),
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "reason": row.reason,
    }
    record(session, done("CLEAR_FORECAST_OVERRIDE", caller, ("ForecastOverride", override_id), details))
    return override_id


def decide(session: Session, caller: Caller, sku: str, layer: str, decision: str, *, expected_version: int) -> int:
    """Accept or refuse a layer of corrections for a SKU; deciding the same again changes nothing.

    Args:
        session: the unit of work.
        caller: the planner.
        sku: the SKU's code.
        layer: one of DEMAND_LAYERS.
        decision: ACCEPTED or REFUSED.
        expected_version: the decision's version as read; 0: there was none.

    Returns:
        The SKU's number.

    Raises:
        NothingFoundError: there is no such SKU.
        ChangedSinceError: the decision is at another version (0: there is none).
    """
    product_id = _product(session, sku)
    row = repository.find_decision(session, product_id, layer)
    if row is not None and row.decision == decision:
        return product_id
    version = row.version if row is not None else 0
    if version != expected_version:
        raise ChangedSinceError(version)
    before = row.decision if row is not None else None
    if row is None:
        row = DemandDecision(product_id=product_id, layer=layer, decision=decision, decided_by=caller.user_id)
        repository.add(session, row)
    else:
        row.decision, row.version, row.decided_by = decision, version + 1, caller.user_id
        session.flush()
    action = "ACCEPT_DEMAND_CORRECTION" if decision == "ACCEPTED" else "REFUSE_DEMAND_CORRECTION"
    details = {"sku": sku, "layer": layer, "from": before, "to": decision}
    record(session, done(action, caller, ("DemandCorrection", f"{product_id}.{layer}"), details))
    return product_id


def _product(session: Session, sku: str) -> int:
    product_id = repository.lock_product(session, sku)
    if product_id is None:
        raise NothingFoundError("SKU")
    return product_id
