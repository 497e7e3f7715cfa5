"""Rows a second and peak memory of importing Online Retail II, twice: python bench/import_speed.py --data FOLDER.

Memory is that of this process and the database server together (proportional set size, so that shared buffers count
once), sampled four times a second. The work is stopped after --limit seconds; the database is a fresh one and removed.
"""

import argparse
import json
import os
import platform
import signal
import tempfile
import threading
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from domain.ingestion.service import import_files
from domain.ingestion.summary import ImportSummary
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.progress import silent
from kit.settings import Settings

FILE = "online_retail_II.csv.gz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("JAEGO_REALDATA"), help=f"folder with {FILE}")
    parser.add_argument("--limit", type=int, default=300, help="seconds after which the measurement is given up")
    parser.add_argument("--append", type=Path, help="file that the result is appended to, one JSON object a line")
    given = parser.parse_args()
    if given.data is None:
        parser.error("name the folder of real data with --data or JAEGO_REALDATA")
    signal.signal(signal.SIGALRM, _give_up)
    signal.alarm(given.limit)
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), Path(given.data) / FILE)
    line = json.dumps(result)
    print(line)
    if given.append is not None:
        with given.append.open("a") as file:
            file.write(line + "\n")


def measure(home: Path, file: Path) -> dict[str, object]:
    """Import the file into a fresh database, then once more."""
    settings = Settings(home=home, database_url=None)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        peak = PeakMemory(int((home / "pg" / "postmaster.pid").read_text().split()[0]))
        first, second = _load(engine, settings, file), _load(engine, settings, file)
        peak_mb = peak.stop()
        engine.dispose()
    return {
        "bench": "import_speed",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.boosted()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[1], 1),
        "rows": first.total("rows_in"),
        "loaded": first.total("loaded"),
        "duplicates": first.total("duplicates"),
        "by_reason": first.by_reason,
        "seconds": round(first.seconds, 1),
        "rows_a_second": round(first.total("rows_in") / first.seconds),
        "again_loaded": second.total("loaded"),
        "again_seconds": round(second.seconds, 1),
        "peak_mb": peak_mb,
    }


def _load(engine: Engine, settings: Settings, file: Path) -> ImportSummary:
    return import_files(
        engine,
        [file],
        profile="online-retail-ii",
        timezone=ZoneInfo(settings.timezone),
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
        assume={},
        report=silent,
    )


class PeakMemory:
    """The most memory that this process and the server used together, in megabytes."""

    def __init__(self, server: int) -> None:
        self._server, self._peak_kb, self._done = server, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def stop(self) -> int:
        """Stop watching, and return the peak."""
        self._done.set()
        self._thread.join()
        return self._peak_kb // 1024

    def _watch(self) -> None:
        while not self._done.wait(0.25):
            self._peak_kb = max(self._peak_kb, sum(_proportional_kb(pid) for pid in self._processes()))

    def _processes(self) -> list[int]:
        backends = [
            int(path.parent.name) for path in Path("/proc").glob("[0-9]*/stat") if _parent(path) == self._server
        ]
        return [os.getpid(), self._server, *backends]


def _parent(stat: Path) -> int | None:
    try:
        return int(stat.read_text().rpartition(")")[2].split()[1])
    except OSError:  # the process has ended
        return None


def _proportional_kb(pid: int) -> int:
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # the process has ended
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("Pss:")), 0)


def _give_up(*_: object) -> None:
    raise TimeoutError("the measurement took longer than --limit")


if __name__ == "__main__":
    main()
