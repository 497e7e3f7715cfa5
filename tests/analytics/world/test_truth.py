"""What is planted is in the data, and in the truth."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.analytics.world.conftest import Files

FLOWS = ("demand", "sold", "lost", "unmet", "to_substitute", "from_substitute", "delayed", "recaptured")


def test_sales_never_exceed_the_stock_but_where_overselling_is_planted(year: Files) -> None:
    daily, planted = year.daily().sort_values(["product", "ds"]), year.truth("anomalies")
    before = daily.groupby("product")["on_hand"].shift(fill_value=0)
    available = (before + daily["received"] + daily["restocked"] + daily["opened"]).clip(lower=0)
    above = daily[daily["sold"] > available]
    windows = planted[planted["anomaly_type"] == "NEGATIVE_STOCK"]
    inside = above.merge(windows, on="product")
    inside = inside[inside["ds"].between(pd.to_datetime(inside["first_day"]), pd.to_datetime(inside["last_day"]))]
    assert len(inside) == len(above)
    assert (daily["on_hand"] < 0).any()
    assert (year.table("inventory")["on_hand"].astype(int) < 0).sum() == (daily["on_hand"] < 0).sum()


def test_units_are_lost_only_where_stock_ran_out(year: Files) -> None:
    daily = year.daily()
    lost = daily[daily["lost"] > 0]
    assert len(lost) > 0
    assert lost["is_stockout"].all()
    assert (daily["is_stockout"] == (daily["on_hand"] <= 0)).all()
    assert (daily.loc[daily["unmet"] > 0, "on_hand"] <= 0).all()


def test_all_demand_is_sold_lost_or_still_waiting(year: Files) -> None:
    total = year.daily()[list(FLOWS)].sum()
    waiting = total["demand"] - total["sold"] - total["lost"]
    assert waiting == year.manifest()["facts"]["waiting_units"] > 0
    assert total["to_substitute"] == total["from_substitute"] > 0
    assert 0 < total["recaptured"] < total["delayed"] < total["unmet"]


def test_the_share_that_waits_is_the_planted_share(year: Files) -> None:
    categories = year.truth("categories")
    willing = (categories["unmet_units"] - categories["to_substitute_units"]) * categories["recapture_later"]
    error = (categories["delayed_units"] - willing) / np.sqrt(willing * (1 - categories["recapture_later"]))
    assert (error.abs() < 4).all()


def test_the_files_sell_what_the_truth_sells(year: Files) -> None:
    orders, items = year.table("orders"), year.table("order_items")
    held = items.merge(orders[orders["status"] != "CANCELLED"], left_on="order", right_on="order_no")
    sold = held["quantity"].astype(int).groupby(held["product"]).sum()
    truth = year.daily().groupby("product")["sold"].sum()
    pd.testing.assert_series_equal(sold, truth[truth > 0], check_names=False, check_dtype=False)


def test_weekday_profiles_are_recovered_from_the_data(year: Files) -> None:
    daily, planted = year.daily(), year.truth("categories").set_index("category")
    daily["category"] = daily["product"].map(year.table("products").set_index("sku")["category"])
    daily["weekday"] = daily["ds"].dt.weekday
    week = daily.groupby([daily["product"], daily["ds"].dt.to_period("W")])["expected"]
    whole = daily[week.transform("size") == 7].assign(factor=daily["expected"] / week.transform("mean"))
    found = whole.pivot_table(index="category", columns="weekday", values="factor", aggfunc="median")
    profile = planted.loc[found.index, [f"weekday_{day}" for day in range(1, 8)]].to_numpy()
    assert np.abs(found.to_numpy() - profile).max() < 0.02
    drawn = daily.pivot_table(index="category", columns="weekday", values="demand", aggfunc="mean").loc["문구"]
    assert 0.6 < drawn[[5, 6]].mean() / drawn[[0, 1]].mean() < 0.85


def test_demand_scatters_around_what_was_expected_as_planted(year: Files) -> None:
    daily = year.daily()
    dispersion = daily["product"].map(year.truth("products").set_index("product")["dispersion"])
    # Poisson with a gamma of mean 1 and shape k: variance m + m**2 / k.
    daily["variance"] = daily["expected"] + daily["expected"] ** 2 / dispersion
    by_month = daily.groupby(daily["ds"].dt.to_period("M"))[["expected", "demand", "variance"]].sum()
    z = (by_month["demand"] - by_month["expected"]) / np.sqrt(by_month["variance"])
    assert (z.abs() < 4).all()
    assert 0.3 < z.std() < 2


def test_stationery_peaks_when_schools_begin(year: Files) -> None:
    category = year.table("products").set_index("sku")["category"]
    daily = year.daily()
    stationery = daily[daily["product"].map(category) == "문구"].groupby("ds")["demand"].sum()
    assert stationery["2026-02-20":"2026-03-10"].mean() > 1.5 * stationery["2025-11-01":"2025-11-30"].mean()


def test_promotions_sell_more_and_are_charged_less(year: Files) -> None:
    items = year.table("order_items")
    assert 0.02 < (items["discount_amount"].astype(int) > 0).mean() < 0.4
    effects = year.truth("promotion_effects")
    assert effects["uplift"].between(1.15, 6.0).all()
    promotions = year.table("promotions").set_index("code")
    assert (
        effects.groupby(effects["promotion"].map(promotions["discount_rate"]))["uplift"].mean().is_monotonic_increasing
    )


def test_planted_anomalies_show_in_the_units(year: Files) -> None:
    daily, planted = year.daily().set_index(["product", "ds"]).sort_index(), year.truth("anomalies")
    assert set(planted["anomaly_type"]) >= {"SALES_SPIKE", "SALES_DROP", "RETURN_SURGE", "NEGATIVE_STOCK"}
    ratio: dict[str, list[float]] = {"SALES_SPIKE": [], "SALES_DROP": []}
    for row in planted[planted["anomaly_type"].isin(ratio)].itertuples():
        first, last = pd.Timestamp(row.first_day), pd.Timestamp(row.last_day)
        usual = (
            daily.loc[row.product].loc[first - pd.Timedelta(days=28) : first - pd.Timedelta(days=1), "demand"].mean()
        )
        now = daily.loc[row.product].loc[first:last, "demand"].mean()
        ratio[row.anomaly_type].append(now / max(usual, 0.2))
    assert np.median(ratio["SALES_SPIKE"]) > 4
    assert np.median(ratio["SALES_DROP"]) < 0.25
    assert (pd.to_datetime(planted["last_day"]) >= daily.index.get_level_values("ds").max()).any()


def test_a_spike_shows_where_a_day_sold_more_than_the_best_of_a_usual_year(year: Files) -> None:
    daily, products = year.daily().set_index(["product", "ds"]).sort_index(), year.truth("products")
    shape, rate = products.set_index("product")["dispersion"], products.set_index("product")["rate"]
    spikes = year.truth("anomalies").query("anomaly_type == 'SALES_SPIKE'")
    for row in spikes.itertuples():
        days = daily.loc[row.product].loc[pd.Timestamp(row.first_day) : pd.Timestamp(row.last_day)]
        k = shape[row.product]
        best = stats.nbinom.isf(1 / 365, k, k / (k + rate[row.product])) / rate[row.product]
        assert 2 * best - 1e-4 <= row.factor <= 3 * best + 1e-4
        is_beyond = days["sold"] > stats.nbinom.isf(1 / 365, k, k / (k + days["expected"] / row.factor)).clip(min=1)
        assert row.shows == (is_beyond.any() and days["sold"].sum() >= 0.8 * days["demand"].sum())


def test_a_surge_of_returns_shows_once_half_of_it_is_back(year: Files) -> None:
    orders, items = year.table("orders").set_index("order_no"), year.table("order_items")
    items["day"] = pd.to_datetime(items["order"].map(orders["ordered_at"])).dt.normalize()
    items = items[items["order"].map(orders["status"]) != "CANCELLED"]
    back = (
        items.assign(units=items["returned_quantity"].astype(int)).set_index(["product", "day"])["units"].sort_index()
    )
    surges = year.truth("anomalies").query("anomaly_type == 'RETURN_SURGE'")
    for row in surges.itertuples():
        units = back.loc[row.product].loc[pd.Timestamp(row.first_day) : pd.Timestamp(row.last_day)].sum()
        is_supplied = row.sold_units >= 0.8 * row.demand_units
        assert row.shows == (is_supplied and units >= 0.5 * row.factor * row.sold_units)
    assert surges["shows"].any()


def test_return_surges_raise_the_return_rate(year: Files) -> None:
    orders, items = year.table("orders").set_index("order_no"), year.table("order_items")
    items["day"] = pd.to_datetime(items["order"].map(orders["ordered_at"])).dt.normalize()
    surges = year.truth("anomalies").query("anomaly_type == 'RETURN_SURGE'")
    settled = surges[pd.to_datetime(surges["last_day"]) <= items["day"].max() - pd.Timedelta(days=30)]
    assert len(settled) > 0
    joined = items.merge(settled, on="product")
    inside = joined[joined["day"].between(pd.to_datetime(joined["first_day"]), pd.to_datetime(joined["last_day"]))]
    rate = inside["returned_quantity"].astype(int).sum() / inside["quantity"].astype(int).sum()
    usual = items["returned_quantity"].astype(int).sum() / items["quantity"].astype(int).sum()
    assert rate > 4 * usual
    assert set(inside.loc[inside["return_reason"] != "", "return_reason"]) == {"DEFECT"}


def test_a_retailer_would_recognise_the_shop(year: Files) -> None:
    daily, products = year.daily(), year.table("products")
    assert 0.03 <= daily["is_stockout"].mean() <= 0.08
    units = daily.groupby("product")["demand"].sum().sort_values(ascending=False)
    assert 0.6 < units.head(len(units) // 5).sum() / units.sum() < 0.9
    days_between_sales = 1 / daily.groupby("product")["sold"].apply(lambda sold: (sold > 0).mean()).clip(lower=1e-3)
    assert (days_between_sales >= 1.32).mean() > 0.5
    price, cost = products["list_price"].astype(int), products["unit_cost"].astype(int)
    assert (1 - cost / price).between(0.249, 0.601).all()
    assert price.between(3_000, 150_000).all()
    assert (price % 100 == 0).all()
    assert products["replaced_by"].ne("").any()
    late = year.truth("supplier_lead_times").dropna(subset="mean_days")
    assert (late["mean_days"] > 1.2 * late["stated_days"]).any()


def test_what_a_planted_anomaly_moves_says_whether_a_buyer_would_act(year: Files) -> None:
    planted, daily = year.truth("anomalies"), year.daily().set_index(["product", "ds"]).sort_index()
    products = year.truth("products").set_index("product")
    for row in planted[planted["anomaly_type"].isin(["SALES_SPIKE", "SALES_DROP", "RETURN_SURGE"])].itertuples():
        expected = daily.loc[row.product].loc[pd.Timestamp(row.first_day) : pd.Timestamp(row.last_day), "expected"]
        usual = expected.sum() / row.factor
        moved = abs(expected.sum() - usual)
        if row.anomaly_type == "RETURN_SURGE":
            moved = expected.sum() * (row.factor - products.loc[row.product, "return_rate"])
        assert row.moved_units == pytest.approx(moved, rel=5e-3, abs=0.05)
        a_week = 7 * usual / len(expected) if row.anomaly_type == "SALES_SPIKE" else 0
        assert row.is_material == (row.moved_units >= max(24, a_week))
    assert planted["is_material"].isin([True, False]).all()
    assert 0 < planted.loc[planted["anomaly_type"] == "SALES_SPIKE", "is_material"].mean() < 1
    assert planted.loc[planted["moved_units"].isna(), "is_material"].all()
