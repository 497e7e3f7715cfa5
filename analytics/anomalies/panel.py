"""The recent past as matrices, SKU x day, from which every detector reads."""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from analytics.anomalies.settings import AnomalySettings
from analytics.core.arrays import Bools, Dates, Floats, Ints
from analytics.replenishment.inputs import aligned, currency_mixed, dates, floats, require

RETURN_HISTORY_DAYS = 91
LEVEL_HISTORY_DAYS = 56
REVENUE_DAYS = 28
CAMPAIGN_AHEAD_DAYS = 7
SPREAD_HISTORY_DAYS = 182
ODD_PRICE_SHARE = 0.3
TERMS = (
    "price", "list_price", "unit_cost", "currency", "supplier_id", "lead_time_days", "lead_time_mean",
    "discontinued_on",
)  # fmt: skip
DEMAND = ("unique_id", "ds", "y", "sold_units", "is_stockout", "is_promotion", "paid_price", "ad_spend")


@dataclass(frozen=True)
class AnomalyInputs:
    """Frames keyed by `unique_id` (product id, int64); days of the last 150 are enough.

    demand: ds, y (demand units), sold_units, is_stockout (nullable), is_promotion, paid_price (per unit; of days with
        sales), ad_spend; every day of a SKU from its first activity to the last day of the data.
    returns: ds, returned_units. stock: ds, on_hand at the end of the day; both may leave out days without change.
    terms: price, list_price, unit_cost, currency, supplier_id, lead_time_days, lead_time_mean, discontinued_on; every
        SKU once.
    promotions: ds, days of promotions that are announced by the as-of date, also after it.
    deliveries: supplier_id, ordered_on, received_on, days (from order to arrival, without the supplier's closures); the
        first part of each order line that has arrived, and without unique_id.
    past_forecasts: ds, mean, v, c, made before the day; may be empty.
    known: detected_on, anomaly_type of what was reported before; may be empty.
    """

    demand: pd.DataFrame
    returns: pd.DataFrame
    stock: pd.DataFrame
    terms: pd.DataFrame
    promotions: pd.DataFrame
    deliveries: pd.DataFrame
    past_forecasts: pd.DataFrame
    known: pd.DataFrame


@dataclass(frozen=True)
class AnomalyPanel:
    """Matrices are SKU x day and end on the last day of the data; NaN where a SKU was not alive or nothing is known.

    `is_discontinued` holds from a SKU's last day on sale. `turnover` is the mean daily revenue in the SKU's currency
    over the 28 days before each day. `is_evaluated` and `is_reported` say of each day whether its state must be known
    and whether a beginning on it is reported. `is_unusual`: advertised, or sold at a price far from the usual one, so
    that a level says little. `paid_price` is per unit, NaN without sales; `on_hand` the last snapshot,
    `is_snapshot` where there was one; `campaign_days` counts the days with promotion or advertising among the day
    and those `CAMPAIGN_AHEAD_DAYS` after it; `supplier` is -1 where it is not known.
    """

    ids: pd.Index
    days: Dates
    is_evaluated: Bools
    is_reported: Bools
    sold: Floats
    demand: Floats
    is_stockout: Bools
    is_promotion: Bools
    is_advertised: Bools
    is_oddly_priced: Bools
    returned: Floats
    on_hand: Floats
    is_snapshot: Bools
    paid_price: Floats
    campaign_days: Floats
    forecast_mean: Floats
    forecast_variance_ratio: Floats
    forecast_noise_share: Floats
    price: Floats
    unit_cost: Floats
    supplier: Ints
    lead_time: Floats
    is_discontinued: Bools
    turnover: Floats
    deliveries: pd.DataFrame


def panel(inputs: AnomalyInputs, as_of: date, settings: AnomalySettings) -> AnomalyPanel:
    """Lay out what the detectors need of the days up to `as_of`.

    Raises:
        FaultError: a frame lacks a column, or the terms hold a SKU twice.
    """
    require(inputs.demand, "demand", DEMAND)
    require(inputs.deliveries, "deliveries", ["supplier_id", "ordered_on", "received_on", "days"])
    ids = pd.Index(np.sort(inputs.demand["unique_id"].unique()), name="unique_id")
    days = _days(inputs.demand, as_of, settings)
    terms = aligned(inputs.terms, "terms", TERMS, ids)
    place = _Place(ids, days)
    sold = place.matrix(inputs.demand, "demand", "sold_units")
    returned = place.matrix(inputs.returns, "returns", "returned_units")
    price = _first_known(floats(terms["price"]), floats(terms["list_price"]))
    price = np.where(currency_mixed(inputs.terms, ids), np.nan, price)
    measured_else_stated = _first_known(floats(terms["lead_time_mean"]), floats(terms["lead_time_days"]))
    forecasts = inputs.past_forecasts
    snapshots = place.matrix(inputs.stock, "stock", "on_hand")
    is_promotion = np.nan_to_num(place.matrix(inputs.demand, "demand", "is_promotion")) > 0
    paid_price = np.where(sold > 0, place.matrix(inputs.demand, "demand", "paid_price"), np.nan)
    return AnomalyPanel(
        ids=ids,
        days=days,
        is_evaluated=days > np.datetime64(as_of, "D") - settings.evaluated_days,
        is_reported=days > np.datetime64(as_of, "D") - settings.days_back,
        sold=sold,
        demand=place.matrix(inputs.demand, "demand", "y"),
        is_stockout=np.nan_to_num(place.matrix(inputs.demand, "demand", "is_stockout")) > 0,
        is_promotion=is_promotion,
        is_advertised=np.nan_to_num(place.matrix(inputs.demand, "demand", "ad_spend")) > 0,
        is_oddly_priced=_odd(paid_price),
        returned=np.where(np.isnan(sold), np.nan, np.nan_to_num(returned)),
        on_hand=pd.DataFrame(snapshots).ffill(axis=1).to_numpy(),
        is_snapshot=~np.isnan(snapshots),
        paid_price=paid_price,
        campaign_days=_campaign_days(inputs, place, is_promotion),
        forecast_mean=place.matrix(forecasts, "past_forecasts", "mean"),
        forecast_variance_ratio=place.matrix(forecasts, "past_forecasts", "v"),
        forecast_noise_share=place.matrix(forecasts, "past_forecasts", "c"),
        price=price,
        unit_cost=floats(terms["unit_cost"]),
        supplier=terms["supplier_id"].fillna(-1).to_numpy(dtype=np.int64),
        lead_time=np.where(np.isnan(measured_else_stated), settings.default_lead_time_days, measured_else_stated),
        is_discontinued=dates(terms["discontinued_on"])[:, None] <= days[None, :],
        turnover=_turnover(np.nan_to_num(sold) * np.nan_to_num(price)[:, None], terms["currency"]),
        deliveries=inputs.deliveries,
    )


@dataclass(frozen=True)
class _Place:
    ids: pd.Index
    days: Dates

    def matrix(self, frame: pd.DataFrame, name: str, column: str) -> Floats:
        """Spread a column of a long frame; SKUs and days outside the panel are left out."""
        require(frame, name, ["unique_id", "ds", column])
        filled = np.full((len(self.ids), len(self.days)), np.nan)
        if frame.empty or not self.days.size:
            return filled
        offsets = (dates(frame["ds"]) - self.days[0]).astype(np.int64)
        rows = self.ids.get_indexer(pd.Index(frame["unique_id"]))
        inside = (rows >= 0) & (offsets >= 0) & (offsets < len(self.days))
        filled[rows[inside], offsets[inside]] = floats(frame.loc[inside, column])
        return filled


def _campaign_days(inputs: AnomalyInputs, place: _Place, is_promotion: Bools) -> Floats:
    """Days with a promotion (announced ones count) or with spend on advertising (known in hindsight only)."""
    if not place.days.size:
        return np.zeros(is_promotion.shape)
    later = np.arange(place.days[-1] + 1, place.days[-1] + CAMPAIGN_AHEAD_DAYS + 1)
    promotions = inputs.promotions.assign(is_on=1.0)
    ahead = np.nan_to_num(_Place(place.ids, later).matrix(promotions, "promotions", "is_on"))
    has_spend = np.nan_to_num(place.matrix(inputs.demand, "demand", "ad_spend")) > 0
    now = (is_promotion | has_spend).astype(np.float64)
    summed = trailing_sum(np.concatenate([now, ahead], axis=1), CAMPAIGN_AHEAD_DAYS + 1)
    return summed[:, CAMPAIGN_AHEAD_DAYS:]


def _odd(paid_price: Floats) -> Bools:
    """Days with a price far off the mean of the 56 days before."""
    count = trailing_sum((~np.isnan(paid_price)).astype(np.float64), LEVEL_HISTORY_DAYS, lag=1)
    mean = trailing_sum(np.nan_to_num(paid_price), LEVEL_HISTORY_DAYS, lag=1) / np.maximum(count, 1)
    return np.asarray((count > 0) & (np.abs(paid_price - mean) > ODD_PRICE_SHARE * mean))


def _days(demand: pd.DataFrame, as_of: date, settings: AnomalySettings) -> Dates:
    """The days needed for the evaluated ones, up to the last known one (days without data are unknown, not zero)."""
    if demand.empty:
        return np.empty(0, dtype="datetime64[D]")
    last = min(dates(demand["ds"]).max(), np.datetime64(as_of, "D"))
    span = settings.evaluated_days + 2 * settings.window_days + max(RETURN_HISTORY_DAYS, SPREAD_HISTORY_DAYS)
    return np.arange(last - span + 1, last + 1)


def _first_known(first: Floats, second: Floats) -> Floats:
    return np.where(np.isnan(first), second, first)


def _turnover(revenue: Floats, currency: pd.Series) -> Floats:
    """Mean daily revenue of all SKUs of the same currency in the 28 days before each day."""
    codes = pd.factorize(currency)[0]
    per_currency = np.zeros((codes.max(initial=-1) + 2, revenue.shape[1]))
    np.add.at(per_currency, codes, revenue)
    return trailing_sum(per_currency, REVENUE_DAYS, lag=1)[codes] / REVENUE_DAYS


def trailing_sum(values: Floats, days: int, lag: int = 0) -> Floats:
    """Sum of the `days` columns that end `lag` columns before each one; columns before the first count as zero.

    The values must not be negative; neither are the sums, whatever rounding does.
    """
    total = np.concatenate([np.zeros((len(values), 1)), np.cumsum(values, axis=1)], axis=1)
    ends = np.clip(np.arange(1, values.shape[1] + 1) - lag, 0, None)
    return np.asarray(np.maximum(total[:, ends] - total[:, np.clip(ends - days, 0, None)], 0))
