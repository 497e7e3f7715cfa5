"""Alerts of supply and stock beside what truly happened in a planted world.

Slipping suppliers are planted. The rest comes about by itself and is read from `truth/daily.parquet`:

- `LEAD_TIME_SLIP` counts where at least three deliveries of the slipped orders have come. An alert on a SKU of the
  supplier is right from the first such arrival until four weeks after the last. It is material if it adds two days.
- `CAMPAIGN_WITHOUT_STOCK`: promotion or advertising of a SKU on days of which customers found nothing. An alert is
  right from a week before until the last such day. It is material if at least 24 units of demand were not met.
- `STOCKOUT`: the first evening without stock of a SKU that truly sells a unit a week or more. All are material.
- `OVERSTOCK`: on hand more than what sells in the supplier's true lead time and 90 days in 95 of 100 cases, at the true
  mean of the four weeks before and the SKU's true dispersion. One begins where this had not been so for four weeks; it
  is material if the excess is worth 2 % of a day's revenue at unit cost, for a week on end.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

SLIP_ADDS, MIN_ADDED_DAYS, MIN_DELIVERIES, SLIP_WINDOW = 0.9, 2.0, 3, pd.Timedelta(days=28)
MAX_PACK = 24
AHEAD = pd.Timedelta(days=7)
WEEK_DAYS, FOUR_WEEKS, COVER_DAYS, DEAR_SHARE, ENOUGH_FOR_MOST = 7, 28, 90, 0.02, 1.645
NAMES = ("type", "alerts", "right", "surges", "planted", "found", "material", "found_material")


@dataclass(frozen=True)
class Events:
    """What happened, by `subject` (SKU or supplier); alerts from `first` to `last` are right.

    `is_event`: it counts as one that should be found; of these `is_material` ones matter to a buyer.
    """

    kind: str
    frame: pd.DataFrame
    subject: str = "sku"


def supply_counts(found: pd.DataFrame, world: Path, since: pd.Timestamp, until: pd.Timestamp) -> pd.DataFrame:
    """By type, as for planted anomalies of sales.

    Args:
        found: sku, detected_on, anomaly_type of every alert.
        world: a generated world.
        since, until: events that begin after `since` should have been found by `until`.
    """
    products = pd.read_csv(world / "products.csv").drop_duplicates("sku").set_index("sku")
    days = _Days.read(world, products)
    supplier = found["sku"].map(products["supplier"])
    alerts = found.assign(supplier=supplier, detected_on=pd.to_datetime(found["detected_on"]))
    kinds = (_slips(world, until), _short_campaigns(world, days), _stockouts(days), _overstocks(days))
    return pd.DataFrame([_count(alerts, events, since) for events in kinds], columns=list(NAMES))


def _count(alerts: pd.DataFrame, events: Events, since: pd.Timestamp) -> tuple[object, ...]:
    told = alerts[alerts["anomaly_type"] == events.kind].reset_index(names="alert")
    happened = events.frame.reset_index(names="event")
    pairs = told.merge(happened, on=events.subject)
    hits = pairs[pairs["detected_on"].between(pairs["first"], pairs["last"])]
    due = happened[(happened["first"] > since) & happened["is_event"]]
    caught, material = due["event"].isin(hits["event"]), due["is_material"]
    counts = (len(told), hits["alert"].nunique(), 0, len(due), caught.sum(), material.sum(), (caught & material).sum())
    return (events.kind, *counts)


@dataclass(frozen=True)
class _Days:
    """The truth as tables, day x SKU; NaN where a SKU was not sold. `rate` is the true mean of the 28 days before."""

    on_hand: pd.DataFrame
    unmet: pd.DataFrame
    rate: pd.DataFrame
    lead: pd.Series
    dispersion: pd.Series
    cost: pd.Series
    revenue: pd.Series

    @classmethod
    def read(cls, world: Path, products: pd.DataFrame) -> "_Days":
        columns = ["product", "ds", "expected", "sold", "unmet", "on_hand"]
        daily = pd.read_parquet(world / "truth" / "daily.parquet", columns=columns)
        daily["ds"], daily["product"] = pd.to_datetime(daily["ds"]), daily["product"].astype(str)
        wide = {name: daily.pivot_table(index="ds", columns="product", values=name) for name in columns[2:]}
        skus = wide["on_hand"].columns
        sold = (wide["sold"] * products["list_price"].reindex(skus)).sum(axis=1)
        planted = pd.read_csv(world / "truth" / "supplier_lead_times.csv").set_index("supplier")
        lead = products["supplier"].map(planted["mean_days"].fillna(planted["stated_days"])).reindex(skus)
        return cls(
            on_hand=wide["on_hand"],
            unmet=wide["unmet"],
            rate=wide["expected"].rolling(FOUR_WEEKS, min_periods=FOUR_WEEKS).mean().shift(1),
            lead=lead,
            dispersion=pd.read_csv(world / "truth" / "products.csv").set_index("product")["dispersion"].reindex(skus),
            cost=products["unit_cost"].reindex(skus),
            revenue=sold.rolling(FOUR_WEEKS).mean().shift(1),
        )


def _slips(world: Path, until: pd.Timestamp) -> Events:
    planted = pd.read_csv(world / "truth" / "anomalies.csv").query("anomaly_type == 'LEAD_TIME_SLIP'")
    lines = pd.read_csv(world / "truth" / "supplier_deliveries.csv")
    lead = pd.read_csv(world / "truth" / "supplier_lead_times.csv").set_index("supplier")
    rows = []
    for slip in planted.itertuples():
        inside = (lines["supplier"] == slip.supplier) & lines["ordered_on"].between(slip.first_day, slip.last_day)
        came = lines[inside & (lines["arrives_on"] <= str(until.date()))].drop_duplicates(["ordered_on", "arrives_on"])
        arrivals = pd.to_datetime(came["arrives_on"])
        added = SLIP_ADDS * lead.loc[slip.supplier, "stated_days"] * lead.loc[slip.supplier, "bias"]
        is_event = len(came) >= MIN_DELIVERIES
        is_material = added >= MIN_ADDED_DAYS
        rows.append((slip.supplier, arrivals.min(), arrivals.max() + SLIP_WINDOW, is_event, is_material))
    return Events("LEAD_TIME_SLIP", _frame("supplier", rows), "supplier")


def _short_campaigns(world: Path, days: _Days) -> Events:
    """Each campaign of a SKU, days that touch counting as one; it is one that went short if demand was not met."""
    is_on = _campaign_days(world, days)
    rows = []
    for sku in is_on.columns[is_on.any()]:
        for first, last in _spells(is_on[sku].to_numpy()):
            unmet = days.unmet[sku].iloc[first : last + 1].fillna(0)
            short = unmet.index[unmet > 0]
            begins = is_on.index[first]
            end = short.max() if len(short) else begins
            rows.append((sku, begins - AHEAD, end, len(short) > 0, unmet.sum() >= MAX_PACK))
    frame = _frame("sku", rows)
    return Events("CAMPAIGN_WITHOUT_STOCK", frame[frame["is_event"]].reset_index(drop=True))


def _campaign_days(world: Path, days: _Days) -> pd.DataFrame:
    promotions = pd.read_csv(world / "promotions.csv").merge(
        pd.read_csv(world / "promotion_products.csv"), left_on="code", right_on="promotion"
    )
    is_on = pd.DataFrame(False, index=days.unmet.index, columns=days.unmet.columns)
    for row in promotions.itertuples():
        if row.product in is_on.columns:
            is_on.loc[row.starts_on : row.ends_on, row.product] = True
    spend = pd.read_csv(world / "ad_spend_daily.csv.gz")
    for sku, dates in spend.groupby("product")["spend_date"]:
        if sku in is_on.columns:
            is_on.loc[is_on.index.isin(pd.to_datetime(dates, errors="coerce")), sku] = True
    return is_on & days.unmet.notna()


def _stockouts(days: _Days) -> Events:
    is_out = (days.on_hand <= 0) & (days.rate * WEEK_DAYS >= 1)
    begins = is_out & (days.on_hand.shift(1) > 0)
    rows = [(sku, day, day, True, True) for sku in begins.columns for day in begins.index[begins[sku]]]
    return Events("STOCKOUT", _frame("sku", rows))


def _overstocks(days: _Days) -> Events:
    mean = days.rate * (days.lead + COVER_DAYS)
    need = mean + ENOUGH_FOR_MOST * np.sqrt(mean + mean * days.rate / days.dispersion)
    excess = days.on_hand - need
    is_dear = (excess * days.cost).ge(DEAR_SHARE * days.revenue, axis=0)
    rows = []
    for sku in need.columns:
        quiet_until = -1
        for first, last in _spells((excess[sku] > 0).to_numpy()):
            is_event = first > quiet_until and last - first + 1 >= WEEK_DAYS
            is_material = bool(is_dear[sku].iloc[first : first + WEEK_DAYS].all())
            rows.append((sku, need.index[first], need.index[last], is_event, is_event and is_material))
            quiet_until = last + FOUR_WEEKS
    return Events("OVERSTOCK", _frame("sku", rows))


def _spells(holds: np.ndarray) -> list[tuple[int, int]]:
    """First and last index of each run of days on which something holds."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], holds.astype(bool), [False]]).astype(int)))
    return [(int(first), int(end) - 1) for first, end in edges.reshape(-1, 2)]


def _frame(subject: str, rows: list[tuple[object, ...]]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[subject, "first", "last", "is_event", "is_material"])
    return frame.astype({"first": "datetime64[ns]", "last": "datetime64[ns]", "is_event": bool, "is_material": bool})
