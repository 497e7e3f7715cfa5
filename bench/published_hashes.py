"""Publish nights and print one hash per published table, to show that a change of the code leaves every number alone.

    [JAEGO_REALDATA=…] python bench/published_hashes.py [--only SHOP] [--against FILE] [--rows FOLDER] > FILE

Two nights, nine days apart so that forecasts come due, and a policy backtest on a generated shop; two nights on Online
Retail II where JAEGO_REALDATA is set. Exit code 1 with the names of the tables that differ from FILE.
"""

import argparse
import hashlib
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from nights_in_a_row import FILE, load_files, own_shop
from sqlalchemy import Engine, text

import planning  # noqa: F401 - first, since it sets how threads wait
from analytics.publish.tables import TARGETS
from analytics.world.service import generate
from jobs.run_kinds import nightly, policy_backtest
from kit.logging import configure_logging
from kit.progress import silent

SKUS, DAYS, SEED, END = 120, 730, 7, date(2026, 6, 30)
REAL_DATES = (date(2010, 5, 3), date(2010, 5, 12))
DEMO, REAL = "demo", "online-retail-ii"
SURROGATE = {"id", "run_id", "model_version_id", "created_at", "updated_at"}
ROWS = """
    select to_jsonb(published) || jsonb_build_object('product', sku) from {table} as published
    left join raw.products as product on product.id = (to_jsonb(published) ->> 'product_id')::bigint
"""


def demo_tables() -> dict[str, list[str]]:
    """The rows of every table after two nights and a policy backtest of a generated shop."""
    with tempfile.TemporaryDirectory() as folder, own_shop() as (settings, _, engine):
        generate(Path(folder), skus=SKUS, days=DAYS, seed=SEED, end=END, dirty=0.0005, report=silent)
        load_files(engine, settings, [Path(folder)], "canonical", settings.currency)
        for day in (END - timedelta(days=9), END):
            nightly(settings, engine, day, "COMMAND", silent)
        policy_backtest(settings, engine, END, "COMMAND", silent)
        return published(engine)


def real_tables(source: Path) -> dict[str, list[str]]:
    """The rows of every table after two nights of a real shop."""
    with own_shop() as (settings, _, engine):
        load_files(engine, settings, [source / FILE], REAL, "GBP")
        for day in REAL_DATES:
            nightly(settings, engine, day, "COMMAND", silent)
        return published(engine)


def published(engine: Engine) -> dict[str, list[str]]:
    """The rows of every table without surrogate keys, in an order of their own."""
    with engine.connect() as connection:
        return {
            table: sorted(_line(row) for row in connection.scalars(text(ROWS.format(table=table)))) for table in TARGETS
        }


def _line(row: dict[str, object]) -> str:
    return json.dumps({name: value for name, value in row.items() if name not in SURROGATE}, sort_keys=True)


def shops(only: str | None) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """Every shop with its tables, or only one."""
    source = os.environ.get("JAEGO_REALDATA")
    if only != REAL:
        yield DEMO, demo_tables()
    if source and only != DEMO:
        yield REAL, real_tables(Path(source))


def main() -> None:
    """Print the hashes, and compare them."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--against", type=Path, help="hashes that an earlier version printed")
    parser.add_argument("--only", choices=(DEMO, REAL), help="leave out the other shop")
    parser.add_argument("--rows", type=Path, help="also write the hashed rows to this folder")
    arguments = parser.parse_args()
    configure_logging("ERROR", "console")  # the log of a run goes to standard output
    found = {}
    for shop, tables in shops(arguments.only):
        for table, lines in tables.items():
            content = "".join(f"{line}\n" for line in lines)
            found[f"{shop}/{table}"] = f"{len(lines)} {hashlib.sha256(content.encode()).hexdigest()}"
            if arguments.rows:
                (arguments.rows / f"{shop}.{table}.jsonl").write_text(content)
    print(json.dumps(found, indent=1))
    if arguments.against:
        before = json.loads(arguments.against.read_text())
        different = sorted(name for name in before.keys() & found.keys() if before[name] != found[name])
        if different:
            sys.exit(f"Tables that differ from {arguments.against}: {', '.join(different)}.")


if __name__ == "__main__":
    main()
