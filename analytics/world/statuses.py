"""How far each order has come, and when cancelled ones were cancelled, on the world's last evening."""

from dataclasses import dataclass

import numpy as np

from analytics.world.basket import Basket
from analytics.world.columns import SECONDS_A_DAY
from analytics.world.parameters import Ints, Parameters

LATE_CANCELLATION_SHARE = 0.2
LATE_MINUTES, USUAL_MINUTES = (600, 4200), (3, 240)
STATUSES = ("PLACED", "PAID", "SHIPPED", "DELIVERED", "CANCELLED")
PLACED, PAID, SHIPPED, DELIVERED, CANCELLED = range(5)
# Chance that an order still has the earlier status, by its age in days.
STILL_PLACED, STILL_PAID, STILL_SHIPPED = {0: 0.35}, {0: 1.0, 1: 0.5}, {2: 1.0, 3: 1.0, 4: 1.0, 5: 0.2, 6: 0.2}


@dataclass(frozen=True)
class Times:
    """One entry per order; seconds count from the world's first midnight. `last_second` is the last one known."""

    status: Ints
    cancelled_second: Ints
    last_second: int


def make_times(rng: np.random.Generator, parameters: Parameters, basket: Basket) -> Times:
    """Draw statuses by age; whatever has been sent back was delivered."""
    count, age = len(basket.day), parameters.days - 1 - basket.day
    draw = rng.random(count)
    status = np.full(count, DELIVERED)
    for chances, earlier in ((STILL_SHIPPED, SHIPPED), ({1: 1.0}, SHIPPED), (STILL_PAID, PAID), (STILL_PLACED, PLACED)):
        for days, chance in chances.items():
            status[(age == days) & (draw < chance)] = earlier
    status[basket.sums(basket.returned) > 0] = DELIVERED
    is_late = rng.random(count) < LATE_CANCELLATION_SHARE
    minutes = np.where(is_late, rng.uniform(*LATE_MINUTES, count), rng.uniform(*USUAL_MINUTES, count))
    last_second = parameters.days * SECONDS_A_DAY - 1
    cancelled_second = np.minimum(basket.second + (minutes * 60).astype(np.int64), last_second)
    return Times(np.where(basket.is_cancelled, CANCELLED, status), cancelled_second, last_second)
