"""A shop lives through eight weeks: nights 1, 2, 8, 15, 31 and 57, with forecasts coming due and people at work.

    python bench/eight_weeks.py [--skus 5000] [--days 730] [--people 40]

A planted world of `jaego generate`, or Online Retail II where JAEGO_REALDATA is set (it has no suppliers, so that no
orders are made there). After each night people order what it recommends, approve, receive half of what is open,
override forecasts and rate alerts. Prints per night CPU seconds without training, peaks of memory and of disk
(temporary files, warehouse, PostgreSQL), and their ratio to the second night, the first one that trains nothing.
Exit code 1 when a night fails, scores nothing that is due, or takes more than 1.5 times the second one in any of them.
"""

import argparse
import os
import sys
import tempfile
from datetime import date, timedelta
from pathlib import Path

from nights_in_a_row import FILE, NightCost, load_files, measured_night, own_shop, show
from people_at_work import People
from sqlalchemy import Engine, text

from analytics.world.service import generate
from kit.progress import silent

NIGHTS = (1, 2, 8, 15, 31, 57)
MAX_RATIO = 1.5
WORLD_END, REAL_END = date(2026, 6, 30), date(2011, 11, 9)


def live(skus: int, days: int, people: int) -> list[tuple[NightCost, int]]:
    """The nights' costs, and the size of PostgreSQL after each in MB."""
    source = os.environ.get("JAEGO_REALDATA")
    end = REAL_END if source else WORLD_END
    found = []
    with tempfile.TemporaryDirectory() as folder, own_shop() as (settings, url, engine):
        if source:
            load_files(engine, settings, [Path(source) / FILE], "online-retail-ii", "GBP")
        else:
            world = Path(folder) / "world"
            generate(world, skus=skus, days=days, seed=1, end=end, dirty=0.0, report=silent)
            load_files(engine, settings, [world], "canonical", settings.currency)
        at_work = People(engine, settings.currency, settings.zone)
        for number in NIGHTS:
            day = end - timedelta(days=NIGHTS[-1] - number)
            found.append((measured_night(settings, url, day), _database_mb(engine)))
            show(found[-1][0])
            print(f"  PostgreSQL {found[-1][1]} MB; people: {at_work.work(day, people)}", flush=True)
    return found


def _database_mb(engine: Engine) -> int:
    with engine.connect() as connection:
        return int(connection.scalar(text("select pg_database_size(current_database())")) or 0) // 10**6


def breaches(nights: list[tuple[NightCost, int]]) -> list[str]:
    """What is out of bounds, one sentence each; the ratios are printed."""
    base, base_mb = next((night, size) for night, size in nights if not night.is_trained)
    found = []
    for night, size in nights:
        ratios = {
            "CPU seconds": night.cpu_seconds / base.cpu_seconds,
            "memory": night.peak_memory_mb / base.peak_memory_mb,
            "disk": (night.peak_temp_mb + night.warehouse_mb + size)
            / (base.peak_temp_mb + base.warehouse_mb + base_mb),
        }
        print(night.day, *(f"{name} x {ratio:.2f}" for name, ratio in ratios.items()), sep="  ")
        found += [f"{night.day}: {name} x {ratio:.2f}." for name, ratio in ratios.items() if ratio > MAX_RATIO]
    found += [f"{night.day}: nothing was scored." for night, _ in nights[2:] if night.scored == 0]
    return found


def main() -> None:
    """Live through the eight weeks and judge them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skus", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument(
        "--people", type=int, default=40, help="orders, overrides and ratings after each night, at most"
    )
    given = parser.parse_args()
    found = breaches(live(given.skus, given.days, given.people))
    if found:
        sys.exit("\n".join(found))
    print(f"Every night is within {MAX_RATIO} times the first one without training.")


if __name__ == "__main__":
    main()
