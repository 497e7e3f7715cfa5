"""What a manager sets is what the next nightly run uses."""

from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from analytics.world.service import generate
from domain.planning_settings.rules import SettingChange
from domain.planning_settings.service import change_setting
from kit.progress import silent
from tests.factories.callers import caller
from tests.planning.test_nightly import CUT, END, Shop, open_shop

TERMS = """
    select sku, category, supplier, service_level, review_days, quantity, order_up_to
    from ai.current_recommendations inner join raw.products using (sku) order by sku
"""


@pytest.fixture(scope="module")
def shop(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    world: Path = tmp_path_factory.mktemp("world") / "files"
    generate(world, skus=15, days=200, seed=5, end=END, dirty=0.0, report=silent)
    yield from open_shop(module_database_url, tmp_path_factory.mktemp("home"), world)


def keep(shop: Shop, scope: str, target: str | None, **values: str) -> None:
    given = {name: Decimal(value) for name, value in values.items()}
    with Session(shop.engine) as session, session.begin():
        change = SettingChange(scope, target, given)
        change_setting(session, caller(None), change, expected_version=0)


def night(shop: Shop) -> pd.DataFrame:
    assert shop.night(CUT).is_published
    return shop.rows(TERMS).set_index("sku")


def test_a_changed_setting_changes_the_next_recommendation_and_the_narrowest_scope_wins(shop: Shop) -> None:
    before = night(shop)
    product, other = before[before["quantity"] > 0].index[:2]
    supplier = before.loc[other, "supplier"]
    keep(shop, "GLOBAL", None, service_level="0.6")
    keep(shop, "SUPPLIER", supplier, service_level="0.7", review_days="21")
    keep(shop, "PRODUCT", product, service_level="0.999")
    after = night(shop)
    of_supplier = after["supplier"] == supplier
    others = after[~of_supplier].drop(index=product, errors="ignore")
    assert len(others) > 0
    assert others["service_level"].eq(0.6).all()
    assert after[of_supplier].drop(index=product, errors="ignore")["service_level"].eq(0.7).all()
    assert after[of_supplier]["review_days"].eq(21).all()
    assert after.loc[product, "service_level"] == 0.999
    assert before.loc[product, "service_level"] < 0.999
    assert after.loc[product, "order_up_to"] > before.loc[product, "order_up_to"]
    assert after.loc[product, "quantity"] > before.loc[product, "quantity"]
