"""Seconds and peak memory of pull and build on Online Retail II: python bench/marts_speed.py --data FOLDER."""

import argparse
import json
import os
import platform
import resource
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from analytics.extract.service import pull
from analytics.transform.service import Parameters, build
from analytics.warehouse import open_warehouse
from domain.ingestion.service import import_files
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.progress import silent
from kit.settings import Settings

FILE = "online_retail_II.csv.gz"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=os.environ.get("JAEGO_REALDATA"), help=f"folder with {FILE}")
    parser.add_argument("--date", type=date.fromisoformat, default=date(2011, 11, 9))
    parser.add_argument("--append", type=Path, help="file that the result is appended to, one JSON object a line")
    given = parser.parse_args()
    if given.data is None:
        parser.error("name the folder of real data with --data or JAEGO_REALDATA")
    with tempfile.TemporaryDirectory() as folder:
        result = measure(Path(folder), given.data / FILE, given.date)
    line = json.dumps(result)
    print(line)
    if given.append is not None:
        with given.append.open("a") as file:
            file.write(line + "\n")


def measure(home: Path, file: Path, as_of: date) -> dict[str, object]:
    """Import the file, then pull whole, pull again and build, each timed."""
    settings = Settings(home=home, database_url=None)
    with database(settings) as url:
        engine = make_engine(url)
        migrate(engine)
        import_files(
            engine,
            [file],
            profile="online-retail-ii",
            timezone=ZoneInfo(settings.timezone),
            currency="GBP",
            cancellation_hours=settings.cancellation_hours,
            assume={},
            report=silent,
        )
        engine.dispose()
        with open_warehouse(home / "warehouse.duckdb") as warehouse:
            first = pull(libpq_url(url), warehouse, silent)
            second = pull(libpq_url(url), warehouse, silent)
            built = build(warehouse, _parameters(settings, as_of), silent)
    rows = {model.model: model.rows for model in built.models}
    return {
        "bench": "marts_speed",
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.boosted()}, {os.cpu_count()} cores, Python {platform.python_version()}",
        "rows_pulled": first.rows,
        "pull_seconds": round(first.seconds, 2),
        "second_pull_seconds": round(second.seconds, 2),
        "build_seconds": round(built.seconds, 2),
        "skus": rows["sku_features"],
        "demand_rows": rows["demand_daily"],
        "warnings": {f"{warning.model}: {warning.check}": warning.rows for warning in built.warnings},
        "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


def _parameters(settings: Settings, as_of: date) -> Parameters:
    return Parameters(
        as_of=as_of,
        timezone=settings.timezone,
        country=settings.country,
        history_days=settings.history_days,
        default_lead_time_days=settings.default_lead_time_days,
        default_review_days=settings.default_review_days,
    )


if __name__ == "__main__":
    main()
