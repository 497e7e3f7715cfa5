"""No query of the marts may blow up: rows of every operator against the rows of the largest table that the query reads.

    python bench/join_sizes.py [--skus 5000] [--days 730] [--nights 57]

Fills a warehouse with a full ledger of forecasts that came due, overrides, alerts, promotions, purchase orders and a
planner's setting per SKU, builds every model and check, and reads DuckDB's profile of each. Exit code 1, with model,
operator and rows, when an operator yields more than three times the rows of the largest table read or made.
"""

import argparse
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from duckdb import DuckDBPyConnection

from analytics.extract.service import pull
from analytics.transform.checks import run_check
from analytics.transform.models import in_order, load_checks, load_models
from analytics.transform.profile import OutgrownStep, outgrown_steps, start_profiling
from analytics.transform.service import Parameters, load_calendar, materialise, readable_tables
from analytics.warehouse import open_warehouse
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.progress import silent
from kit.settings import Settings

END = date(2026, 6, 30)
SLOW_SECONDS = 1.0
GRID = "from range(1, $skus + 1) as p(sku), range($days) as d(back)"
ROWS = {
    "suppliers": """
        select range as id, 'S' || range as code, 'KRW' as currency, 3 + range % 40 as lead_time_days,
            100000 as min_order_value_minor,
            [ago(60)::varchar || '/' || ago(50)::varchar] as closures
        from range(1, 201)""",
    "products": """
        select range as id, 'SKU-' || range as sku, 'word' || range % 50 || ' thing' || range % 7 as name,
            'category ' || range % 20 as category, 'brand ' || range % 30 as brand, 1 + range % 200 as supplier_id,
            1000 as unit_cost_minor, 2000 as list_price_minor, 'KRW' as currency, 6 as moq, 6 as pack_size,
            if(range % 50 = 0, range + 1, null) as replaced_by_id, true as is_stocked
        from range(1, $skus + 1)""",
    # Two sales in five days of every SKU; the first SKU sells 200 times a day, now and then in bulk.
    "orders": f"""
        select sku * 100000000 + back * 1000 + part as id, id::varchar as order_no, 'KRW' as currency,
            ago(back)::timestamp at time zone 'Asia/Seoul' + interval 9 hour as ordered_at,
            if(hash(id) % 40 = 0, ordered_at + interval 5 hour, null) as cancelled_at
        {GRID}, range(if(sku = 1, 200, 1)) as n(part)
        where sku = 1 or hash(sku, back) % 5 < 2""",
    "order_items": """
        select id, id as order_id, id // 100000000 as product_id, 2000 as unit_price_minor, 0 as discount_amount_minor,
            if(hash(id, 1) % 997 = 0, 200, 1 + hash(id, 2) % 4) as quantity, 1 as units_per_item
        from raw_orders""",
    "order_returns": """
        select id, id as order_item_id, if(id % 3 = 0, 'CANCELLATION', 'RETURN') as kind, 1 as quantity,
            ordered_at + interval 5 day as returned_at
        from raw_orders where hash(id, 3) % 20 = 0""",
    "inventory": f"""
        select sku * 100000 + back as id, sku as product_id, 'MAIN' as warehouse_code, 0 as reserved, 0 as in_transit,
            ago(back)::timestamp at time zone 'Asia/Seoul' + interval 22 hour as snapshot_at,
            if(hash(sku, back // 8) % 8 = 0, 0, 5 + hash(sku, back) % 50) as on_hand
        {GRID}""",
    "payments": """
        select id, id as order_id, 'CARD' as method, 2000 as amount_minor, ordered_at as paid_at
        from raw_orders where hash(id, 5) % 10 = 0""",
    "inventory_movements": f"""
        select sku * 100000 + back as id, sku as product_id, 'MAIN' as warehouse_code, 12 as quantity,
            ago(back)::timestamp at time zone 'Asia/Seoul' + interval 8 hour as moved_at, 'RECEIPT' as reason
        {GRID} where hash(sku, back, 6) % 30 = 0""",
    "promotions": """
        select range as id, 'P' || range as code, 'DISCOUNT' as kind, 0.2 as discount_rate,
            ago($days - range * ($days + 30) // 50) as starts_on, starts_on + 6 as ends_on
        from range(50)""",
    "promotion_products": """
        select row_number() over () as id, campaign.range as promotion_id, sku.range as product_id
        from range(50) as campaign, range(1, $skus + 1) as sku where hash(campaign.range, sku.range) % 10 = 0""",
    "ad_spend_daily": f"""
        select sku * 100000 + back as id, 1 as campaign_id, sku as product_id, ago(back) as spend_date,
            100 as spend_minor, 10 as impressions, 1 as clicks
        {GRID} where hash(sku, back, 4) % 20 = 0""",
    "purchase_orders": """
        select range as id, 'PO-' || range as order_no, 1 + range % 200 as supplier_id,
            if(range % 5 = 0, 'APPROVED', 'COMPLETED') as state, ago(range % $days - 14) as expected_on,
            ago(range % $days)::timestamp at time zone 'UTC' as created_at, created_at as approved_at,
            if(state = 'COMPLETED', created_at + interval 20 day, null) as completed_at
        from range(1, $skus + 1)""",
    "purchase_order_items": """
        select id * 100 + part as id, id as purchase_order_id, 1 + hash(id, part) % $skus as product_id, 24 as quantity
        from raw_purchase_orders, range(10) as n(part)""",
    "purchase_order_receipts": """
        select item.id, item.id as purchase_order_item_id, 12 as quantity,
            orders.created_at + to_days((3 + item.id % 30)::integer) as received_at
        from raw_purchase_order_items as item, raw_purchase_orders as orders
        where orders.id = item.purchase_order_id""",
    "purchase_history": """
        select range as id, 'E' || range as reference, 1 + range % $skus as product_id, 1 + range % 200 as supplier_id,
            ago(range % $days) as ordered_on, ordered_on + 9 as due_on, 10 as quantity,
            10 as received_quantity, ago(range % $days - 3 - range % 25) as received_on
        from range($skus * 4)""",
    # What 57 nights published and none of them scored: the most that a night can find due.
    "forecast_ledger": """
        select sku.range as product_id, horizon_days, ago(night.range) as origin_date, 'LIGHTGBM' as model,
            'SMOOTH' as demand_class, 10.0 as mean, 4.0 as p10, 9.0 as p50, 20.0 as p90
        from range(1, $skus + 1) as sku, range($nights) as night, (values (7), (14), (30)) as h(horizon_days)""",
    "day_forecasts": """
        select sku.range as product_id, ago(night.range) as origin_date,
            ago(night.range - step.range) as target_date, 2.0 as mean, 1.5 as v, 0.1 as c
        from range(1, $skus + 1) as sku, range($nights) as night, range(1, 4) as step""",
    "override_forecasts": """
        select sku.range * 10 + kind.range as override_id, sku.range as product_id, 'EVENT' as reason,
            ago(70 + night.range) as origin_date, ago(60 + 5 * kind.range) as starts_on,
            starts_on + 30 as ends_on, 12.0 as units_with, 8.0 as units_without
        from range(1, $skus + 1) as sku, range(3) as kind, range($nights // 4) as night""",
    "planning_settings": """
        select range as id, 'PRODUCT' as scope, range as product_id, null as category, null as supplier_id,
            0.9 as service_level, 7 as review_days from range(1, $skus + 1)
        union all by name
        select $skus + 1 + range as id, 'CATEGORY' as scope, 'category ' || range as category, 0.9 as service_level
        from range(20)
        union all by name
        select $skus + 100 + range as id, 'SUPPLIER' as scope, range as supplier_id, 9 as review_days from range(1, 201)
        union all by name
        select $skus + 1000 as id, 'GLOBAL' as scope, 0.2 as holding_cost_rate""",
    "anomaly_detections": """
        select range as id, 1 + range % $skus as product_id, ago(range % 60) as detected_on,
            'SALES_SPIKE' as anomaly_type, if(range % 2 = 0, 'USEFUL', null) as feedback from range($skus * 4)""",
    "demand_decisions": """
        select range as id, 1 + range as product_id, 'STOCKOUT' as layer,
            if(range % 2 = 0, 'REFUSED', 'ACCEPTED') as decision from range($skus // 5)""",
    "rejected_rows": "select 'SKU-' || range as sku, 3 as rejected_rows from range(1, $skus // 10 + 1)",
}


def fill(warehouse: DuckDBPyConnection, skus: int, days: int, nights: int) -> None:
    """Put a shop's rows into the raw tables of a warehouse."""
    given = {"skus": skus, "days": days, "nights": nights}
    warehouse.execute(f"create or replace temp macro ago(days) as date '{END}' - days::integer")
    for table, query in ROWS.items():
        parameters = {name: value for name, value in given.items() if f"${name}" in query}
        warehouse.execute(f"insert into raw_{table} by name {query}", parameters)


def examine(warehouse: DuckDBPyConnection) -> Iterator[tuple[str, float, list[OutgrownStep]]]:
    """Build every model and run every check; name, seconds, and what it blew up."""
    parameters = Parameters(
        as_of=END,
        timezone="Asia/Seoul",
        country="KR",
        history_days=1100,
        default_lead_time_days=14,
        default_review_days=7,
    )
    load_calendar(warehouse, parameters)
    start_profiling(warehouse)
    for model in in_order(load_models(), readable_tables(warehouse)):
        began = time.process_time()
        rows = materialise(warehouse, model, parameters)
        found = outgrown_steps(warehouse, model.name, rows)
        for check in model.contract.checks:
            run_check(warehouse, model.name, check, model.contract)
            found += outgrown_steps(warehouse, f"{model.name}, check '{check.name}'", rows)
        yield model.name, time.process_time() - began, found
    for statement, check in load_checks():
        began = time.process_time()
        run_check(warehouse, statement.name, check, parameters=parameters.bindings(statement.parameters))
        yield statement.name, time.process_time() - began, outgrown_steps(warehouse, statement.name, 0)


def main() -> None:
    """Build the warehouse and look at every query."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--skus", type=int, default=5_000)
    parser.add_argument("--days", type=int, default=730)
    parser.add_argument("--nights", type=int, default=57)
    given = parser.parse_args()
    blown: list[OutgrownStep] = []
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder), database_url=None)
        with open_warehouse(Path(folder) / "warehouse.duckdb") as warehouse:
            with database(settings) as url:
                engine = make_engine(url)
                migrate(engine)
                pull(libpq_url(url), warehouse, silent)
                engine.dispose()
            fill(warehouse, given.skus, given.days, given.nights)
            for name, seconds, found in examine(warehouse):
                blown += found
                if seconds > SLOW_SECONDS or found:
                    print(f"{name}: {seconds:.1f} CPU seconds", *found, sep="\n  ")
    if blown:
        sys.exit(f"{len(blown)} operators yield more than three times the rows of the largest table.")
    print("No operator yields more than three times the rows of the largest table.")


if __name__ == "__main__":
    main()
