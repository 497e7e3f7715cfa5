"""Nights of a real shop one after another in one home, so that forecasts come due: Online Retail II over eight months.

    JAEGO_REALDATA=../shared/data python bench/nights_in_a_row.py [--dates 2011-03-01,2011-03-09,…] [--json]

Prints per night: CPU and wall seconds without and with training, load, peak of memory, peak of temporary files, size
of the warehouse, and how many totals were scored. Exit code 1 when a night fails, or takes more than 240 CPU seconds
without training, or more than 2 GB of temporary files.
"""

import argparse
import json
import os
import resource
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path

from sqlalchemy import Engine

import planning  # noqa: F401 - first, since it sets how threads wait
from domain.ingestion.service import import_files
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.progress import silent
from kit.settings import Settings

FILE = "online_retail_II.csv.gz"
DATES = "2011-03-01,2011-03-09,2011-06-15,2011-06-16,2011-11-09"
MAX_CPU_SECONDS = 240
MAX_TEMP_BYTES = 2_000_000_000
POLL_INTERVAL_SECONDS = 0.05


@dataclass(frozen=True)
class NightCost:
    """What one night took; `cpu_seconds` and `wall_seconds` are without the step that trains or loads the model."""

    day: str
    cpu_seconds: float
    wall_seconds: float
    model_cpu_seconds: float
    model_wall_seconds: float
    load: float
    peak_memory_mb: int
    peak_temp_mb: int
    warehouse_mb: int
    is_trained: bool
    scored: int
    overrides_scored: int


class StepClock:
    """CPU and wall seconds of each step, taken where the run reports the start of the next one."""

    def __init__(self) -> None:
        self.marks: list[tuple[float, float]] = []

    def __call__(self, label: str, _done: int, _total: int | None = None, _unit: str = "") -> None:
        if label == "run":
            self.marks.append((cpu(), time.monotonic()))

    def spent(self, names: list[str]) -> dict[str, tuple[float, float]]:
        """Per step, once the run has ended."""
        ends = [*self.marks[1:], (cpu(), time.monotonic())]
        pairs = zip(self.marks, ends, strict=True)
        return {
            name: (after[0] - before[0], after[1] - before[1])
            for name, (before, after) in zip(names, pairs, strict=True)
        }


def cpu() -> float:
    """CPU seconds of this process and of those that it waited for."""
    return sum(os.times()[:4])


def run_night(settings: Settings, url: str, day: date) -> dict[str, object]:
    """Run one night in this process."""
    from jobs.run_kinds import nightly

    engine, clock = make_engine(url), StepClock()
    result = nightly(settings, engine, day, "COMMAND", clock)
    engine.dispose()
    spent = clock.spent([step.name for step in result.steps])
    model_cpu, model_wall = spent.pop("model")
    counts = {step.name: step.counts for step in result.steps}
    return {
        "day": str(day),
        "cpu_seconds": round(sum(seconds for seconds, _ in spent.values()), 1),
        "wall_seconds": round(sum(seconds for _, seconds in spent.values()), 1),
        "model_cpu_seconds": round(model_cpu, 1),
        "model_wall_seconds": round(model_wall, 1),
        "load": round(os.getloadavg()[0], 1),
        "peak_memory_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        "is_trained": bool(counts["model"]["trained"]),
        "scored": counts["score"]["totals"],
        "overrides_scored": counts["score"]["overrides"],
    }


def measured_night(settings: Settings, url: str, day: date) -> NightCost:
    """Run one night in a process of its own and look at the disk meanwhile."""
    warehouse = settings.home / "warehouse.duckdb"
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        night = pool.submit(run_night, settings, url, day)
        peak_temp = _peak_while(night, lambda: _bytes_in(warehouse.with_name(f"{warehouse.name}.tmp")))
        found = night.result()
    return NightCost(**found, peak_temp_mb=peak_temp // 10**6, warehouse_mb=warehouse.stat().st_size // 10**6)  # type: ignore[arg-type]


def _peak_while(future: "Future[dict[str, object]]", size: Callable[[], int]) -> int:
    peak = 0
    while not future.done():
        peak = max(peak, size())
        time.sleep(POLL_INTERVAL_SECONDS)
    return peak


def _bytes_in(folder: Path) -> int:
    """Disk that the files of a folder use; they come and go."""
    total = 0
    for path in folder.glob("*"):
        try:
            total += path.stat().st_blocks * 512
        except FileNotFoundError:
            continue
    return total


@contextmanager
def own_shop(**overrides: object) -> Iterator[tuple[Settings, str, Engine]]:
    """A home and a migrated database of their own, which are removed afterwards."""
    with tempfile.TemporaryDirectory(dir="/tmp" if os.geteuid() == 0 else None) as folder:
        Path(folder).chmod(0o755)
        settings = Settings(home=Path(folder) / "home", database_url=None, **overrides)
        with database(settings) as url:
            engine = make_engine(url)
            migrate(engine)
            yield settings, engine.url.render_as_string(hide_password=False), engine
            engine.dispose()


def load_files(engine: Engine, settings: Settings, files: list[Path], profile: str, currency: str) -> None:
    """Import files as `jaego import` does."""
    import_files(
        engine,
        files,
        profile=profile,
        timezone=settings.zone,
        currency=currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=silent,
    )


def show(night: NightCost) -> None:
    """One line for people."""
    print(
        f"{night.day}  CPU {night.cpu_seconds:6.1f} s  wall {night.wall_seconds:6.1f} s"
        f"  model CPU {night.model_cpu_seconds:6.1f} s{' (trained)' if night.is_trained else '':10}"
        f"  load {night.load:4.1f}  memory {night.peak_memory_mb:5d} MB  temporary {night.peak_temp_mb:5d} MB"
        f"  warehouse {night.warehouse_mb:5d} MB  scored {night.scored:6d}, overrides {night.overrides_scored}",
        flush=True,
    )


def main() -> None:
    """Run the nights and say what they took."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dates", default=DATES)
    parser.add_argument("--json", action="store_true")
    arguments = parser.parse_args()
    source = os.environ.get("JAEGO_REALDATA")
    if not source:
        sys.exit(f"JAEGO_REALDATA is not set; set it to the folder that holds {FILE}.")
    nights = []
    with own_shop() as (settings, url, engine):
        load_files(engine, settings, [Path(source) / FILE], "online-retail-ii", "GBP")
        for text in arguments.dates.split(","):
            nights.append(measured_night(settings, url, date.fromisoformat(text)))
            show(nights[-1])
    if arguments.json:
        print(json.dumps([asdict(night) for night in nights]))
    slow = [night.day for night in nights if night.cpu_seconds > MAX_CPU_SECONDS]
    large = [night.day for night in nights if night.peak_temp_mb * 10**6 > MAX_TEMP_BYTES]
    if slow or large:
        sys.exit(f"Nights over {MAX_CPU_SECONDS} CPU seconds: {slow}; over 2 GB of temporary files: {large}.")


if __name__ == "__main__":
    main()
