"""The features of a random shop equal those of an independent, slow calculation in pandas from the raw rows."""

from collections.abc import Iterator
from datetime import date
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from scipy.stats import nbinom

from tests.factories.history import ZONE, Frames, make_history, warehouse_of
from tests.factories.warehouse import rows, run

START, AS_OF = date(2021, 11, 1), date(2023, 4, 12)
TODAY = pd.Timestamp(AS_OF)
SKUS = 14


def business_day(moment: "pd.Series[pd.Timestamp]") -> "pd.Series[pd.Timestamp]":
    return pd.Series(moment.dt.tz_convert(ZONE).dt.tz_localize(None).dt.normalize())


def net_lines(tables: Frames) -> pd.DataFrame:
    """Order lines known by the date, with what is left of them."""
    lines = tables["order_items"].merge(tables["orders"].rename(columns={"id": "order_id"}), on="order_id")
    lines["ds"] = business_day(lines.ordered_at)
    reversals = tables["order_returns"].assign(ds=business_day(tables["order_returns"].returned_at))
    gone = (
        reversals[(reversals.kind == "CANCELLATION") & (reversals.ds <= TODAY)].groupby("order_item_id").quantity.sum()
    )
    lines["left"] = (lines.quantity - lines.id.map(gone).fillna(0)).clip(lower=0)
    lines.loc[business_day(lines.cancelled_at) <= TODAY, "left"] = 0
    lines["gross"] = lines.left * lines.unit_price_minor / 100
    lines["discount"] = (lines.discount_amount_minor / 100 * lines.left / lines.quantity).round(2)
    return lines[lines.ds <= TODAY]


def returned(tables: Frames, lines: pd.DataFrame) -> pd.DataFrame:
    found = tables["order_returns"].assign(ds=business_day(tables["order_returns"].returned_at))
    found = found[(found.kind == "RETURN") & (found.ds <= TODAY)]
    known = lines[["id", "product_id", "quantity", "unit_price_minor", "discount_amount_minor"]]
    found = found.merge(known.rename(columns={"id": "order_item_id", "quantity": "ordered"}), on="order_item_id")
    paid = (found.unit_price_minor - found.discount_amount_minor / found.ordered) / 100
    return found.assign(refund=(paid * found.quantity).round(2))


class Oracle:
    """Everything of one shop, day by day; what its shares and uplifts are is calculated elsewhere and given."""

    def __init__(self, tables: Frames, lost: dict[str, float], uplift: dict[int, float]) -> None:
        self.lost, self.uplift = lost, uplift
        self.tables, self.lines = tables, net_lines(tables)
        self.products = tables["products"].set_index("id")
        self.category = self.products.category.fillna("")
        sold = self.lines.groupby(["product_id", "ds"]).left.sum()
        self.until, self.since = self.lines.ds.max(), self.lines.ds.min()
        self.days = pd.date_range(self.since, self.until)
        self.sold = sold.reset_index().pivot_table(index="product_id", columns="ds", values="left", fill_value=0)
        self.sold = self.sold.reindex(index=self.products.index, columns=self.days, fill_value=0)
        self.usual = self.sold - self._outliers()
        self.stock = self._stock()
        self.promoted = self._promoted()
        self.born = self._born()
        self.first = {sku: max(born, self.since) for sku, born in self.born.items()}
        self.out = self.stock.le(0) & self.stock.notna()
        for sku, born in self.born.items():
            self.out.loc[sku, self.days < born] = False
        self.factors = self._weekday_factors()
        self.demand = pd.DataFrame({sku: self._demand(sku) for sku in self.products.index}).T

    def _outliers(self) -> pd.DataFrame:
        """Units of orders beyond the second largest of the year before, where five times that is exceeded."""
        found = self.sold * 0
        orders = self.lines[self.lines.left > 0]
        for sku, own in orders.groupby("product_id"):
            for day, units in zip(own.ds, own.left, strict=True):
                age = (day - own.ds).dt.days
                before = own.left[(age >= 1) & (age <= 364)].sort_values()
                if len(before) >= 20 and units > 5 * max(before.mean(), before.iloc[-2]):
                    found.loc[sku, day] += (units - before.iloc[-2]) * (
                        units > 28 * before.sum() / age[before.index].max()
                    )
        return found

    def _stock(self) -> pd.DataFrame:
        snapshots = self.tables["inventory"].assign(ds=business_day(self.tables["inventory"].snapshot_at))
        return snapshots.pivot_table(index="product_id", columns="ds", values="on_hand").reindex(
            index=self.products.index, columns=self.days
        )

    def _promoted(self) -> set[tuple[int, pd.Timestamp]]:
        found = set()
        for promotion in self.tables["promotions"].itertuples():
            starts = pd.Timestamp(promotion.starts_on)
            announced = promotion.announced_on
            if (starts - pd.Timedelta(days=30) if announced is None else pd.Timestamp(announced)) <= TODAY:
                members = self.tables["promotion_products"].query("promotion_id == @promotion.id").product_id
                found |= {(sku, day) for sku in members for day in pd.date_range(starts, promotion.ends_on)}
        return found

    def _born(self) -> dict[int, pd.Timestamp]:
        born = {}
        for sku, product in self.products.iterrows():
            sales = self.lines.loc[self.lines.product_id == sku, "ds"].min()
            on_shelf = self.stock.loc[sku][self.stock.loc[sku] > 0].index.min()
            launch = pd.Timestamp(product.launched_on) if product.launched_on else on_shelf
            known = [day for day in (sales, launch) if not pd.isna(day) and day <= TODAY]
            if known:
                born[sku] = min(known)
        return born

    def in_stock(self, sku: int) -> "list[pd.Timestamp]":
        known = self.stock.loc[sku].dropna()
        before = known.shift(1, fill_value=1)
        return [day for day in known.index if known[day] > 0 and before[day] > 0 and day >= self.born[sku]]

    def _weekday_factors(self) -> dict[tuple[str, int], float]:
        seen: dict[tuple[str, int], list[float]] = {}
        for sku in self.born:
            for day in self.in_stock(sku):
                seen.setdefault((self.category[sku], day.isoweekday()), []).append(self.usual.loc[sku, day])
        factors = {}
        for category in set(self.category):
            everything = [units for (name, _), found in seen.items() if name == category for units in found]
            rate = sum(everything) / len(everything) if everything else 0
            for weekday in range(1, 8):
                found = seen.get((category, weekday))
                if rate and found:
                    factors[category, weekday] = round((sum(found) + 100 * rate) / ((len(found) + 100) * rate), 4)
        return factors

    def _demand(self, sku: int) -> "pd.Series[float]":
        demand = self.usual.loc[sku].astype(float)
        if sku not in self.born:
            return demand
        clean = [day for day in self.in_stock(sku) if (sku, day) not in self.promoted]
        for day in self.days[self.out.loc[sku]]:
            past = [earlier for earlier in clean if earlier < day]
            recent = past[-28:]
            if len(recent) >= 14 and (day - recent[-1]).days <= 182:
                demand[day] += self.lost.get(self.category[sku], 0.0) * self._unmet(sku, day, past, recent)
        return demand

    def _unmet(self, sku: int, day: pd.Timestamp, past: "list[pd.Timestamp]", recent: "list[pd.Timestamp]") -> float:
        """E[D - sold | D >= sold] by summing far into the tail."""
        sales = self.usual.loc[sku, recent].to_numpy(dtype=float)
        lift = self.uplift.get(sku, 1.0) if (sku, day) in self.promoted else 1.0
        mean, sold = self._rate(sku, past, recent) * self._factor(sku, day) * lift, self.usual.loc[sku, day]
        if sold == 0 or mean <= 0:
            return mean
        excess = max(sales.var() / sales.mean() - 1, 1e-4) if sales.sum() else 1e-4
        size = min(mean / excess, 1e4)
        chances = nbinom.pmf(np.arange(sold, sold + 2000), size, size / (size + mean))
        return float((np.arange(2000) * chances).sum() / chances.sum())

    def _factor(self, sku: int, day: pd.Timestamp) -> float:
        return self.factors[self.category[sku], day.isoweekday()]

    def _rate(self, sku: int, past: "list[pd.Timestamp]", recent: "list[pd.Timestamp]") -> float:
        overall = sum(self.usual.loc[sku, past]) / sum(self._factor(sku, day) for day in past)
        return float(
            (sum(self.usual.loc[sku, recent]) + 7 * overall) / (sum(self._factor(sku, day) for day in recent) + 7)
        )

    def take_over(self, demand: "list[dict[str, object]]") -> None:
        """Keep the own demand aside and go on with the rounded one, so that what follows can be compared exactly."""
        self.reckoned = self.demand
        self.demand = self.demand.copy()
        for row in demand:
            self.demand.loc[row["unique_id"], pd.Timestamp(str(row["ds"]))] = row["y"]

    def series(self, sku: int) -> "pd.Series[float]":
        """Demand from the first known day on."""
        return self.demand.loc[sku, self.first[sku] :]


@pytest.fixture(scope="module")
def world(schema: list[str]) -> Iterator[SimpleNamespace]:
    tables = make_history(5, START, 540, SKUS)
    with warehouse_of(schema, tables) as warehouse:
        run(warehouse, AS_OF)
        shares = rows(warehouse, "select category, lost_share from lost_shares where is_identified")
        uplifts = rows(warehouse, "select product_id, uplift from promotion_effects")
        oracle = Oracle(
            tables,
            {str(row["category"]): float(str(row["lost_share"])) for row in shares},
            {int(str(row["product_id"])): float(str(row["uplift"])) for row in uplifts},
        )
        demand = rows(warehouse, "select unique_id, ds, y from demand_daily order by unique_id, ds")
        oracle.take_over(demand)
        yield SimpleNamespace(
            oracle=oracle,
            features={row["product_id"]: row for row in rows(warehouse, "select * from sku_features")},
            demand=demand,
        )


def close(found: object, expected: float) -> bool:
    if pd.isna(expected):
        return found is None
    return found is not None and abs(float(str(found)) - expected) <= 2e-6 + 1e-9 * abs(expected)


def wrong(world: SimpleNamespace, column: str, expected: dict[int, float]) -> dict[int, tuple[object, float]]:
    """SKUs whose feature differs, with both values."""
    found = {sku: row[column] for sku, row in world.features.items()}
    return {sku: (found[sku], value) for sku, value in expected.items() if not close(found[sku], value)}


def test_the_same_skus(world: SimpleNamespace) -> None:
    assert set(world.features) == set(world.oracle.born)


def test_demand_is_corrected_alike(world: SimpleNamespace) -> None:
    oracle = world.oracle
    expected = [
        (sku, day.date(), units)
        for sku in sorted(oracle.born)
        for day, units in oracle.reckoned.loc[sku, oracle.first[sku] :].items()
    ]
    found = [(row["unique_id"], row["ds"], row["y"]) for row in world.demand]
    assert [row[:2] for row in found] == [row[:2] for row in expected]
    np.testing.assert_allclose([row[2] for row in found], [row[2] for row in expected], atol=2e-3)
    assert (oracle.reckoned > oracle.sold).sum().sum() > 50
    assert (oracle.usual < oracle.sold).sum().sum() > 1
    assert max(oracle.lost.values()) > 0


def test_levels_trend_volatility_and_zero_days(world: SimpleNamespace) -> None:
    tails = {sku: world.oracle.series(sku) for sku in world.features}
    recent = {sku: series.tail(91) for sku, series in tails.items()}
    checks = {
        "level_28": {sku: series.tail(28).mean() for sku, series in tails.items()},
        "level_91": {sku: series.mean() for sku, series in recent.items()},
        "zero_share_91": {sku: (series == 0).mean() for sku, series in recent.items()},
        "trend_ratio": {sku: s.tail(28).mean() / s.mean() if s.sum() else np.nan for sku, s in recent.items()},
        "volatility_91": {sku: s.std(ddof=1) / s.mean() if s.sum() else np.nan for sku, s in recent.items()},
    }
    assert {name: bad for name, values in checks.items() if (bad := wrong(world, name, values))} == {}


def test_intermittency(world: SimpleNamespace) -> None:
    years = {sku: world.oracle.series(sku).tail(364) for sku in world.features}
    sizes = {sku: series[series > 0] for sku, series in years.items()}
    adi = {sku: len(years[sku]) / len(size) if len(size) else np.nan for sku, size in sizes.items()}
    cv2 = {sku: (s.std(ddof=1) / s.mean()) ** 2 if len(s) > 1 else np.nan for sku, s in sizes.items()}
    assert wrong(world, "adi", adi) == {}
    assert wrong(world, "cv2", cv2) == {}


def test_last_year_and_season(world: SimpleNamespace) -> None:
    oracle = world.oracle
    ahead = pd.date_range(oracle.until + pd.Timedelta(days=1), periods=28) - pd.Timedelta(days=364)
    known = {sku: oracle.series(sku).reindex(ahead) for sku in world.features}
    assert wrong(world, "same_window_last_year", {s: v.mean(skipna=False) for s, v in known.items()}) == {}
    year = oracle.days[-364:]
    seasons = {}
    for sku in world.features:
        peers = [peer for peer in oracle.born if oracle.category[peer] == oracle.category[sku]]
        seasons[sku] = oracle.demand.loc[peers, ahead].sum().mean() / oracle.demand.loc[peers, year].sum().mean()
    assert wrong(world, "season_index", seasons) == {}


def test_weekday_strength(world: SimpleNamespace) -> None:
    expected = {}
    for sku in world.features:
        recent = world.oracle.series(sku).tail(182)
        means = recent.groupby(recent.index.dayofweek).mean()
        usable = len(recent) >= 28 and recent.sum() > 0
        expected[sku] = means.std(ddof=0) / means.mean() if usable else np.nan
    assert wrong(world, "weekday_strength", expected) == {}


def test_prices_and_discounts(world: SimpleNamespace) -> None:
    lines = world.oracle.lines
    recent = lines[lines.ds > world.oracle.until - pd.Timedelta(days=28)]
    daily = lines[lines.left > 0].groupby(["product_id", "ds"])[["gross", "discount", "left"]].sum()
    paid = ((daily.gross - daily.discount) / daily.left).round(6)
    expected: dict[str, dict[int, float]] = {"paid_price": {}, "price_change": {}, "discount_rate_28": {}}
    for sku in world.features:
        own = paid.xs(sku) if sku in paid.index.get_level_values(0) else pd.Series(dtype=float)
        window = own[own.index > world.oracle.until - pd.Timedelta(days=28)]
        mine = recent[recent.product_id == sku]
        expected["paid_price"][sku] = own.iloc[-1] if len(own) else np.nan
        expected["price_change"][sku] = own.iloc[-1] / window.median() - 1 if len(window) else np.nan
        expected["discount_rate_28"][sku] = mine.discount.sum() / mine.gross.sum() if mine.gross.sum() else np.nan
    assert {name: bad for name, values in expected.items() if (bad := wrong(world, name, values))} == {}


@pytest.mark.parametrize("days", [28, 91])
def test_return_rates(world: SimpleNamespace, days: int) -> None:
    oracle = world.oracle

    def units(frame: pd.DataFrame, column: str, window: int) -> "pd.Series[float]":
        recent = frame[frame.ds > oracle.until - pd.Timedelta(days=window)]
        return recent.groupby("product_id")[column].sum().reindex(list(world.features), fill_value=0)

    back = returned(oracle.tables, oracle.lines)
    category = oracle.category[list(world.features)]
    prior = (
        units(back, "quantity", 91).groupby(category).sum() / units(oracle.lines, "left", 91).groupby(category).sum()
    )
    share = category.map(prior)
    rate = (units(back, "quantity", days) + 20 * share) / (units(oracle.lines, "left", days) + 20)
    assert wrong(world, f"return_rate_{days}", rate.clip(upper=1).to_dict()) == {}


def test_stock_and_advertising(world: SimpleNamespace) -> None:
    oracle, skus = world.oracle, list(world.features)
    spend = oracle.tables["ad_spend_daily"].assign(ds=lambda frame: pd.to_datetime(frame.spend_date))
    for days in (7, 28):
        window = spend[(spend.ds <= TODAY) & (spend.ds > TODAY - pd.Timedelta(days=days))]
        total = window.groupby("product_id").spend_minor.sum().reindex(skus, fill_value=0) / 100
        assert wrong(world, f"ad_spend_{days}", total.to_dict()) == {}
    out = {sku: float(oracle.out.loc[sku, oracle.days[-91] :].sum()) for sku in skus}
    assert wrong(world, "stockout_days_91", out) == {}
    assert sum(out.values()) > 0
    mean = oracle.stock.loc[skus, oracle.days[-28] :].clip(lower=0).mean(axis=1)
    turnover = oracle.sold.loc[skus, oracle.days[-28] :].sum(axis=1) / mean.where(mean > 0) * 365 / 28
    assert wrong(world, "inventory_turnover", turnover.to_dict()) == {}


def test_classes(world: SimpleNamespace) -> None:
    oracle = world.oracle
    lines, back = oracle.lines, returned(oracle.tables, oracle.lines)
    year = oracle.until - pd.Timedelta(days=365)
    sales = lines[lines.ds > year].groupby("product_id")[["gross", "discount"]].sum()
    refunds = back[back.ds > year].groupby("product_id").refund.sum()
    revenue = (sales.gross - sales.discount).reindex(list(world.features), fill_value=0)
    revenue = revenue.sub(refunds, fill_value=0).clip(lower=0).sort_values(ascending=False)
    before = (revenue.cumsum() - revenue) / revenue.sum()
    abc = {
        sku: "C" if revenue[sku] == 0 else "A" if share < 0.8 else "B" if share < 0.95 else "C"
        for sku, share in before.items()
    }
    assert {sku: row["abc"] for sku, row in world.features.items()} == abc
    assert {sku: row["xyz"] for sku, row in world.features.items()} == {
        s: xyz(oracle.series(s)) for s in world.features
    }
    assert {sku: row["demand_class"] for sku, row in world.features.items()} == {
        sku: demand_class(oracle, sku) for sku in world.features
    }


def xyz(series: "pd.Series[float]") -> str:
    blocks = [
        series.iloc[len(series) - 7 * (n + 1) : len(series) - 7 * n].sum() for n in range(min(26, len(series) // 7))
    ]
    if len(blocks) < 4 or not sum(blocks):
        return "Z"
    variation = np.std(blocks, ddof=1) / np.mean(blocks)
    return "X" if variation <= 0.5 else "Y" if variation <= 1 else "Z"


def demand_class(oracle: Oracle, sku: int) -> str:
    sold = oracle.sold.loc[sku]
    sales_days, age = int((sold > 0).sum()), (TODAY - oracle.born[sku]).days + 1
    idle = (TODAY - sold[sold > 0].index.max()).days if sales_days else age
    if idle >= 182:
        return "DORMANT"
    if age < 28 or sales_days < 2:
        return "NEW"
    series = oracle.series(sku).tail(364)
    size = series[series > 0]
    frequent, even = len(series) / len(size) < 1.32, not (size.std(ddof=1) / size.mean()) ** 2 >= 0.49
    return {(True, True): "SMOOTH", (True, False): "ERRATIC", (False, True): "INTERMITTENT", (False, False): "LUMPY"}[
        frequent, even
    ]
