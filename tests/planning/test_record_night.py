"""Planners' overrides and the record of forecasts over several nights, on a real PostgreSQL."""

from datetime import date, timedelta

import pandas as pd
import pytest
from sqlalchemy import text

from jobs.run import RunResult
from tests.planning.test_nightly import CUT, Shop, first_night, shop

__all__ = ["first_night", "shop"]
NIGHTS = 9
MONTH = "select * from ai.prediction_totals where horizon_days = 30 and product_id = {sku} order by run_id"


@pytest.fixture(scope="module")
def best_seller(shop: Shop) -> int:
    return shop.count("""
        select item.product_id from raw.order_items as item join raw.products as product on product.id = item.product_id
        where product.discontinued_on is null group by 1 order by sum(item.quantity) desc, 1 limit 1
    """)


@pytest.fixture(scope="module")
def nights(shop: Shop, first_night: RunResult, best_seller: int) -> list[int]:
    """A night without overrides, then nights with one of the best seller's next days; the runs' numbers."""
    runs = [first_night.run_id]
    add_override(shop, best_seller, (CUT + timedelta(days=2), CUT + timedelta(days=4)), "FACTOR", 2.0)
    runs += [shop.night(CUT + timedelta(days=number)).run_id for number in range(1, NIGHTS)]
    return runs


def add_override(shop: Shop, sku: int, days: tuple[date, date], mode: str, value: float) -> None:
    first, last = days
    with shop.engine.begin() as connection:
        connection.execute(
            text("""
                insert into app.users (email, password_hash, display_name) values ('p@shop.example', 'x', 'p')
                on conflict do nothing
            """)
        )
        connection.execute(
            text("""
                insert into app.forecast_overrides
                    (product_id, starts_on, ends_on, mode, value, reason, expires_on, created_by)
                select :sku, :first, :last, :mode, :value, 'EVENT', :last, id from app.users limit 1
            """),
            {"sku": sku, "first": first, "last": last, "mode": mode, "value": value},
        )


def test_an_override_moves_path_and_totals_of_its_sku_alone(shop: Shop, nights: list[int], best_seller: int) -> None:
    counts = "select run_id, count(model_mean) as moved, count(*) as totals from ai.prediction_totals group by 1"
    found = shop.rows(f"{counts} order by 1")
    assert (found["moved"] == 0).all(), "the last nights lie after its last day"
    applied = shop.rows("select * from ai.override_forecasts order by run_id")
    assert applied["run_id"].tolist() == nights[1:4]
    assert applied["origin_date"].tolist() == [CUT + timedelta(days=number) for number in (1, 2, 3)]
    assert (applied["units_with"] - 2 * applied["units_without"]).abs().max() < 1e-9
    assert (applied["product_id"] == best_seller).all()


def test_while_it_holds_the_path_sums_to_the_total_and_the_models_number_is_kept(
    shop: Shop, nights: list[int], best_seller: int
) -> None:
    assert nights
    day = CUT + timedelta(days=NIGHTS - 1)
    add_override(shop, best_seller, (day + timedelta(days=1), day + timedelta(days=5)), "UNITS_PER_DAY", 40.0)
    run = shop.night(day).run_id
    month = shop.rows(MONTH.format(sku=best_seller)).set_index("run_id").loc[run]
    path = shop.rows(
        f"select * from ai.predictions where run_id = {run} and product_id = {best_seller} order by target_date"
    )
    assert path["forecast_qty"].sum() == pytest.approx(month["mean"])
    assert path["forecast_qty"].head(5).tolist() == [40.0] * 5
    assert path["model_qty"].head(5).sum() == pytest.approx(200 - (month["mean"] - month["model_mean"]))
    assert month["p50"] / month["model_p50"] == pytest.approx(month["mean"] / month["model_mean"])
    others = shop.count(f"select count(model_mean) from ai.prediction_totals where product_id <> {best_seller}")
    assert others == 0
    rules = shop.rows(
        f"select rules from ai.prediction_explanations where run_id = {run} and product_id = {best_seller}"
    )
    assert all(fired[-1]["key"] == "PLANNER_OVERRIDE" for fired in rules["rules"])


def test_totals_are_scored_when_they_come_due_with_what_was_published(shop: Shop, nights: list[int]) -> None:
    scored = shop.rows("select * from ai.forecast_accuracy where source = 'PUBLISHED'")
    assert set(scored["horizon_days"]) == {7}
    assert set(scored["origin_date"]) == {CUT, CUT + timedelta(days=1)}
    assert (pd.to_datetime(scored["scored_on"]) - pd.to_datetime(scored["origin_date"])).dt.days.eq(7).all()
    first = scored[scored["origin_date"] == CUT].set_index("product_id")
    said = shop.rows(f"select * from ai.forecast_ledger where run_id = {nights[0]} and horizon_days = 7")
    said = said.set_index("product_id").loc[first.index]
    assert first["forecast"].tolist() == said["p50"].tolist()
    assert first["absolute_error"].tolist() == pytest.approx((first["actual"] - said["p50"]).abs().tolist())
    sold = shop.rows(f"""
        select product_id, sum(demand_units) as units from mart.sku_daily_stats
        where run_id = (select run_id from jobs.published_run)
        and stat_date between date '{CUT}' + 1 and date '{CUT}' + 7 group by 1
    """).set_index("product_id")["units"]
    assert first["actual"].tolist() == pytest.approx(sold.reindex(first.index).fillna(0).tolist(), rel=0.01, abs=0.1)


def test_the_summary_of_a_run_knows_what_was_due_and_nothing_later(shop: Shop, nights: list[int]) -> None:
    found = shop.rows("select * from ai.accuracy_summaries order by run_id")
    kept = shop.rows("select run_id from ai.accuracy_summaries group by 1 order by 1")["run_id"].tolist()
    published = found[(found["source"] == "PUBLISHED") & (found["demand_class"] == "ALL") & (found["model"] == "ALL")]
    by_run = published.set_index("run_id")["last_origin"]
    scored = shop.rows(
        "select origin_date, count(*) as n from ai.forecast_accuracy where source = 'PUBLISHED' group by 1"
    )
    totals = scored.set_index("origin_date")["n"]
    assert kept[-2:] == by_run.index[-2:].tolist()
    assert by_run.loc[nights[7]] == CUT
    assert by_run.loc[nights[8]] == CUT + timedelta(days=1)
    row = published.set_index("run_id").loc[nights[8]]
    assert row["totals"] == totals.sum()
    assert set(found.loc[found["source"] == "BACKTEST", "model"]) >= {"LIGHTGBM", "SeasonalNaive", "TSB"}
    naive = found[(found["source"] == "BACKTEST") & (found["model"] == "SeasonalNaive")]
    assert (naive["absolute_error"] - naive["naive_absolute_error"]).abs().max() < 1e-6


def test_an_override_is_scored_against_the_models_own_number_when_its_days_have_passed(
    shop: Shop, nights: list[int], best_seller: int
) -> None:
    (score,) = (
        shop.rows("select * from ai.override_scores where reason = 'EVENT' order by 1").head(1).to_dict("records")
    )
    assert score["run_id"] == nights[4]
    assert score["origin_date"] == CUT + timedelta(days=1), "what the planner knew when the days lay ahead"
    assert score["direction"] == "UP"
    actual = shop.rows(f"""
        select sum(demand_units) as units from mart.sku_daily_stats
        where run_id = (select run_id from jobs.published_run) and product_id = {best_seller}
        and stat_date between date '{CUT}' + 2 and date '{CUT}' + 4
    """)["units"].iloc[0]
    assert score["actual"] == pytest.approx(actual, rel=0.01)


def test_the_same_night_again_scores_nothing_twice(shop: Shop, nights: list[int]) -> None:
    assert nights
    before = shop.rows("select * from ai.forecast_accuracy where source = 'PUBLISHED' order by 1, 2, 3")
    summaries = "select source, horizon_days, demand_class, model, totals, actual, covered from ai.accuracy_summaries"
    newest = f"{summaries} where run_id = (select run_id from jobs.published_run) order by 1, 2, 3, 4"
    known = shop.rows(newest)
    shop.night(CUT + timedelta(days=NIGHTS - 1))
    after = shop.rows("select * from ai.forecast_accuracy where source = 'PUBLISHED' order by 1, 2, 3")
    pd.testing.assert_frame_equal(before, after)
    pd.testing.assert_frame_equal(known, shop.rows(newest))


def test_a_decision_on_a_layer_holds_from_the_next_night_on(shop: Shop, nights: list[int]) -> None:
    assert nights
    served = "run_id = (select run_id from jobs.published_run)"
    chosen = shop.count(
        f"select product_id from mart.demand_corrections where {served} and layer = 'PROMOTION' order by units limit 1"
    )
    days = f"select * from mart.sku_daily_stats where {served} and promotion_units > 0"
    mine, others = f"product_id = {chosen}", f"product_id <> {chosen}"
    assert (shop.rows(f"{days} and {mine}")["planner_units"] == 0).all()
    with shop.engine.begin() as connection:
        connection.execute(
            text("""
                insert into app.demand_decisions (product_id, layer, decision, decided_by)
                select :sku, 'PROMOTION', 'ACCEPTED', id from app.users limit 1
            """),
            {"sku": chosen},
        )
    shop.night(CUT + timedelta(days=NIGHTS - 1))
    taken = shop.rows(f"{days} and {mine}")
    assert len(taken) > 0
    assert (taken["planner_units"] + taken["promotion_units"]).abs().max() < 2e-3
    assert (taken["demand_units"] - (taken["sold_units"] - taken["outlier_units"] + taken["stockout_units"])).max() < 0
    assert (shop.rows(f"{days} and {others}")["planner_units"] == 0).all()
    correction = shop.rows(f"select * from mart.demand_corrections where {served} and {mine} and layer = 'PROMOTION'")
    assert correction[["is_applied", "decision"]].to_numpy().tolist() == [[True, "ACCEPTED"]]


def test_a_model_that_errs_more_than_its_backtest_is_trained_anew_and_the_run_says_why(
    shop: Shop, nights: list[int]
) -> None:
    assert nights
    day, models = CUT + timedelta(days=13), "select count(*) from ai.model_versions"
    before = shop.count(models)
    with shop.engine.begin() as connection:
        connection.execute(
            text("""
                insert into ai.forecast_accuracy (product_id, horizon_days, origin_date, model, source, actual,
                    forecast, absolute_error, bias, is_covered, value_added, demand_class, p10, p90, scored_on)
                select id, 7, cast(:cut as date) + ahead, 'PLANTED', 'PUBLISHED', 10, 90, 80, 80, false, -70, 'SMOOTH',
                    80, 100, cast(:cut as date) + ahead + 7
                from raw.products, generate_series(0, 6) as ahead
            """),
            {"cut": CUT},
        )
    night = shop.night(day)
    model = next(step.counts for step in night.steps if step.name == "model")
    assert (model["trained"], model["drifted"]) == (1, 2)
    assert shop.count(models) == before + 1
    told = [warning["message"] for warning in night.warnings if warning["code"] == "DRIFT"]
    assert all(str(message).startswith("Model retrained: The ") for message in told)
    assert "times the error of the seasonal naive" in str(told[0])
    assert "80 % intervals of 7-day totals contained" in str(told[1])
    again = shop.night(day)
    assert next(step.counts for step in again.steps if step.name == "model")["trained"] == 0
