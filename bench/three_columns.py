"""Lines a second and peak memory of importing three columns (date, SKU, quantity): python bench/three_columns.py.

The file has --lines lines (1,000,000: 2,000 SKUs on 500 days). It is imported as `jaego import` does, into a fresh
database, and once more without effect. CPU seconds count this process and the server. See bench/import_speed.py.
"""

import argparse
import json
import os
import platform
import resource
import tempfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import Engine

from bench.import_speed import PeakMemory
from domain.ingestion.service import import_files
from domain.ingestion.summary import ImportSummary
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.settings import Settings

SKUS = 2_000
FIRST_DAY = date(2025, 1, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--lines", type=int, default=1_000_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        print(json.dumps(measure(Path(folder), given.lines)))


def measure(home: Path, lines: int) -> dict[str, object]:
    """Write the file and import it into a fresh database, then once more."""
    file = home / "sales.csv"
    _write(file, lines)
    settings = Settings(home=home / "home", database_url=None)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        server = int((settings.home / "pg" / "postmaster.pid").read_text().split()[0])
        peak, before = PeakMemory(server), _cpu_seconds(server)
        first = _load(engine, settings, file)
        spent = _cpu_seconds(server) - before
        second = _load(engine, settings, file)
        peak_mb, own_mb = peak.stop(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        engine.dispose()
    return {
        "bench": "three_columns",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "load": round(os.getloadavg()[1], 1),
        "lines": lines,
        "loaded": {file.table: file.loaded for file in first.files},
        "seconds": round(first.seconds, 1),
        "lines_a_second": round(lines / first.seconds),
        "cpu_seconds": round(spent, 1),
        "lines_a_cpu_second": round(lines / spent),
        "again_loaded": second.total("loaded"),
        "again_seconds": round(second.seconds, 1),
        "peak_mb": peak_mb,
        "peak_mb_of_the_command": own_mb,
    }


def _write(file: Path, lines: int) -> None:
    with file.open("w", encoding="utf-8") as text:
        text.write("date,sku,quantity\n")
        for number in range(lines):
            day, sku = divmod(number, SKUS)
            text.write(f"{FIRST_DAY + timedelta(days=day)},SKU-{sku:05d},{number % 7 + 1}\n")


def _cpu_seconds(server: int) -> float:
    """CPU seconds of this process, and of the server with its ended and running backends."""
    own = resource.getrusage(resource.RUSAGE_SELF)
    ticks = 0
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            number, _, rest = stat.read_text().partition(" (")
        except OSError:  # the process has ended
            continue
        fields = rest.rpartition(")")[2].split()
        if server in {int(number), int(fields[1])}:
            ticks += sum(map(int, fields[11:15] if int(number) == server else fields[11:13]))
    return own.ru_utime + own.ru_stime + ticks / os.sysconf("SC_CLK_TCK")


def _load(engine: Engine, settings: Settings, file: Path) -> ImportSummary:
    return import_files(
        engine,
        [file],
        timezone=ZoneInfo(settings.timezone),
        currency=settings.currency,
        cancellation_hours=settings.cancellation_hours,
    )


if __name__ == "__main__":
    main()
