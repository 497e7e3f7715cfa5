"""The value of orders on planted worlds: the recommended policy and two tuned competing ones, on the true demand.

    python bench/decisions.py --seeds 501 502 503 504 505 --skus 300

Each world is generated, imported and built into marts by the product. The model is trained on the evening before the
simulation, the policies see estimated demand only, and what customers wanted and how long deliveries took come from the
world's truth. Suppliers' lead times are those that the marts measure on the imported deliveries of the days before. All
policies begin with the average demand of lead time, review time and two weeks in stock, so that none is judged by what
the world's sloppy buyer left behind; `--inherit` begins with just that.
"""

import argparse
import json
import os
import tempfile
import time
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd

import planning  # noqa: F401 - first, since it sets how threads wait
from analytics.extract.service import pull
from analytics.forecast.model import Training
from analytics.policy.compare import Comparison, compare
from analytics.policy.conditions import Past, conditions, usual_stock
from analytics.policy.prepare import forecasts, recommended_policy
from analytics.policy.simulation import simulate
from analytics.replenishment.inputs import floats
from analytics.transform.service import build
from analytics.world.service import generate
from domain.ingestion.service import import_files
from domain.pipeline.rules import SIMULATED_DAYS, WARM_UP_DAYS
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.progress import silent
from kit.settings import Settings
from planning import frames
from planning.assumptions import parameters, replenishment_policy
from planning.policy_backtest import MAX_SKUS, Known, known_at, past_of
from planning.warehouse import open_home_warehouse

END = date(2026, 6, 30)
DAYS = SIMULATED_DAYS + WARM_UP_DAYS


@dataclass(frozen=True)
class World:
    """One planted world: the comparison, the SKUs, and whether every simulated day's stock was accounted for."""

    seed: int
    comparison: Comparison
    skus: int
    identity_holds: bool
    seconds: float


def main() -> None:
    """Simulate every world and print one line of JSON for each, and the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seeds", type=int, nargs="+", default=[501, 502, 503, 504, 505])
    parser.add_argument("--skus", type=int, default=300)
    parser.add_argument("--days", type=int, default=1095, help="of each world; the last 238 are simulated")
    parser.add_argument("--ordering-cost", type=float, default=2000.0, help="won an order of one SKU")
    parser.add_argument("--inherit", action="store_true", help="begin with the stock that the world's buyer left")
    given = parser.parse_args()
    rows = []
    for seed in given.seeds:
        with tempfile.TemporaryDirectory(prefix="jaego-decisions-") as folder:
            settings = Settings(home=Path(folder), ordering_cost=given.ordering_cost, workers=1)
            rows.append(_row(run_world(settings, seed, given.skus, days=given.days, inherits=given.inherit)))
        print(json.dumps(rows[-1]), flush=True)
    print(pd.DataFrame(rows).to_string(index=False))
    print(f"load average {os.getloadavg()[0]:.1f}")


def run_world(settings: Settings, seed: int, skus: int, *, days: int, inherits: bool) -> World:
    """Generate, import, learn what was known before the simulation, and simulate."""
    began = time.monotonic()
    world = settings.home / "world"
    generate(world, skus=skus, days=days, seed=seed, end=END, dirty=0.0005, report=silent)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        import_files(
            engine,
            [world],
            profile="canonical",
            timezone=settings.zone,
            currency=settings.currency,
            cancellation_hours=settings.cancellation_hours,
            assume={},
            report=silent,
        )
        policy = replenishment_policy(settings, engine)
        start = END - timedelta(days=DAYS)
        with open_home_warehouse(settings) as warehouse:
            pull(libpq_url(engine.url), warehouse, silent)
            build(warehouse, parameters(settings, policy, start), silent)
            known = known_at(warehouse, Training(threads=settings.workers))
            build(warehouse, parameters(settings, policy, END), silent)
            panel = frames.training_panel(warehouse, MAX_SKUS)
        engine.dispose()
    past, rows = past_of(panel, known, DAYS)
    made = forecasts(panel, known.model, rows, DAYS, silent)
    past = replace(past, demand=_true_demand(world, known, past, panel.demand.shape[1]))
    under, times = conditions(past, policy, WARM_UP_DAYS, seed)
    under = replace(under, lead_days=_true_lead_days(world, known, past, seed))
    if not inherits:
        under = replace(under, on_hand=usual_stock(past, times), inbound=np.zeros_like(under.inbound))
    recommended = recommended_policy(past, policy, made, known.accuracy, WARM_UP_DAYS)
    cost = floats(known.terms.set_index("unique_id")["unit_cost"].reindex(past.ids))
    comparison = compare(under, recommended, times.lead, cost, silent)
    again = simulate(under, recommended_policy(past, policy, made, known.accuracy, WARM_UP_DAYS))
    opening = np.concatenate([np.broadcast_to(under.on_hand[:, None], (1, len(cost), 1)), again.closing[..., :-1]], 2)
    holds = bool(np.array_equal(opening + again.received - again.sold, again.closing))
    return World(seed, comparison, len(past.ids), holds, time.monotonic() - began)


def _true_demand(world: Path, known: Known, past: Past, columns: int) -> np.ndarray:
    """What customers wanted, SKU x day of the panel."""
    truth = pd.read_parquet(world / "truth" / "daily.parquet", columns=["product", "ds", "demand"])
    ids = truth["product"].map(known.terms.set_index("sku")["unique_id"])
    rows = past.ids.get_indexer(pd.Index(ids.fillna(-1).astype(np.int64)))
    offsets = (pd.Timestamp(END) - pd.to_datetime(truth["ds"])).dt.days.to_numpy()
    place = columns - 1 - offsets
    inside = (rows >= 0) & (place >= 0)
    demand = np.zeros((len(past.ids), columns))
    demand[rows[inside], place[inside]] = truth["demand"].to_numpy()[inside]
    return demand


def _true_lead_days(world: Path, known: Known, past: Past, seed: int) -> np.ndarray:
    """Delivery times as the world plants them, without its closures: stated days x bias x lognormal noise."""
    planted = pd.read_csv(world / "truth" / "supplier_lead_times.csv").set_index("supplier")
    supplier = pd.read_csv(world / "products.csv").drop_duplicates("sku").set_index("sku")["supplier"]
    sku = known.terms.set_index("unique_id")["sku"].reindex(past.ids)
    of_sku = planted.reindex(sku.map(supplier))
    noise = np.random.default_rng(seed).standard_normal((len(past.ids), past.days))
    typical = (of_sku["stated_days"] * of_sku["bias"]).to_numpy()[:, None]
    return np.clip(np.rint(typical * np.exp(of_sku["spread"].to_numpy()[:, None] * noise)), 1, 120).astype(np.int64)


def _row(world: World) -> dict[str, object]:
    recommended, best = world.comparison.recommended, world.comparison.best_competing_policy
    return {
        "seed": world.seed,
        "skus": world.skus,
        "ratio": round(float(recommended.total_cost.sum() / best.total_cost.sum()), 4),
        "recommended_filled": round(recommended.fill_rate, 4),
        "expected_filled": round(world.comparison.expected_fill_rate, 4),
        "competing_filled": round(best.fill_rate, 4),
        "competing": best.policy,
        "worse_skus": int((recommended.total_cost > best.total_cost).sum()),
        "recommended_holding": round(float(recommended.holding_cost.sum())),
        "recommended_lost": round(float(recommended.lost_margin.sum())),
        "competing_holding": round(float(best.holding_cost.sum())),
        "competing_lost": round(float(best.lost_margin.sum())),
        "identity": world.identity_holds,
        "seconds": round(world.seconds),
    }


if __name__ == "__main__":
    main()
