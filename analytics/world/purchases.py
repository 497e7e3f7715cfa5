"""The table of what the buyer ordered and what came of it, as the shop's purchasing system would export it."""

import numpy as np
import pyarrow as pa

from analytics.world.columns import dates, numbered, words
from analytics.world.parameters import Bools, Ints
from analytics.world.plan import Plan
from analytics.world.purchasing import PurchaseLog

CLOSED_SHARE, CLOSED_AFTER_DAYS = 0.8, (20, 61)


def purchase_table(plan: Plan, log: PurchaseLog) -> pa.Table:
    """`purchase_history.csv`: one row per delivery that came; what is open of a line is on its last row.

    What never comes is closed weeks after the rest, or forgotten; what is open of a SKU that ends, on its last day.
    """
    line, catalog = log.columns(), plan.catalog
    sku, ordered = line["sku"], line["ordered"]
    known_until = np.minimum(plan.parameters.days - 1, catalog.ended[sku])
    has_come = line["arrival"] <= known_until
    rest_has_come = (line["rest"] > 0) & has_come & (line["rest_arrival"] <= known_until)
    quantity = line["quantity"] - np.where(rest_has_come, line["rest"], 0)
    received = np.where(has_come, line["received"], 0)
    closed, is_closed = _closed(plan, line, is_open=received < quantity, has_come=has_come)
    number = np.arange(len(sku))
    second = number[rest_has_come]
    order = np.argsort(np.concatenate([number, second]), kind="stable")
    row = np.concatenate([number, second])[order]
    is_second = (np.arange(len(row)) >= len(number))[order]
    received_on = np.where(is_second, line["rest_arrival"][row], line["arrival"][row])
    return pa.table(
        {
            "reference": _references(ordered, catalog.supplier[sku], len(plan.suppliers)).take(pa.array(row)),
            "product": words(catalog.sku, sku[row]),
            "delivery_no": np.where(is_second, 2, 1),
            "supplier": words(plan.suppliers.code, catalog.supplier[sku[row]]),
            "ordered_on": dates(plan.calendar, ordered[row]),
            "due_on": dates(plan.calendar, line["due"][row]),
            "quantity": np.where(is_second, line["rest"][row], quantity[row]),
            "received_quantity": np.where(is_second, line["rest"][row], received[row]),
            "received_on": dates(plan.calendar, received_on, is_second | has_come[row]),
            "closed_on": dates(plan.calendar, closed[row], is_closed[row] & ~is_second),
        }
    )


def _references(ordered: Ints, supplier: Ints, suppliers: int) -> pa.Array:
    """The number of each line's order: what is ordered of a supplier on one day is one order."""
    _, order = np.unique(ordered * suppliers + supplier, return_inverse=True)
    return numbered("BUY-", order + 1, 6)


def _closed(plan: Plan, line: dict[str, Ints], *, is_open: Bools, has_come: Bools) -> tuple[Ints, Bools]:
    """Day since when no more is expected of a line, and whether there is one."""
    rng = plan.parameters.stream("purchase history")
    count, last, ended = len(line["sku"]), plan.parameters.days - 1, plan.catalog.ended[line["sku"]]
    noticed = line["arrival"] + rng.integers(*CLOSED_AFTER_DAYS, count)
    never_comes = has_come & (line["received"] + line["rest"] < line["quantity"])
    is_noticed = never_comes & (rng.random(count) < CLOSED_SHARE)
    closed = np.minimum(np.where(is_noticed, noticed, ended), ended)
    return closed, is_open & (closed <= last)
