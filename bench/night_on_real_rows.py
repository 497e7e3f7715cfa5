"""The main job on real rows: import Online Retail II, run the night of a date, and compare with what followed.

    JAEGO_REALDATA=../shared/data python bench/night_on_real_rows.py [--date 2011-11-09] [--json]

Prints seconds per step, peak memory, and the WAPE of the totals over the SKUs that sold in the 28 days before: the
published median and mean against every single baseline of StatsForecast on the same demand.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine, text

import planning  # noqa: F401 - first, since it sets how threads wait
from analytics.core.calendar import HORIZONS
from analytics.forecast.baselines import BASELINES, baseline_paths
from domain.ingestion.service import import_files
from jobs.run_kinds import nightly
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.progress import silent
from kit.settings import Settings
from planning import frames
from planning.warehouse import open_home_warehouse

FILE = "online_retail_II.csv.gz"
SOLD = """
    select item.product_id, (orders.ordered_at at time zone :zone)::date as day,
           sum(item.quantity - coalesce(cancelled.units, 0)) as units
    from raw.order_items as item
    join raw.orders as orders on orders.id = item.order_id
    left join (
        select order_item_id, sum(quantity) as units from raw.order_returns where kind = 'CANCELLATION' group by 1
    ) as cancelled on cancelled.order_item_id = item.id
    where (orders.ordered_at at time zone :zone)::date between :since and :until
    group by 1, 2
"""


def evaluate(engine: Engine, settings: Settings, as_of: date) -> pd.DataFrame:
    """WAPE per horizon of what is published and of each baseline, over SKUs that sold in the 28 days up to `as_of`."""
    with engine.connect() as connection:
        window = {
            "zone": settings.timezone,
            "since": as_of - timedelta(days=27),
            "until": as_of + timedelta(days=max(HORIZONS)),
        }
        sold = pd.DataFrame(connection.execute(text(SOLD), window).all(), columns=["product_id", "day", "units"])
        query = "select product_id, horizon_days, mean, p50 from ai.current_prediction_totals"
        totals = pd.DataFrame(connection.execute(text(query)).all(), columns=["product_id", "horizon", "mean", "p50"])
    with open_home_warehouse(settings) as warehouse:
        paths = baseline_paths(frames.shard_panel(warehouse, 0, 1), max(HORIZONS))
    sold["units"] = sold["units"].astype(float)
    before = sold[sold["day"] <= as_of].groupby("product_id")["units"].sum()
    chosen = before[before > 0].index
    rows = []
    for horizon in HORIZONS:
        after = sold[(sold["day"] > as_of) & (sold["day"] <= as_of + timedelta(days=horizon))]
        actual = after.groupby("product_id")["units"].sum().reindex(chosen, fill_value=0.0)
        made = totals[totals["horizon"] == horizon].set_index("product_id")
        rest = paths[paths["step"] <= horizon].groupby("unique_id")[list(BASELINES)].sum()
        forecasts = {"published p50": made["p50"], "published mean": made["mean"], **{n: rest[n] for n in BASELINES}}
        rows.append(
            {
                "horizon": horizon,
                "skus": len(chosen),
                "without forecast": int((~chosen.isin(made.index)).sum()),
                **{n: float(np.abs(f.reindex(chosen) - actual).sum() / actual.sum()) for n, f in forecasts.items()},
            }
        )
    return pd.DataFrame(rows).set_index("horizon")


def main() -> None:
    """Run it in a folder of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--date", type=date.fromisoformat, default=date(2011, 11, 9))
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    source = os.environ.get("JAEGO_REALDATA")
    if not source:
        sys.exit(f"JAEGO_REALDATA is not set; set it to the folder that holds {FILE}.")
    with tempfile.TemporaryDirectory(dir="/tmp" if os.geteuid() == 0 else None) as folder:
        Path(folder).chmod(0o755)
        settings = Settings(home=Path(folder) / "home", database_url=None)
        with database(settings) as url:
            engine = make_engine(url)
            migrate(engine)
            report = measure(settings, engine, Path(source) / FILE, arguments.date)
            engine.dispose()
    if arguments.json:
        print(json.dumps(report))
        return
    for name, value in report.items():
        if name != "wape":
            print(f"{name}: {value}")
    print(pd.DataFrame(report["wape"]).round(4).to_string())


def measure(settings: Settings, engine: Engine, file: Path, day: date) -> dict[str, object]:
    """Import, run the night, evaluate."""
    began = time.monotonic()
    import_files(
        engine,
        [file],
        profile="online-retail-ii",
        timezone=settings.zone,
        currency="GBP",
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=silent,
    )
    imported = time.monotonic()
    result = nightly(settings, engine, day, "COMMAND", silent)
    return {
        "date": str(day),
        "import_seconds": round(imported - began, 1),
        "night_seconds": round(result.seconds, 1),
        "steps": {step.name: round(step.seconds, 1) for step in result.steps},
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
        "wape": evaluate(engine, settings, day).to_dict("index"),
    }


if __name__ == "__main__":
    main()
