"""The tables of suppliers, products, promotions and advertising."""

import numpy as np
import pyarrow as pa

from analytics.world.calendar import Calendar
from analytics.world.catalog import NEVER, Catalog
from analytics.world.categories import CATEGORIES
from analytics.world.columns import dates, numbered, words
from analytics.world.demand import Demand
from analytics.world.marketing import AD_CHANNELS, KINDS, Ads, Promotions
from analytics.world.parameters import Ints
from analytics.world.suppliers import Suppliers

CURRENCY = "KRW"
PROMOTION_NAMES = ("기획전", "쿠폰전", "타임세일", "시즌오프")


def supplier_table(suppliers: Suppliers) -> pa.Table:
    """`suppliers.csv`; the stated lead time only, not how they really deliver."""
    return pa.table(
        {
            "code": suppliers.code,
            "name": suppliers.name,
            "email": [f"orders@{code.lower()}.example" for code in suppliers.code],
            "currency": [CURRENCY] * len(suppliers),
            "lead_time_days": suppliers.stated_days,
            "order_cycle_days": suppliers.cycle_days,
            "order_weekdays": [";".join(str(day + 1) for day in days) for days in suppliers.weekdays],
            "min_order_value": suppliers.min_order_value,
            "closures": suppliers.periods,
        }
    )


def product_table(calendar: Calendar, catalog: Catalog, suppliers: Suppliers, demand: Demand) -> pa.Table:
    """`products.csv`, as on the last day: SKUs launched by then, with their newest list price."""
    shelf_life = np.array([category.shelf_life_days or 0 for category in CATEGORIES])[catalog.category]
    has_heir = catalog.successor >= 0
    return pa.table(
        {
            "sku": catalog.sku,
            "name": catalog.name,
            "category": words([category.name for category in CATEGORIES], catalog.category),
            "brand": catalog.brand,
            "supplier": words(suppliers.code, catalog.supplier),
            "unit_cost": catalog.cost,
            "list_price": demand.newest_price,
            "currency": [CURRENCY] * len(catalog),
            "moq": catalog.moq,
            "pack_size": catalog.pack,
            "max_order_qty": pa.array(catalog.most, mask=catalog.most == 0),
            "shelf_life_days": pa.array(shelf_life, mask=shelf_life == 0),
            "launched_on": dates(calendar, catalog.launched),
            "discontinued_on": dates(
                calendar, np.where(catalog.ended == NEVER, 0, catalog.ended), catalog.ended < NEVER
            ),
            "replaced_by": words(catalog.sku, np.maximum(catalog.successor, 0), has_heir),
        }
    )


def promotion_codes(index: Ints) -> pa.Array:
    """The codes of promotions."""
    return numbered("PROMO-", index + 1, 4)


def campaign_codes(index: Ints) -> pa.Array:
    """The codes of advertising campaigns."""
    return numbered("AD-", index + 1, 4)


def promotion_tables(calendar: Calendar, catalog: Catalog, promotions: Promotions) -> tuple[pa.Table, pa.Table]:
    """`promotions.csv` and `promotion_products.csv`, with those planned beyond the world's end."""
    names = [f"{category.name} {kind}" for category in CATEGORIES for kind in PROMOTION_NAMES]
    index = np.arange(len(promotions.starts))
    promotion = pa.table(
        {
            "code": promotion_codes(index),
            "name": words(names, promotions.category * len(PROMOTION_NAMES) + promotions.kind),
            "kind": words(KINDS, promotions.kind),
            "starts_on": dates(calendar, promotions.starts),
            "ends_on": dates(calendar, promotions.ends),
            "discount_rate": promotions.rate,
            "announced_on": dates(calendar, promotions.announced),
        }
    )
    pairs = {
        "promotion": promotion_codes(promotions.pair_promotion),
        "product": words(catalog.sku, promotions.pair_sku),
    }
    return promotion, pa.table(pairs)


def ad_tables(calendar: Calendar, catalog: Catalog, ads: Ads) -> tuple[pa.Table, pa.Table]:
    """`ad_campaigns.csv` and `ad_spend_daily.csv`."""
    index = np.arange(len(ads.starts))
    first = dates(calendar, ads.starts)
    names = [f"{channel} {number:03d}" for number, channel in enumerate(np.array(AD_CHANNELS)[ads.channel], 1)]
    campaigns = {
        "code": campaign_codes(index),
        "name": names,
        "channel": words(AD_CHANNELS, ads.channel),
        "starts_on": first,
        "ends_on": dates(calendar, ads.ends),
        "budget": ads.budget,
        "currency": [CURRENCY] * len(index),
    }
    spend = {
        "campaign": campaign_codes(ads.pair_campaign[ads.spend_pair]),
        "product": words(catalog.sku, ads.pair_sku[ads.spend_pair]),
        "spend_date": dates(calendar, ads.spend_day),
        "spend": ads.spend,
        "impressions": ads.impressions,
        "clicks": ads.clicks,
    }
    return pa.table(campaigns), pa.table(spend)
