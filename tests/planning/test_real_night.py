"""The main job on real rows: Online Retail II, as of 2011-11-09."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from analytics.forecast.baselines import BASELINES
from bench.night_on_real_rows import FILE, evaluate, measure
from kit.database import make_engine
from kit.settings import Settings

AS_OF = date(2011, 11, 9)
pytestmark = [pytest.mark.real, pytest.mark.timeout(1800)]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def engine(module_database_url: URL, realdata: Path, home: Path) -> Iterator[Engine]:
    engine = make_engine(module_database_url)
    measure(Settings(home=home, database_url=None), engine, realdata / FILE, AS_OF)
    yield engine
    engine.dispose()


def scalar(engine: Engine, query: str) -> object:
    with engine.connect() as connection:
        return connection.scalar(text(query))


def test_every_sku_that_sold_in_the_28_days_before_has_a_forecast_better_than_every_baseline(
    engine: Engine, home: Path
) -> None:
    wape = evaluate(engine, Settings(home=home, database_url=None), AS_OF)
    assert wape["skus"].iloc[0] > 2_500
    assert wape["without forecast"].tolist() == [0, 0, 0]
    best = wape[list(BASELINES)].min(axis=1)
    assert (wape["published p50"] < best).all(), wape.T.to_string()
    assert wape.loc[14, "published p50"] < 0.93 * best.loc[14]
    assert wape.loc[14, "published mean"] < best.loc[14]


def test_the_cancelled_bulk_orders_leave_no_trace_in_demand(engine: Engine) -> None:
    """Order 541431 of 2011-01-18, 74,215 units; 581483 lies after the date and is not known."""
    days = "select coalesce(max(demand_units), 0) from mart.sku_daily_stats as day join raw.products as product"
    bulk = f"{days} on product.id = day.product_id where product.sku = '23166' and stat_date = '2011-01-18'"
    assert scalar(engine, bulk) == 0
    assert scalar(engine, "select cancelled_units from mart.sku_daily_stats where ordered_units = 74215") == 74_215
    assert scalar(engine, "select max(stat_date) from mart.sku_daily_stats") == AS_OF


def test_postage_and_the_like_are_no_skus(engine: Engine) -> None:
    codes = "'POST', 'DOT', 'M', 'D', 'C2', 'BANK CHARGES', 'AMAZONFEE', 'CRUK', 'PADS'"
    assert scalar(engine, f"select count(*) from raw.products where sku in ({codes})") == 0
    assert scalar(engine, f"select count(*) from mart.current_sku_overview where sku in ({codes})") == 0


def test_write_offs_are_movements_and_no_sales(engine: Engine) -> None:
    assert int(str(scalar(engine, "select count(*) from raw.inventory_movements where reason = 'WRITE_OFF'"))) > 3_000
    assert scalar(engine, "select count(*) from raw.order_items where unit_price = 0") == 0


def test_stock_that_nobody_delivered_is_unknown_and_said_to_be(engine: Engine) -> None:
    risks = "select string_agg(distinct stockout_risk, ',') from mart.current_sku_overview where forecast_14 {} 0.05"
    assert scalar(engine, risks.format(">=")) == "UNKNOWN"
    assert scalar(engine, risks.format("<")) == "LOW"  # where nothing is expected to sell, nothing is at risk
    unsaid = "select count(*) from ai.current_recommendations where not assumptions @> '[\"STOCK_UNKNOWN\"]'"
    assert scalar(engine, unsaid) == 0
