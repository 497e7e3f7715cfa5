"""What exactly a recommendation was made from, as one document, and its SHA-256: the same inputs, the same hash."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import date

import numpy as np
import pandas as pd

from analytics.core.arrays import Floats
from analytics.replenishment.calendar import allowed_weekdays, closed_periods
from analytics.replenishment.inputs import (
    POSITIONS,
    TERMS,
    Policy,
    ReplenishmentInputs,
    aligned,
    currency_mixed,
    dates,
    flags,
    floats,
    require,
)

FORMAT = 3  # raised whenever the meaning of the document changes
_TEXTS, _DATES = {"currency"}, {"discontinued_on", "stock_as_of", "expected_on"}


def input_documents(
    inputs: ReplenishmentInputs, ids: pd.Index, path: Floats, as_of: date, policy: Policy
) -> Iterator[dict[str, object]]:
    """Yield for every SKU, in the order of `ids`, the inputs of its recommendation as JSON-able values."""
    terms = _records(aligned(inputs.terms, "terms", TERMS, ids))
    positions = _records(aligned(inputs.positions, "positions", POSITIONS, ids))
    spread = _records(aligned(inputs.spread, "spread", ("v", "c"), ids))
    arrivals = _inbound(inputs.inbound)
    said = _said(inputs, ids)
    common = {"format": FORMAT, "as_of": as_of.isoformat(), "policy": asdict(policy)}
    rows = zip(ids.tolist(), terms, positions, spread, path.tolist(), said, strict=True)
    for sku, sku_terms, position, sku_spread, means, sku_said in rows:
        yield common | {
            "unique_id": sku,
            "terms": sku_terms,
            "position": position,
            "inbound": arrivals.get(sku, []),
            "spread": sku_spread,
            "path": means,
            **({"said": sku_said} if sku_said else {}),
        }


def input_sha256(document: Mapping[str, object]) -> bytes:
    """SHA-256 (32 bytes) of the document as canonical JSON: sorted keys, no spaces, shortest decimal of each float.

    Raises:
        ValueError: a number is NaN or infinite, which JSON does not know.
    """
    text = json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False)
    return hashlib.sha256(text.encode()).digest()


def _said(inputs: ReplenishmentInputs, ids: pd.Index) -> list[list[str]]:
    """What the assumptions say beyond the numbers; left out of the document where there is nothing to say."""
    found = {
        "is_stock_absent": flags(inputs.positions, "is_stock_absent", ids),
        "is_currency_mixed": currency_mixed(inputs.terms, ids),
        "is_short_history": flags(inputs.spread, "is_short_history", ids),
    }
    return [
        [name for name, is_true in zip(found, row, strict=True) if is_true] for row in zip(*found.values(), strict=True)
    ]


def _records(frame: pd.DataFrame) -> list[dict[str, object]]:
    columns = {str(name): _values(str(name), frame[name]) for name in frame.columns}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _values(name: str, column: pd.Series) -> list[object]:
    """Plain values, the same whatever type the column came in; null is None."""
    if name == "order_weekdays":
        return [list(days) or None for days in allowed_weekdays(column)]
    if name == "closures":
        return [list(periods) or None for periods in closed_periods(column)]
    if name == "is_service_level_set":
        return [None if pd.isna(value) else bool(value) for value in column]
    if name in _DATES:
        return [None if np.isnat(day) else str(day) for day in dates(column)]
    if name in _TEXTS:
        return [None if pd.isna(value) else str(value) for value in column]
    return [None if value != value else value for value in floats(column).tolist()]  # noqa: PLR0124  NaN is not itself


def _inbound(inbound: pd.DataFrame) -> dict[int, list[list[object]]]:
    require(inbound, "inbound", ["unique_id", "expected_on", "units"])
    arrivals: dict[int, list[list[object]]] = {}
    days, units = _values("expected_on", inbound["expected_on"]), _values("units", inbound["units"])
    for sku, day, amount in sorted(zip(inbound["unique_id"].tolist(), days, units, strict=True), key=str):
        arrivals.setdefault(sku, []).append([day, amount])
    return arrivals
