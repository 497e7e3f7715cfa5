"""How many alerts are right, and how many planted anomalies are found: python bench/anomalies.py --seeds 81 82 83.

Each seed makes a world that is imported and brought into marts. The nights of a year are then run week by week, each
knowing the days up to its date and what the ones before reported, without forecasts: expectations are trailing levels.
With `--data FOLDER` also: what becomes of two famous cancelled orders of Online Retail II.
"""

import argparse
import json
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.anomalies.panel import AnomalyInputs
from analytics.anomalies.service import detect
from analytics.anomalies.settings import AnomalySettings
from analytics.extract.service import pull
from analytics.transform.service import Parameters, build
from analytics.warehouse import open_warehouse
from analytics.world.service import generate
from bench.supply_alerts import supply_counts
from domain.ingestion.service import import_files
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.progress import silent
from kit.settings import Settings
from planning import frames

END = date(2026, 6, 30)
WEEKS = 52
LATE_DAYS = {"SALES_DROP": 6, "RETURN_SURGE": 14}  # a week must pass before it is implausible; returns come later
FILE = "online_retail_II.csv.gz"
BULK_ORDERS = {"541431": date(2011, 1, 18), "581483": date(2011, 12, 9)}
KEY = ["unique_id", "anomaly_type"]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[])
    parser.add_argument("--skus", type=int, default=300)
    parser.add_argument("--data", type=Path, help=f"folder with {FILE}")
    given = parser.parse_args()
    counts = [world_counts(seed, given.skus) for seed in given.seeds]
    if counts:
        total = pd.concat(counts).groupby("type").sum()
        total["precision"] = (total["right"] / total["alerts"]).round(3)
        total["recall"] = (total["found"] / total["planted"]).round(3)
        total["recall_material"] = (total["found_material"] / total["material"]).round(3)
        print(total.to_string())
    if given.data is not None:
        print(json.dumps(bulk_orders(given.data / FILE)))


def world_counts(seed: int, skus: int) -> pd.DataFrame:
    """By type: alerts, right ones, planted anomalies, found ones, and what a second run raises."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        generate(home / "world", skus=skus, days=730, seed=seed, end=END, dirty=0.0005, report=silent)
        files = sorted(path for path in (home / "world").glob("*.csv*"))
        with marts(home, files, "canonical", "KRW", END) as warehouse:
            found, again = a_year(warehouse)
            codes = frames.read(warehouse, "select product_id as unique_id, sku from stg_products")
        truth = pd.read_csv(home / "world" / "truth" / "anomalies.csv", parse_dates=["first_day", "last_day"])
        columns = ["product", "ds", "sold", "from_substitute", "recaptured"]
        daily = pd.read_parquet(home / "world" / "truth" / "daily.parquet", columns=columns)
        found = found.merge(codes, on="unique_id")
        since, until = pd.Timestamp(END - timedelta(weeks=WEEKS)), pd.Timestamp(END)
        supply = supply_counts(found, home / "world", since, until)
    daily["ds"] = pd.to_datetime(daily["ds"])
    counts = pd.concat([counted(found, truth, daily), supply], ignore_index=True).assign(again=again)
    print(json.dumps({"seed": seed, **counts.set_index("type").to_dict("index")}), flush=True)
    return counts


@contextmanager
def marts(home: Path, files: list[Path], profile: str, currency: str, as_of: date) -> Iterator[DuckDBPyConnection]:
    """Import files into a fresh database and build the marts as of a day."""
    settings = Settings(home=home, database_url=None)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        import_files(
            engine,
            files,
            profile=profile,  # type: ignore[arg-type]
            timezone=ZoneInfo(settings.timezone),
            currency=currency,
            cancellation_hours=settings.cancellation_hours,
            assume={},
            report=silent,
        )
        engine.dispose()
        with open_warehouse(home / "warehouse.duckdb") as warehouse:
            pull(libpq_url(url), warehouse, silent)
            build(
                warehouse,
                Parameters(
                    as_of=as_of,
                    timezone=settings.timezone,
                    country=settings.country,
                    history_days=settings.history_days,
                    default_lead_time_days=settings.default_lead_time_days,
                    default_review_days=settings.default_review_days,
                ),
                silent,
            )
            yield warehouse


def a_year(warehouse: DuckDBPyConnection) -> tuple[pd.DataFrame, int]:
    """What a year of weekly nights reports, and how many alerts the last one raises when it is run again."""
    terms = frames.terms(warehouse)
    known = pd.DataFrame(columns=[*KEY, "detected_on"])
    nights: list[pd.DataFrame] = []
    for week in range(WEEKS, -1, -1):
        night = END - timedelta(weeks=week)
        inputs = until(frames.anomaly_inputs(warehouse, terms, night), night)
        found = detect(replace(inputs, known=known), night, AnomalySettings())
        nights.append(found)
        told = [frame[[*KEY, "detected_on"]] for frame in nights if len(frame)]
        known = pd.concat(told, ignore_index=True) if told else known
    again = detect(replace(inputs, known=known), END, AnomalySettings())
    return pd.concat([frame for frame in nights if len(frame)], ignore_index=True), len(again)


def until(inputs: AnomalyInputs, night: date) -> AnomalyInputs:
    """Only the days that the night knows."""
    cut = {
        name: frame[pd.to_datetime(frame["ds"]) <= pd.Timestamp(night)]
        for name, frame in (("demand", inputs.demand), ("returns", inputs.returns), ("stock", inputs.stock))
    }
    return replace(inputs, **cut)


def counted(found: pd.DataFrame, truth: pd.DataFrame, daily: pd.DataFrame) -> pd.DataFrame:
    """By type: alerts, right ones, surges from substitutes among the others, planted and material ones, found ones.

    Alerts on the days of a planted anomaly of their type are right; planted ones that don't show need not be found.
    """
    since = pd.Timestamp(END - timedelta(weeks=WEEKS))
    rows = []
    for kind in ("SALES_SPIKE", "SALES_DROP", "RETURN_SURGE", "PRICE_ANOMALY", "NEGATIVE_STOCK"):
        alerts = found[found["anomaly_type"] == kind].reset_index(drop=True)
        planted = truth[truth["anomaly_type"] == kind].reset_index(names="event")
        pairs = alerts.reset_index(names="alert").merge(planted, left_on="sku", right_on="product")
        late = pd.Timedelta(days=LATE_DAYS.get(kind, 0))
        hits = pairs[pairs["detected_on"].between(pairs["first_day"], pairs["last_day"] + late)]
        due = planted[planted["shows"] & (planted["first_day"] > since)]
        caught = due["event"].isin(hits["event"])
        others = alerts[~alerts.index.isin(hits["alert"])]
        surges = _from_elsewhere(others, daily) if kind == "SALES_SPIKE" else 0
        material = due["is_material"]
        material_caught = (caught & material).sum()
        counts = len(alerts), hits["alert"].nunique(), surges, len(due), caught.sum(), material.sum(), material_caught
        rows.append((kind, *counts))
    names = ["type", "alerts", "right", "surges", "planted", "found", "material", "found_material"]
    return pd.DataFrame(rows, columns=names)


def _from_elsewhere(alerts: pd.DataFrame, daily: pd.DataFrame) -> int:
    """Alerts on days when half of what was sold or more went to customers who had found nothing before or elsewhere."""
    days = alerts.merge(daily, left_on=["sku", "detected_on"], right_on=["product", "ds"])
    return int((days["from_substitute"] + days["recaptured"] >= days["sold"] / 2).sum())


def bulk_orders(file: Path) -> dict[str, object]:
    """Units that are left in demand of each order's SKU on its day, and alerts of its sales around that day."""
    told: dict[str, object] = {}
    with (
        tempfile.TemporaryDirectory() as folder,
        marts(Path(folder), [file], "online-retail-ii", "GBP", BULK_ORDERS["581483"]) as warehouse,
    ):
        for order, day in BULK_ORDERS.items():
            lines = frames.read(
                warehouse,
                "select distinct i.product_id, p.sku, r.ordered_at::date as day, i.quantity from raw_orders as r"
                " join raw_order_items as i on i.order_id = r.id join stg_products as p using (product_id)"
                " where r.order_no = $order",
                order=order,
            )
            inputs = until(frames.anomaly_inputs(warehouse, frames.terms(warehouse), day), day)
            alerts = detect(inputs, day, AnomalySettings())
            sales = alerts["anomaly_type"].isin(["SALES_SPIKE", "SALES_DROP"])
            sku = int(lines["product_id"].iloc[0])
            near = inputs.demand[(inputs.demand["unique_id"] == sku)].sort_values("ds").tail(4)
            told[order] = {
                "sku": lines["sku"].iloc[0],
                "ordered": int(lines["quantity"].sum()),
                "demand_of_last_days": near["y"].tolist(),
                "alerts_of_sales": int((sales & (alerts["unique_id"] == sku)).sum()),
            }
    return told


if __name__ == "__main__":
    main()
