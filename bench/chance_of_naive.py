"""How often the true median loses to the seasonal naive by chance, when few outcomes are compared.

    python bench/chance_of_naive.py [--skus 200000] [--seed 0]

Outcomes and the naive's forecast (the week before) are drawn from one and the same distribution, so nothing could be
forecast better than by its median; a SKU counts as lost when the sum of the median's absolute errors is the greater.
"""

import argparse
from collections.abc import Callable

import numpy as np

from analytics.core.arrays import Floats

OUTCOMES = (1, 3, 6, 13)
Draw = Callable[[tuple[int, int]], Floats]


def main() -> None:
    """Print the share of lost SKUs per distribution and number of outcomes."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skus", type=int, default=200_000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    rng = np.random.default_rng(arguments.seed)
    kinds: dict[str, Draw] = {
        "normal": lambda shape: rng.normal(size=shape),
        "lognormal, sigma 1": lambda shape: rng.lognormal(0.0, 1.0, shape),
        "negative binomial, mean 10, size 1": lambda shape: rng.negative_binomial(1, 1 / 11, shape).astype(float),
        "negative binomial, mean 10, size 0.5": lambda shape: rng.negative_binomial(0.5, 0.5 / 10.5, shape).astype(
            float
        ),
        "Poisson, mean 3": lambda shape: rng.poisson(3, shape).astype(float),
    }
    print(f"{'':40}" + "".join(f"{count:>8}" for count in OUTCOMES) + "  outcomes")
    for name, draw in kinds.items():
        shares = [lost(draw, arguments.skus, count) for count in OUTCOMES]
        print(f"{name:40}" + "".join(f"{share:8.3f}" for share in shares))


def lost(draw: Draw, skus: int, outcomes: int) -> float:
    """Share of SKUs whose outcomes lie nearer to the week before than to the true median."""
    median = np.median(draw((skus, 1)))
    naive, actual = draw((skus, outcomes)), draw((skus, outcomes))
    return float((np.abs(median - actual).sum(axis=1) > np.abs(naive - actual).sum(axis=1)).mean())


if __name__ == "__main__":
    main()
