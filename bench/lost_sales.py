"""Lost sales recovered on planted worlds: python bench/lost_sales.py --seeds 11 12 13."""

import argparse
import json
import tempfile
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd

from analytics.extract.service import pull
from analytics.transform.service import Parameters, build
from analytics.warehouse import open_warehouse
from analytics.world.service import generate
from domain.ingestion.service import import_files
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.progress import silent
from kit.settings import Settings

END = date(2026, 6, 30)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[11, 12, 13])
    parser.add_argument("--skus", type=int, default=200)
    parser.add_argument("--days", type=int, default=730)
    given = parser.parse_args()
    recovered = []
    for seed in given.seeds:
        with tempfile.TemporaryDirectory() as folder:
            shares, bias = measure(Path(folder), given.skus, given.days, seed)
        recovered.append(shares)
        print(f"seed {seed}, {given.skus} SKUs, {given.days} days")
        print(shares.round(3).to_string(index=False))
        print(json.dumps(bias))
    every = pd.concat(recovered)
    print(f"inside the 80 % interval: {every['is_inside'].sum()} of {len(every)} categories")


def measure(home: Path, skus: int, days: int, seed: int) -> tuple[pd.DataFrame, dict[str, float]]:
    """Estimated and true shares by category, and the bias of demand on the SKUs and days of stock."""
    world = home / "world"
    generate(world, skus=skus, days=days, seed=seed, end=END, dirty=0.0, report=silent)
    settings = Settings(home=home, database_url=None, _env_file=None)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        import_files(
            engine,
            [world],
            profile="canonical",
            timezone=ZoneInfo(settings.timezone),
            currency=settings.currency,
            cancellation_hours=settings.cancellation_hours,
            assume={},
            report=silent,
        )
        engine.dispose()
        with open_warehouse(home / "warehouse.duckdb") as warehouse:
            pull(libpq_url(url), warehouse, silent)
            build(warehouse, _parameters(settings), silent)
            found = warehouse.execute("select * from lost_shares").df()
            demand = warehouse.execute(
                "select sum(sold_units) as sold, sum(demand_units) as estimated,"
                " (select sum(unmet_units) from stockout_demand) as unmet from sku_daily_stats"
            ).df()
    truth = pd.read_csv(world / "truth" / "categories.csv")
    return compare(found, truth), biases(demand, pd.read_parquet(world / "truth" / "daily.parquet"))


def compare(found: pd.DataFrame, truth: pd.DataFrame) -> pd.DataFrame:
    """The true lost share of a SKU's demand without stock is what the same SKU never sold to those customers."""
    true_share = 1 - truth["recaptured_units"] / truth["unmet_units"]
    both = truth[["category"]].assign(true_share=true_share).merge(found, on="category", how="left")
    inside = both["true_share"].between(both["lost_share_low"], both["lost_share_high"])
    return both.assign(is_inside=inside & both["is_identified"].eq(other=True))


def biases(demand: pd.DataFrame, daily: pd.DataFrame) -> dict[str, float]:
    """Relative bias of all demand against the truth: uncorrected, with all unmet demand added, and as estimated."""
    (sums,) = demand.to_dict("records")
    true = float(daily["demand"].sum())
    return {
        "true_units": true,
        "unmet_share": round(float(daily["unmet"].sum()) / true, 4),
        "estimated_unmet_share": round(float(sums["unmet"]) / true, 4),
        "uncorrected": round(float(sums["sold"]) / true - 1, 4),
        "full": round(float(sums["sold"] + sums["unmet"]) / true - 1, 4),
        "estimated": round(float(sums["estimated"]) / true - 1, 4),
    }


def _parameters(settings: Settings) -> Parameters:
    return Parameters(
        as_of=END,
        timezone=settings.timezone,
        country=settings.country,
        history_days=settings.history_days,
        default_lead_time_days=settings.default_lead_time_days,
        default_review_days=settings.default_review_days,
    )


if __name__ == "__main__":
    main()
