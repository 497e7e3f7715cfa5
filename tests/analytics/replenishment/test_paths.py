"""Sampled paths against the law of demand, and against a loop over single paths."""

import math
from itertools import pairwise

import numpy as np
import pytest
from scipy import special, stats

from analytics.core.arrays import take
from analytics.core.distribution import Spread
from analytics.replenishment import paths as module
from analytics.replenishment.outlook import Inbound, expected
from analytics.replenishment.paths import PATHS, Cycle, Paths, sample
from analytics.replenishment.stockout_probability import probability_above


def paths(stock: list[float], mean: list[float], *, lost: list[float] | None = None, v: float = 1.0) -> Paths:
    """The paths of one SKU."""
    none = [0.0] * len(stock)
    return Paths(np.array([stock]), np.array([none if lost is None else lost]), np.array([mean]), np.array([v]))


def one(value: float) -> np.ndarray:
    return np.array([value])


def test_the_service_is_the_mean_over_paths() -> None:
    found = paths([1, 3], [2, 4])
    wanted = (stats.poisson.cdf(2, 2) + stats.poisson.cdf(4, 4)) / 2
    assert found.service(one(1)) == pytest.approx([wanted])
    spread = paths([1], [2], v=2)  # variance 4: two successes of a half
    assert spread.service(one(1)) == pytest.approx([stats.nbinom.cdf(2, 2, 0.5)])


def test_a_path_that_lost_sales_has_run_out() -> None:
    kept = stats.poisson.cdf([1, 3], [2, 4])
    assert paths([1, 3], [2, 4]).stockout() == pytest.approx([1 - kept.mean()])
    assert paths([1, 3], [2, 4], lost=[0, 0.5]).stockout() == pytest.approx([1 - kept[0] / 2])
    spread = paths([1], [2], v=2)
    assert spread.stockout() == pytest.approx([1 - stats.nbinom.cdf(1, 2, 0.5)])


def test_what_is_owed_is_no_stock_to_sell() -> None:
    beyond_one = 4 - stats.poisson.sf(0, 4)
    assert paths([-3, 0], [2, 4]).shortage(one(1)) == pytest.approx([(2 + beyond_one) / 2])
    spread = paths([1], [2], v=2)
    assert spread.shortage(one(0)) == pytest.approx([5 / 4])  # 2 - P(demand > 0) = 2 - 3/4


def test_some_skus_keep_their_own_paths() -> None:
    both = Paths(*(np.array([[1.0], [2.0]]) * factor for factor in (1, 10, 100)), np.array([5.0, 6.0]))
    second = take(both, np.array([1]))
    assert [part.tolist() for part in (second.stock, second.lost, second.mean, second.variance_ratio)] == [
        [[2]],
        [[20]],
        [[200]],
        [6],
    ]


@pytest.mark.parametrize("level", [0.3, 0.5, 0.9, 0.999, 0.9999999])
@pytest.mark.parametrize("least", [-6.0, -5.5, 0.0, 3.0])
@pytest.mark.parametrize(
    "found",
    [
        paths([0, 2, 9], [4, 4, 4]),
        paths([0.0], [0.1]),  # the doubled mean is far too little
        paths([6.0], [2.0], v=9),
        paths([3.0], [0.0]),
    ],
)
def test_the_quantity_is_the_smallest_that_serves(found: Paths, least: float, level: float) -> None:
    quantity = math.ceil(least)
    while found.service(one(quantity))[0] < level:
        quantity += 1
    assert found.quantity_for(one(level), one(least)).tolist() == [quantity]


def test_quantities_of_several_skus_do_not_depend_on_each_other() -> None:
    stock, mean = np.array([[0.0, 1.0], [5.0, 5.0], [0.0, 0.0]]), np.array([[4.0, 4.0], [1.0, 1.0], [0.05, 0.05]])
    v, level, least = np.array([1.0, 3.0, 9.0]), np.array([0.9, 0.5, 0.9999]), np.array([0.0, -5.0, 0.0])
    together = Paths(stock, np.zeros_like(stock), mean, v).quantity_for(level, least)
    alone = [
        Paths(stock[i : i + 1], np.zeros((1, 2)), mean[i : i + 1], v[i : i + 1]).quantity_for(
            level[i : i + 1], least[i : i + 1]
        )[0]
        for i in range(3)
    ]
    assert together.tolist() == alone


def test_each_dimension_of_the_points_is_laid_out_evenly() -> None:
    points = module._UNIFORM
    assert points.shape == (97, 8)
    assert np.sort(points, axis=0) == pytest.approx(np.tile((np.arange(97)[:, None] + 0.5) / 97, 8))
    # the second point is made of the powers of 67, modulo 97
    assert points[1] * 97 - 0.5 == pytest.approx([1, 67, 27, 63, 50, 52, 89, 46])


def slow_quantile(level: float, mean: float, v: float) -> float:
    if mean <= 0:
        return 0.0
    if v <= 1:
        return float(stats.poisson.ppf(level, mean))
    return float(stats.nbinom.ppf(level, mean / (v - 1), 1 / v))


def slow_path(
    number: int, rate: float, cycle: tuple[float, float, float], available: float, arrivals: list[tuple[int, int]],
    *, v: float, c: float,
) -> tuple[float, float, float]:  # fmt: skip
    """Stock at the arrival, lost sales before it, and mean demand after it, on one path of one SKU."""
    points, (arrival, sd, review) = module._UNIFORM, cycle
    until = max(arrival + sd * special.ndtri(points[number, 0]), 0)
    sigma = math.sqrt(math.log(1 + c**2))
    drawn = np.exp(sigma * special.ndtri(points[:, 1]))
    common = drawn[number] / drawn.mean()
    stock, lost, later, demanded = available, 0.0, 0.0, 0.0
    stops = [(min(day - 1, until), day, units) for day, units in arrivals] + [(until, 0, 0)]
    for place, (end, day, units) in enumerate(stops):
        period = 0 if day == 0 else place + 1
        level = (points[number, 2 + period % 6] + period // 6 * 0.618033988749895) % 1
        demand = slow_quantile(level, (rate * end - demanded) * common, v)
        demanded = rate * end
        sold = min(demand, max(stock, 0))
        stock, lost = stock - sold, lost + demand - sold
        if day and day - 1 <= until:
            stock += units
        elif day and day - 1 < until + review:
            later += units
    return stock + later, lost, rate * review * common


@pytest.mark.parametrize(
    ("cycle", "available", "arrivals", "v", "c"),
    [
        ((4.0, 0.0, 3.0), 5.0, [], 1.0, 0.0),
        ((4.0, 0.0, 3.0), 5.0, [(4, 3), (5, 7), (6, 11), (7, 13), (8, 17)], 1.0, 0.0),
        ((0.0, 0.0, 7.0), 2.0, [(1, 3), (7, 5), (8, 9)], 2.0, 0.3),
        ((4.0, 2.5, 3.0), -3.0, [(2, 4), (5, 6)], 3.0, 0.4),
        ((30.0, 5.0, 5.0), 9.0, [(day, day % 5) for day in range(2, 34, 3)], 2.0, 0.2),  # more waves than dimensions
    ],
)
def test_paths_are_what_a_loop_over_single_paths_finds(
    cycle: tuple[float, float, float], available: float, arrivals: list[tuple[int, int]], v: float, c: float
) -> None:
    rate = 1.5
    inbound = Inbound(
        np.zeros(len(arrivals), dtype=np.int64),
        np.array([day for day, _ in arrivals], dtype=float),
        np.array([units for _, units in arrivals], dtype=float),
        np.array([False]),
    )
    ahead = expected(np.full((1, 60), rate))
    found = sample(ahead, Cycle(*map(one, cycle)), one(available), inbound, Spread(one(v), one(c)))
    slow = np.array([slow_path(number, rate, cycle, available, arrivals, v=v, c=c) for number in range(PATHS)]).T
    assert found.stock[0] == pytest.approx(slow[0])
    assert found.lost[0] == pytest.approx(slow[1])
    assert found.mean[0] == pytest.approx(slow[2])
    assert found.variance_ratio.tolist() == [v]


def test_the_common_error_has_mean_one_and_the_given_spread() -> None:
    drawn = module._common_error(np.array([0.0, 0.3]))
    assert drawn[0].tolist() == [1.0] * PATHS
    assert drawn[1].mean() == pytest.approx(1)
    assert drawn[1].std() == pytest.approx(0.3, rel=0.05)


def test_an_order_protects_until_the_next_one_arrives() -> None:
    assert Cycle(one(3), one(0), one(7)).protection.tolist() == [10]


@pytest.mark.parametrize(("sd", "units"), [(0.0, 12.0), (2.0, 12.0), (9.0, 3.0)])
def test_the_risk_is_the_mixture_over_five_lead_times(sd: float, units: float) -> None:
    """Nodes and weights of Gauss-Hermite quadrature for a normal law, as tables have them."""
    nodes = [0.0, 1.355626179974266, -1.355626179974266, 2.856970013872806, -2.856970013872806]
    weights = [8 / 15, 0.2220759220056126, 0.2220759220056126, 0.0112574113277207, 0.0112574113277207]
    rate, v, c = 1.5, 2.0, 0.25
    wanted = 0.0
    for node, weight in zip(nodes, weights, strict=True):
        mean = rate * (max(4 + sd * node, 0) + 3)
        variance = v * mean + (c * mean) ** 2
        size = mean**2 / (variance - mean)
        wanted += weight * stats.nbinom.sf(units, size, size / (size + mean))
    cycle = Cycle(one(4), one(sd), one(3))
    found = probability_above(one(units), expected(np.full((1, 60), rate)), cycle, Spread(one(v), one(c)))
    assert found == pytest.approx([wanted])


def test_longer_stock_lasts_longer() -> None:
    ahead, cycle = expected(np.full((1, 60), 2.0)), Cycle(one(3), one(1), one(7))
    risks = [probability_above(one(units), ahead, cycle, Spread(one(1), one(0)))[0] for units in (-1, 0, 10, 20, 40)]
    assert risks[0] == pytest.approx(1)
    assert all(before > after for before, after in pairwise(risks))
