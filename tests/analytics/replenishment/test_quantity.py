"""From the order-up-to level to the quantity, term by term, by hand."""

import numpy as np
import pandas as pd

from analytics.replenishment.quantity import Limits, Need, economic, limits, listed, total, waterfall


def one(value: float) -> np.ndarray:
    return np.array([float(value)])


def bounds(*, moq: float = 1, maximum: float = np.inf, pack: float = 1, ended: bool = False) -> Limits:
    return Limits(one(moq), one(maximum), one(pack), np.array([ended]), one(np.inf))


def need(*, level: float = 25, lot: float = 0) -> Need:
    return Need(
        demand=one(20),
        lost=one(6),
        level=one(level),
        data_uncertainty=one(3),
        lot=one(lot),
        on_hand=one(4),
        reserved=one(1),
        inbound=one(5),
    )


def terms(need_: Need, bounds_: Limits) -> dict[str, float]:
    return {key: units[0] for key, units in waterfall(need_, bounds_).items() if units[0]}


FIRST = {
    "EXPECTED_DEMAND": 20,
    "LOST_BEFORE_ARRIVAL": -6,
    "SAFETY_STOCK": 8,  # 25 less three for uncertain data, less the 14 that will be wanted
    "DATA_DOUBT": 3,
    "ON_HAND": -4,
    "RESERVED": 1,
    "INBOUND": -5,
}


def test_each_term_changes_the_quantity_by_its_units() -> None:
    assert terms(need(), bounds()) == FIRST
    assert total(waterfall(need(), bounds())).tolist() == [17]
    assert terms(need(lot=40), bounds()) == FIRST | {"ECONOMIC_ORDER": 23}
    assert terms(need(), bounds(maximum=15, pack=12)) == FIRST | {"MAXIMUM": -2, "PACK_ROUNDING": -3}
    assert terms(need(), bounds(moq=20, pack=12)) == FIRST | {"MOQ": 3, "PACK_ROUNDING": 4}
    assert terms(need(lot=40), bounds(ended=True)) == FIRST | {"ECONOMIC_ORDER": 23, "DISCONTINUED": -40}
    low = terms(need(level=6), bounds())
    assert (low["SAFETY_STOCK"], low["NO_NEED_FLOOR"]) == (-11, 2)


def test_only_where_something_is_needed_the_economic_order_counts() -> None:
    assert economic(np.array([-1.0, 0.0, 1.0, 60.0]), np.full(4, 50.0)).tolist() == [-1, 0, 50, 60]


def test_unknown_terms_of_a_supplier_do_not_bind() -> None:
    frame = pd.DataFrame({"moq": [None, 6.0], "max_order_qty": [None, 40.0], "pack_size": [None, 12.0]}, dtype=float)
    found = limits(frame, np.zeros(2, dtype=bool), np.full(2, np.inf))
    assert (found.moq.tolist(), found.pack.tolist(), found.maximum.tolist()) == ([1, 6], [1, 12], [np.inf, 40])


def test_no_whole_packs_between_the_least_and_the_greatest_order_are_impossible() -> None:
    cases = [(12, 12, 12), (13, 23, 12), (13, 24, 12), (1, 11, 12), (50, 40, 1), (40, 40, 1)]
    found = [bool(bounds(moq=moq, maximum=maximum, pack=pack).is_impossible[0]) for moq, maximum, pack in cases]
    assert found == [False, True, False, True, True, False]


def test_steps_that_change_nothing_are_left_out_of_the_list() -> None:
    (shown,) = listed({"EXPECTED_DEMAND": one(0), "MOQ": one(0), "MAXIMUM": one(-2)})
    assert shown == [{"key": "EXPECTED_DEMAND", "units": 0}, {"key": "MAXIMUM", "units": -2}]
