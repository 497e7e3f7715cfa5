"""Forecast accuracy on Online Retail II at three origins, 30, 60 and 90 days before its end.

    JAEGO_REALDATA=../shared/data python bench/accuracy.py [--origins 3] [--json FILE]

Imports the file into a database of its own, then does what `jaego backtest` does: every origin sees what was known by
its day, trains, forecasts and explains; outcomes are the units sold after it. Prints the tables and the data's hash.
"""

import argparse
import hashlib
import json
import os
import platform
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path

import planning  # noqa: F401 - first, since it sets how threads wait
from cli.backtest import show
from domain.ingestion.service import import_files
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.progress import silent
from kit.settings import Settings
from planning.backtest import backtest

FILE = "online_retail_II.csv.gz"
END = date(2011, 12, 9)


def main() -> None:
    """Run it in a folder of its own, which is removed afterwards."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--origins", type=int, default=3)
    parser.add_argument("--until", type=date.fromisoformat, default=END)
    parser.add_argument("--json", type=Path, default=None)
    arguments = parser.parse_args()
    source = os.environ.get("JAEGO_REALDATA")
    if not source:
        sys.exit(f"JAEGO_REALDATA is not set; set it to the folder that holds {FILE}.")
    file = Path(source) / FILE
    with tempfile.TemporaryDirectory(dir="/tmp" if os.geteuid() == 0 else None) as folder:
        Path(folder).chmod(0o755)
        # the shop is British: its holidays and its business day count
        settings = Settings(home=Path(folder) / "home", database_url=None, country="GB", timezone="Europe/London")
        with database(settings) as url:
            engine = make_engine(url)
            migrate(engine)
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
            result = backtest(
                settings,
                engine,
                arguments.until,
                origins=arguments.origins,
                horizons=(7, 14, 30),
                report=silent,
            )
            engine.dispose()
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": f"{platform.boosted()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}",
        "file_sha256": hashlib.sha256(file.read_bytes()).hexdigest(),
    }
    show(result)
    print(json.dumps(about))
    if arguments.json:
        arguments.json.write_text(json.dumps(about | result.as_json(), indent=1, default=float))


if __name__ == "__main__":
    main()
