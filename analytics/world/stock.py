"""The tables of stock: every evening's snapshot, and every movement that is not a sale."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa

from analytics.world.calendar import Calendar
from analytics.world.catalog import Catalog
from analytics.world.columns import SECONDS_A_DAY, instants, numbered, words
from analytics.world.parameters import Ints, Parameters
from analytics.world.simulation import Result

WAREHOUSES = ("MAIN",)
SNAPSHOT_SECOND = SECONDS_A_DAY - 60
ROWS_A_CHUNK = 1_000_000
# Set aside for bundles and exhibitions on some days, only where there is plenty; released before stock gets short.
SET_ASIDE_SHARE, SET_ASIDE_OF_STOCK, PLENTY = 0.02, 0.1, 20
# Flow, reason, sign, second of the day, note: all before the first order, but for the evening's write-offs.
MOVEMENTS = (
    ("opened", "ADJUSTMENT", 1, 5 * 3600, "opening stock"),
    ("received", "RECEIPT", 1, 5 * 3600 + 1800, ""),
    ("restocked", "RETURN", 1, 5 * 3600 + 2700, "resaleable return"),
    ("written_off", "WRITE_OFF", -1, SECONDS_A_DAY - 61, "damaged or expired or cleared"),
)


def inventory_tables(
    parameters: Parameters, calendar: Calendar, catalog: Catalog, result: Result
) -> Iterator[pa.Table]:
    """`inventory.csv`: one row per SKU and day of its life, in the evening."""
    rng, flows = parameters.stream("set aside"), result.flows
    step = max(1, ROWS_A_CHUNK // len(catalog))
    for first in range(0, parameters.days, step):
        day, sku = _alive_cells(parameters, catalog, first, step)
        on_hand = flows["on_hand"][day, sku]
        aside = (rng.random(len(day)) < SET_ASIDE_SHARE) & (on_hand >= PLENTY)
        yield pa.table(
            {
                "product": words(catalog.sku, sku),
                "warehouse_code": words(WAREHOUSES, np.zeros(len(day), dtype=np.int32)),
                "snapshot_at": instants(calendar, day * SECONDS_A_DAY + SNAPSHOT_SECOND),
                "on_hand": on_hand,
                "reserved": np.where(aside, (on_hand * SET_ASIDE_OF_STOCK).astype(np.int32), 0),
                "in_transit": flows["in_transit"][day, sku],
            }
        )


def _alive_cells(parameters: Parameters, catalog: Catalog, first: int, step: int) -> tuple[Ints, Ints]:
    days = np.arange(first, min(first + step, parameters.days))
    alive = (catalog.launched[None, :] <= days[:, None]) & (days[:, None] <= catalog.ended[None, :])
    day, sku = np.nonzero(alive)
    return day + first, sku


def movement_tables(parameters: Parameters, calendar: Calendar, catalog: Catalog, result: Result) -> Iterator[pa.Table]:
    """`inventory_movements.csv`: with the sales, these explain every evening's stock."""
    numbered_so_far = 0
    step = max(1, ROWS_A_CHUNK // len(catalog))
    for first in range(0, parameters.days, step):
        parts = []
        for kind, (flow, _, sign, second, _) in enumerate(MOVEMENTS):
            day, sku = np.nonzero(result.flows[flow][first : first + step])
            day = day + first
            units = sign * result.flows[flow][day, sku].astype(np.int64)
            parts.append((np.full(len(day), kind), sku, day * SECONDS_A_DAY + second, units))
        kind_of, sku, at, units = (np.concatenate(column) for column in zip(*parts, strict=True))
        by_time = np.lexsort((sku, at))
        kind_of, sku = kind_of[by_time], sku[by_time]
        yield pa.table(
            {
                "movement_ref": numbered("M", np.arange(len(sku)) + 1 + numbered_so_far, 9),
                "product": words(catalog.sku, sku),
                "warehouse_code": words(WAREHOUSES, np.zeros(len(sku), dtype=np.int32)),
                "moved_at": instants(calendar, at[by_time]),
                "quantity": units[by_time],
                "reason": words([row[1] for row in MOVEMENTS], kind_of),
                "note": words([row[4] for row in MOVEMENTS], kind_of),
            }
        )
        numbered_so_far += len(sku)
