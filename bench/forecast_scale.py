"""Seconds and memory of import, marts, training and forecasting as SKUs and days grow: python bench/forecast_scale.py.

    python bench/forecast_scale.py --skus 20000 --days 730 [--seed 1] [--backtest] [--append FILE]

Makes a world with a row for each SKU and day with sales (three days in ten), imports it into a fresh database, and runs
the night of its last day with training; `--backtest` adds a backtest of one origin. Memory is the peak of this process
and the processes that it started, CPU seconds are this process's, both without the database server and sampled four
times a second; steps as the night records them. The folder that it works in is removed afterwards.
"""

import argparse
import json
import os
import platform
import tempfile
import threading
import time
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
from sqlalchemy import Engine

import planning  # noqa: F401 - first, since it sets how threads wait
from domain.ingestion.service import import_files
from jobs.run_kinds import nightly
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.progress import silent
from kit.settings import Settings
from planning.backtest import backtest

END = date(2025, 12, 31)
BLOCK_SKUS = 1_000
LINES_AN_ORDER = 20
CATEGORIES, BRANDS, WORDS = 24, 120, 400
WEEKDAY = np.array([1.2, 1.0, 0.9, 0.9, 1.1, 1.3, 0.6])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skus", type=int, default=1_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--backtest", action="store_true", help="also measure a backtest of one origin")
    parser.add_argument("--append", type=Path, help="file that the result is appended to, one JSON object a line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(dir="/tmp" if os.geteuid() == 0 else None) as folder:
        Path(folder).chmod(0o755)
        result = measure(Path(folder), given.skus, given.days, given.seed, with_backtest=given.backtest)
    line = json.dumps(result)
    print(line)
    if given.append is not None:
        with given.append.open("a") as file:
            file.write(line + "\n")


def measure(folder: Path, skus: int, days: int, seed: int, *, with_backtest: bool) -> dict[str, object]:
    """Generate, import, run the night and perhaps a backtest, each timed with its peak of memory."""
    lines = write_world(folder / "files", skus, days, seed)
    settings = Settings(home=folder / "home", database_url=None)
    found: dict[str, object] = {
        "bench": "forecast_scale",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.boosted()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[0], 1),
        "skus": skus,
        "days": days,
        "seed": seed,
        "order_lines": lines,
    }
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        memory = Memory()
        began = time.monotonic()
        load(engine, settings, folder / "files")
        found["import"] = memory.between(began, time.monotonic())
        began = time.monotonic()
        for step in nightly(settings, engine, END, "COMMAND", silent).steps:
            found[step.name] = memory.between(began, began + step.seconds)
            began += step.seconds
        if with_backtest:
            began = time.monotonic()
            result = backtest(settings, engine, END, origins=1, horizons=(7, 14, 30), report=silent)
            found["backtest"] = memory.between(began, time.monotonic()) | {"origins": result.origins}
        memory.stop()
        engine.dispose()
    return found | {"load_after": round(os.getloadavg()[0], 1)}


def load(engine: Engine, settings: Settings, folder: Path) -> None:
    """Import the files."""
    import_files(
        engine,
        [folder],
        profile="canonical",
        timezone=settings.zone,
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=silent,
    )


def write_world(folder: Path, skus: int, days: int, seed: int) -> int:
    """Write products, orders and order lines; returns the number of lines.

    Demand is negative binomial around a level, a weekday, a season and a trend of the SKU; levels are log-normal, so
    that about three SKU-days in ten have a sale.
    """
    folder.mkdir(parents=True)
    rng = np.random.default_rng(seed)
    number = np.arange(skus)
    words = rng.integers(0, WORDS, (skus, 2))
    products = pd.DataFrame(
        {
            "sku": [f"S{sku:06d}" for sku in number],
            "name": [f"word{first} word{second}" for first, second in words],
            "category": [f"category {label}" for label in rng.integers(0, CATEGORIES, skus)],
            "brand": [f"brand {label}" for label in rng.integers(0, BRANDS, skus)],
            "unit_cost": rng.integers(1, 50, skus) * 100,
        }
    )
    products.to_parquet(folder / "products.parquet")
    start = pd.Timestamp(END) - pd.Timedelta(days=days - 1)
    day = np.arange(days)
    blocks = []
    for first in range(0, skus, BLOCK_SKUS):
        count = min(BLOCK_SKUS, skus - first)
        level = np.exp(rng.normal(-1.4, 1.5, count))[:, None]
        season = 1 + 0.4 * np.sin(2 * np.pi * (day / 365.25 + rng.random((count, 1))))
        mean = level * season * WEEKDAY[day % 7] * np.exp(rng.normal(0, 0.15, (count, 1)) * day / 365)
        units = rng.negative_binomial(1.5, 1.5 / (1.5 + mean))
        row, column = np.nonzero(units)
        blocks.append(pd.DataFrame({"sku": row + first, "day": column, "quantity": units[row, column]}))
    sold = pd.concat(blocks, ignore_index=True).sort_values(["day", "sku"], kind="stable", ignore_index=True)
    place = sold.groupby("day").cumcount()
    order = sold["day"].astype(str) + "-" + (place // LINES_AN_ORDER).astype(str)
    lines = pd.DataFrame(
        {
            "order": order,
            "line_no": place % LINES_AN_ORDER + 1,
            "product": products["sku"].to_numpy()[sold["sku"]],
            "quantity": sold["quantity"],
            "unit_price": (products["unit_cost"] * 2).to_numpy()[sold["sku"]],
        }
    )
    lines.to_parquet(folder / "order_items.parquet")
    opened = ~order.duplicated()
    times = (start + pd.to_timedelta(sold["day"][opened], unit="D")).dt.strftime("%Y-%m-%dT12:00:00")
    pd.DataFrame({"order_no": order[opened], "ordered_at": times}).to_parquet(folder / "orders.parquet")
    return len(lines)


class Memory:
    """What this process and its children held at which time, and what it had worked by then; without the server."""

    def __init__(self) -> None:
        self._samples: list[tuple[float, int, float]] = []
        self._done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def between(self, began: float, ended: float) -> dict[str, object]:
        """Seconds, CPU seconds and the peak between two times."""
        inside = [(kilobytes, cpu) for at, kilobytes, cpu in self._samples if began <= at <= ended]
        held, worked = zip(*inside, strict=True) if inside else ((0,), (0.0,))
        return {
            "seconds": round(ended - began, 1),
            "cpu_seconds": round(worked[-1] - worked[0], 1),
            "peak_mb": max(held) // 1024,
        }

    def stop(self) -> None:
        """Stop watching."""
        self._done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            held = sum(map(_resident_kb, [os.getpid(), *_children()]))
            self._samples.append((time.monotonic(), held, time.process_time()))


def _children() -> list[int]:
    found = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    return [int(pid) for pid in found if "postgres" not in _name(int(pid))]


def _name(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/comm").read_text()
    except OSError:  # the process has ended
        return ""


def _resident_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:  # the process has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmRSS:")), 0)


if __name__ == "__main__":
    main()
