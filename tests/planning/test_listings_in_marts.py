"""Packs, codes that waited, lines that were removed and what is not stocked, from files to the marts."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine

from analytics.extract.service import pull
from analytics.warehouse import open_warehouse
from domain.ingestion.options import Complete, ImportOptions
from domain.ingestion.service import import_files
from kit.postgres import libpq_url
from kit.progress import silent
from tests.factories.warehouse import rows, run

END = date(2026, 6, 30)
DAYS = [END - timedelta(days=back) for back in range(13, -1, -1)]
DEMAND = "select distinct y from demand_daily join stg_products on product_id = unique_id where sku = 'A'"
SALES = """select sku, sold_units, gross_revenue from sku_daily_stats join stg_products using (product_id)
    where stat_date = '2026-06-30' order by sku"""
Load = Callable[..., None]
Marts = Callable[..., list[dict[str, Any]]]


@pytest.fixture
def load(engine: Engine, tmp_path: Path) -> Load:
    """Import files of these lines."""

    def load(complete: frozenset[Complete] = frozenset(), **files: list[str]) -> None:
        paths = [tmp_path / f"{name}.csv" for name in files]
        for path, lines in zip(paths, files.values(), strict=True):
            path.write_text("\n".join(lines) + "\n", "utf-8")
        import_files(
            engine,
            paths,
            profile="canonical",
            timezone=ZoneInfo("Asia/Seoul"),
            currency="KRW",
            cancellation_hours=72,
            options=ImportOptions(complete=complete),
        )

    return load


@pytest.fixture
def marts(engine: Engine, tmp_path: Path) -> Marts:
    """Build the marts of a day and query them."""

    def query(text: str, as_of: date = END) -> list[dict[str, Any]]:
        with open_warehouse(tmp_path / "marts.duckdb") as warehouse:
            pull(libpq_url(engine.url), warehouse, silent)
            run(warehouse, as_of)
            return rows(warehouse, text)

    return query


def open_shop(load: Load, *more: str) -> None:
    """A shop that sells two packs of three and a single a day, and what `more` names."""
    items = [
        f"{day},{product},{units},{price}"
        for day in DAYS
        for product, units, price in (("P3", 2, "10.00"), ("A", 1, "4.00"), *((code, 1, "5.00") for code in more))
    ]
    load(
        products=["sku,is_stocked", "A,yes", "TIP,no"],
        listings=["channel,code,option,sku,units", "mall,P3,,A,3"],
        orders=["order_no,ordered_at,channel", *(f"{day},{day} 12:00:00,mall" for day in DAYS)],
        order_items=["order,product,quantity,unit_price", *items],
    )


def test_a_pack_of_three_sold_twice_and_a_single_are_seven_a_day(load: Load, marts: Marts) -> None:
    open_shop(load)
    assert marts(DEMAND) == [{"y": 7.0}]
    assert marts(SALES) == [{"sku": "A", "sold_units": 7, "gross_revenue": Decimal("24.00")}]


def test_a_code_that_waited_counts_back_to_its_days_once_it_is_matched(load: Load, marts: Marts) -> None:
    open_shop(load, "88-1")
    assert marts(DEMAND) == [{"y": 7.0}]
    assert marts("select rejected_share from sku_trust")[0] == {"rejected_share": 0.0}
    load(listings=["channel,code,option,sku,units", ",88-1,,A,1"])
    assert marts(DEMAND) == [{"y": 8.0}]


def test_what_is_not_stocked_sells_but_is_never_planned(load: Load, marts: Marts) -> None:
    open_shop(load, "TIP")
    assert marts("select distinct sku from demand_daily join stg_products on product_id = unique_id") == [{"sku": "A"}]
    assert marts(SALES)[1] == {"sku": "TIP", "sold_units": 1, "gross_revenue": Decimal("5.00")}
    assert marts("select lifecycle from sku_lifecycles join stg_products using (product_id) where sku = 'TIP'") == [
        {"lifecycle": "NOT_STOCKED"}
    ]


def test_a_removed_line_stops_counting_but_not_in_a_run_of_an_earlier_day(load: Load, marts: Marts) -> None:
    open_shop(load)
    first, complete = DAYS[0], frozenset({"lines"})
    load(complete=complete, order_items=["order,product,quantity,unit_price", f"{first},A,1,4.00"])
    sold = f"select sold_units from sku_daily_stats where stat_date = '{first}'"
    assert marts(sold, DAYS[-2]) == [{"sold_units": 7}]
    assert marts(sold) == [{"sold_units": 1}]
