"""Rows that are broken on purpose, appended to the files, each on the record."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

UNKNOWN = "UNKNOWN-00000"


@dataclass(frozen=True)
class Fault:
    """A way to break a row: values put over those of a good row.

    `is_refused`: an import must refuse the row (False: it only repeats a row that is already there).
    `keeps_key`: the good row's natural key stays, so that the two clash.
    """

    kind: str
    changes: dict[str, str]
    is_refused: bool = True
    keeps_key: bool = False


@dataclass(frozen=True)
class DirtyRow:
    """A broken row as written: file, line in the file (header is line 1), kind, and its fields."""

    file: str
    line_no: int
    kind: str
    is_refused: bool
    fields: tuple[str, ...]


FAULTS: dict[str, tuple[Fault, ...]] = {
    "orders": (
        Fault("BAD_DATE", {"ordered_at": "2025-13-45 10:00:00"}),
        Fault("OUT_OF_RANGE_DATE", {"ordered_at": "9999-12-31 00:00:00"}),
        Fault("UNKNOWN_STATUS", {"status": "TELEPORTED"}),
        Fault("MISSING_VALUE", {"ordered_at": ""}),
        Fault("CANCELLED_BEFORE_ORDERED", {"status": "CANCELLED", "cancelled_at": "1999-01-01 00:00:00"}),
        Fault("DUPLICATE_KEY", {"channel": "entered-twice"}, keeps_key=True),
        Fault("UNKNOWN_CURRENCY", {"currency": "WON"}),
        Fault("REPEATED_ROW", {}, is_refused=False, keeps_key=True),
    ),
    "order_items": (
        Fault("NEGATIVE_PRICE", {"unit_price": "-100"}),
        Fault("NOT_A_NUMBER", {"unit_price": "NaN"}),
        Fault("DISCOUNT_ABOVE_PRICE", {"discount_amount": "99999999999"}),
        Fault("NEGATIVE_QUANTITY", {"quantity": "-3"}),
        Fault("ZERO_QUANTITY", {"quantity": "0"}),
        Fault("TEXT_IN_NUMBER", {"quantity": "세 개"}),
        Fault("DECIMAL_COMMA", {"unit_price": "12900,50"}),
        Fault("HUGE_NUMBER", {"quantity": "99999999999999999999"}),
        Fault("UNKNOWN_SKU", {"product": UNKNOWN}),
        Fault("UNKNOWN_ORDER", {"order": UNKNOWN}),
        Fault("MISSING_VALUE", {"product": ""}),
        Fault("MORE_RETURNED_THAN_SOLD", {"returned_quantity": "999", "returned_at": "2025-01-01 12:00:00"}),
        Fault("RETURN_WITHOUT_DATE", {"quantity": "2", "returned_quantity": "1", "returned_at": ""}),
        Fault("DUPLICATE_KEY", {"return_reason": "ENTERED_TWICE"}, keeps_key=True),
        Fault("REPEATED_ROW", {}, is_refused=False, keeps_key=True),
    ),
    "payments": (
        Fault("NEGATIVE_AMOUNT", {"amount": "-1000", "refunded_amount": "0"}),
        Fault("TEXT_IN_NUMBER", {"amount": "만원"}),
        Fault("REFUND_ABOVE_AMOUNT", {"refunded_amount": "99999999"}),
        Fault("UNKNOWN_ORDER", {"order": UNKNOWN}),
        Fault("INFINITE_NUMBER", {"amount": "Infinity"}),
    ),
    "inventory": (
        Fault("TEXT_IN_NUMBER", {"on_hand": "n/a"}),
        Fault("BAD_DATE", {"snapshot_at": "yesterday evening"}),
        Fault("OUT_OF_RANGE_DATE", {"snapshot_at": "0000-00-00 00:00:00"}),
        Fault("UNKNOWN_SKU", {"product": UNKNOWN}),
        Fault("NEGATIVE_RESERVED", {"reserved": "-5"}),
        Fault("HUGE_NUMBER", {"on_hand": "99999999999999999999"}),
        Fault("NEGATIVE_IN_TRANSIT", {"in_transit": "-7"}),
        Fault("FRACTIONAL_UNITS", {"on_hand": "12.5"}),
    ),
    "inventory_movements": (
        Fault("ZERO_QUANTITY", {"quantity": "0"}),
        Fault("UNKNOWN_REASON", {"reason": "LOST_AT_SEA"}),
        Fault("UNKNOWN_SKU", {"product": UNKNOWN}),
        Fault("BAD_DATE", {"moved_at": "31/02/2025"}),
    ),
    "purchase_history": (
        Fault("ZERO_QUANTITY", {"quantity": "0"}),
        Fault("BAD_DATE", {"ordered_on": "2025-02-30"}),
        Fault("UNKNOWN_SKU", {"product": UNKNOWN}),
        Fault("UNKNOWN_SUPPLIER", {"supplier": UNKNOWN}),
        Fault("RECEIVED_BEFORE_ORDERED", {"received_quantity": "1", "received_on": "1999-01-01"}),
        Fault("RECEIVED_WITHOUT_DATE", {"received_quantity": "5", "received_on": ""}),
        Fault("DUE_BEFORE_ORDERED", {"due_on": "1999-01-01"}),
        Fault("REPEATED_ROW", {}, is_refused=False, keeps_key=True),
    ),
    "ad_spend_daily": (
        Fault("NEGATIVE_SPEND", {"spend": "-5000"}),
        Fault("CLICKS_ABOVE_IMPRESSIONS", {"impressions": "1", "clicks": "10"}),
        Fault("UNKNOWN_CAMPAIGN", {"campaign": UNKNOWN}),
    ),
}
# A key that no good row has, so that a broken row cannot take a good row's place; without one, the key stays.
FRESH_KEYS = {
    "orders": ("order_no", "DIRTY-{:06d}"),
    "order_items": ("line_no", "9{:06d}"),
    "payments": ("method", "dirty-{}"),
    "inventory": ("warehouse_code", "DIRTY-{}"),
    "inventory_movements": ("movement_ref", "DIRTY-{:06d}"),
    "purchase_history": ("reference", "DIRTY-{:06d}"),
}


class Spoiler:
    """Draws good rows of one file as it is written, and makes broken ones of them at its end."""

    def __init__(self, file: str, share: float, rng: np.random.Generator) -> None:
        self._file, self._share, self._rng = file, share if file in FAULTS else 0.0, rng
        self._drawn: list[dict[str, str | None]] = []

    def see(self, table: pa.Table) -> None:
        """Draw the share of a stretch of the file's rows; at least one for each kind of fault is drawn."""
        if not self._share or not table.num_rows:
            return
        least = len(FAULTS[self._file]) - len(self._drawn)
        count = max(1, least, round(self._share * table.num_rows))
        pick = np.sort(self._rng.choice(table.num_rows, min(count, table.num_rows), replace=False))
        rows = table.take(pa.array(pick))
        text = pa.table({name: rows[name].cast(pa.string()) for name in rows.column_names})
        self._drawn += text.to_pylist()

    def broken(self, lines_so_far: int) -> Iterator[DirtyRow]:
        """The broken rows, to follow `lines_so_far` lines; the kinds take turns."""
        faults = FAULTS.get(self._file, ())
        for number, row in enumerate(self._drawn):
            fault = faults[number % len(faults)]
            fields = row | fault.changes
            column, pattern = FRESH_KEYS.get(self._file, ("", ""))
            if column and not fault.keeps_key and column not in fault.changes:
                fields[column] = pattern.format(number)
            values = tuple(value or "" for value in fields.values())
            yield DirtyRow(self._file, lines_so_far + number + 1, fault.kind, fault.is_refused, values)
