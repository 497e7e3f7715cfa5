"""The details of one SKU: product, overview, forecast with reasons, history, features, recommendation."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Shop

EARLIER = published.AS_OF - timedelta(days=1)


@pytest.fixture(scope="module")
def tea(shop: Shop) -> Shop:
    """One SKU with everything, in the served run and, with other figures, in runs before and after it."""
    with shop.api.engine.begin() as connection:
        supplier = create_supplier(
            connection, code="NORTH", name="North Tea", lead_time_days=9, min_order_value=Decimal("50000.00")
        )
        product = create_product(
            connection,
            sku="TEA",
            name="녹차",
            supplier_id=supplier,
            unit_cost=Decimal("1200.50"),
            list_price=Decimal("3900.00"),
            moq=12,
            pack_size=6,
        )
        bare = create_product(connection, sku="BARE")
        older = published.create_run(connection, EARLIER)
        served = published.create_run(connection)
        later = published.create_run(connection, published.AS_OF + timedelta(days=1), publish=False)
        for run_id, a_day in ((older, 99.0), (served, 3.0), (later, 77.0)):
            published.create_overview(connection, run_id, product, on_hand=int(a_day))
            published.create_overview(connection, run_id, bare, on_hand=None, stockout_risk="UNKNOWN")
            published.create_forecast(connection, run_id, product, a_day)
            published.create_features(connection, run_id, product, level_28=a_day)
            published.create_recommendation(connection, run_id, product, supplier_id=supplier, quantity=int(a_day))
            for ago in (0, 1, 40):
                day = published.AS_OF - timedelta(days=ago)
                published.create_day(connection, run_id, product, day, order_count=int(a_day))
    return shop


def test_product_and_overview(tea: Shop) -> None:
    query = """{ sku(code: "TEA") { code name brand listPrice currency moq packSize supplier { code name }
      asOfDate onHand reserved onOrder daysOfCover depletionDate stockoutRisk stockoutProbability14 expectedDemand7
      revenue28 units28 moneyAtRisk recommendedQuantity demandClass abc xyz trustGrade } }"""
    assert tea.api.data(query, tea.operator)["sku"] == {
        "code": "TEA",
        "name": "녹차",
        "brand": None,
        "listPrice": "3900.00",
        "currency": "KRW",
        "moq": 12,
        "packSize": 6,
        "supplier": {"code": "NORTH", "name": "North Tea"},
        "asOfDate": "2026-03-31",
        "onHand": 3,
        "reserved": 2,
        "onOrder": 10,
        "daysOfCover": 12.5,
        "depletionDate": "2026-04-12",
        "stockoutRisk": "MEDIUM",
        "stockoutProbability14": 0.3,
        "expectedDemand7": 20.5,
        "revenue28": "123456.00",
        "units28": 82,
        "moneyAtRisk": "5000.00",
        "recommendedQuantity": 60,
        "demandClass": "SMOOTH",
        "abc": "A",
        "xyz": "X",
        "trustGrade": "A",
    }


@pytest.mark.parametrize(("horizon", "days"), [("DAYS_7", 7), ("DAYS_14", 14), ("DAYS_30", 30)])
def test_forecast_of_a_horizon_with_its_path_and_its_reasons(tea: Shop, horizon: str, days: int) -> None:
    query = """query ($horizon: Horizon!) { sku(code: "TEA") { forecast(horizon: $horizon) {
      horizonDays mean p10 p50 p90 confidence model daily { targetDate mean p10 p50 p90 confidence }
      explanation { baseValue prediction contributions { group units } rules { key numbers { name value } } } } } }"""
    forecast = tea.api.data(query, tea.operator, horizon=horizon)["sku"]["forecast"]
    daily, explanation = forecast.pop("daily"), forecast.pop("explanation")
    mean = 3.0 * days
    assert forecast == {
        "horizonDays": days,
        "mean": mean,
        "p10": pytest.approx(mean * 0.7),
        "p50": mean,
        "p90": pytest.approx(mean * 1.4),
        "confidence": 0.75,
        "model": "LIGHTGBM_GLOBAL",
    }
    dates = [published.AS_OF + timedelta(days=ahead) for ahead in range(1, days + 1)]
    assert [day["targetDate"] for day in daily] == [day.isoformat() for day in dates]
    assert daily[0] == {
        "targetDate": "2026-04-01",
        "mean": 3.0,
        "p10": 1.5,
        "p50": 3.0,
        "p90": 6.0,
        "confidence": 0.8,
    }
    assert explanation == {
        "baseValue": mean - 4,
        "prediction": mean,
        "contributions": [{"group": "RECENT_SALES", "units": 3.2}, {"group": "SEASON", "units": 0.8}],
        "rules": [
            {
                "key": "PROMOTION_AHEAD",
                "numbers": [{"name": "discount_rate", "value": 0.2}, {"name": "units", "value": 34.0}],
            }
        ],
    }


def test_two_horizons_of_one_sku_do_not_mix(tea: Shop) -> None:
    query = """{ sku(code: "TEA") { week: forecast(horizon: DAYS_7) { mean daily { targetDate } }
                                    month: forecast(horizon: DAYS_30) { mean daily { targetDate } }
                                    forecast { mean } } }"""
    sku = tea.api.data(query, tea.operator)["sku"]
    assert (sku["week"]["mean"], sku["month"]["mean"], sku["forecast"]["mean"]) == (21.0, 90.0, 42.0)
    assert (len(sku["week"]["daily"]), len(sku["month"]["daily"])) == (7, 30)


def test_history_includes_both_ends_and_leaves_out_quiet_days(tea: Shop) -> None:
    query = """query ($from: Date!, $to: Date!) { sku(code: "TEA") { history(from: $from, to: $to) {
      date orderedUnits cancelledUnits soldUnits returnedUnits orderCount grossRevenue netRevenue paidPrice
      onHand isStockout demandUnits demandReason } } }"""
    days = tea.api.data(query, tea.operator, **{"from": "2026-02-19", "to": "2026-03-31"})["sku"]["history"]
    assert [day["date"] for day in days] == ["2026-02-19", "2026-03-30", "2026-03-31"]
    assert days[0] == {
        "date": "2026-02-19",
        "orderedUnits": 5,
        "cancelledUnits": 1,
        "soldUnits": 4,
        "returnedUnits": 0,
        "orderCount": 3,
        "grossRevenue": "5000.00",
        "netRevenue": "4000.00",
        "paidPrice": 1000.0,
        "onHand": 40,
        "isStockout": False,
        "demandUnits": 4.0,
        "demandReason": "OBSERVED",
    }
    days = tea.api.data(query, tea.operator, **{"from": "2026-02-20", "to": "2026-03-30"})["sku"]["history"]
    assert [day["date"] for day in days] == ["2026-03-30"]


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (date(2026, 3, 2), date(2026, 3, 1), "from: 2026-03-02 is after to: 2026-03-01."),
        (date(2025, 1, 1), date(2026, 2, 5), "2025-01-01 to 2026-02-05 spans more than 400 days"),
    ],
)
def test_a_history_has_1_to_400_days(tea: Shop, since: date, until: date, told: str) -> None:
    query = 'query ($from: Date!, $to: Date!) { sku(code: "TEA") { history(from: $from, to: $to) { date } } }'
    code, message = tea.api.refusal(query, tea.operator, **{"from": since.isoformat(), "to": until.isoformat()})
    assert code == "BAD_USER_INPUT"
    assert told in message
    tea.api.data(query, tea.operator, **{"from": "2025-01-01", "to": "2026-02-04"})


def test_features_and_recommendation(tea: Shop) -> None:
    query = """{ sku(code: "TEA") { features { asOfDate ageDays level28 zeroShare91 adi isPromotion adSpend7 }
      recommendation { quantity orderBy daysOverdue expectedArrival leadTimeDays reviewDays orderUpTo assumptions
        stockoutProbability status supplier { code } waterfall { key units } sku { code onHand } } } }"""
    begun = tea.api.services.today()
    sku = tea.api.data(query, tea.manager)["sku"]
    days = {begun, tea.api.services.today()}  # two at midnight
    assert sku["features"] == {
        "asOfDate": "2026-03-31",
        "ageDays": 400,
        "level28": 3.0,
        "zeroShare91": 0.2,
        "adi": None,
        "isPromotion": False,
        "adSpend7": "0.00",
    }
    waterfall = sku["recommendation"].pop("waterfall")
    assert waterfall[0] == {"key": "EXPECTED_DEMAND", "units": 120}
    assert [term["key"] for term in waterfall][-2:] == ["INBOUND", "PACK_ROUNDING"]
    seen = (sku["recommendation"].pop("daysOverdue"), sku["recommendation"].pop("expectedArrival"))
    assert seen in {((day - date(2026, 4, 5)).days, str(day + timedelta(days=7))) for day in days}
    assert sku["recommendation"] == {
        "quantity": 3,
        "orderBy": "2026-04-05",
        "leadTimeDays": 7.0,
        "reviewDays": 7,
        "orderUpTo": 150,
        "assumptions": ["LEAD_TIME_ASSUMED"],
        "stockoutProbability": 0.4,
        "status": "OPEN",
        "supplier": {"code": "NORTH"},
        "sku": {"code": "TEA", "onHand": 3},
    }


def test_what_a_run_does_not_know_is_null(tea: Shop) -> None:
    query = """{ sku(code: "BARE") { onHand supplier { code } forecast { mean } features { ageDays }
                                     recommendation { quantity }
                                     history(from: "2026-03-01", to: "2026-03-31") { date } } }"""
    assert tea.api.data(query, tea.operator)["sku"] == {
        "onHand": None,
        "supplier": None,
        "forecast": None,
        "features": None,
        "recommendation": None,
        "history": [],
    }


MANAGERS_ONLY = {
    "Sku.unitCost": ('{ sku(code: "TEA") { code unitCost } }', ["sku", "unitCost"], "1200.50"),
    "Sku.supplier.leadTimeDays": (
        '{ sku(code: "TEA") { supplier { code leadTimeDays } } }',
        ["sku", "supplier", "leadTimeDays"],
        9,
    ),
    "Sku.supplier.minOrderValue": (
        '{ sku(code: "TEA") { supplier { code minOrderValue } } }',
        ["sku", "supplier", "minOrderValue"],
        "50000.00",
    ),
    "Sku.features.leadTimeStatedDays": (
        '{ sku(code: "TEA") { features { ageDays leadTimeStatedDays } } }',
        ["sku", "features", "leadTimeStatedDays"],
        9,
    ),
    "Recommendation.unitCost": (
        "{ recommendations(first: 1) { nodes { quantity unitCost } } }",
        ["recommendations", "nodes", 0, "unitCost"],
        "1200.50",
    ),
    "Recommendation.cost": (
        "{ recommendations(first: 1) { edges { node { quantity cost } } } }",
        ["recommendations", "edges", 0, "node", "cost"],
        "3601.50",
    ),
    "Recommendation.serviceLevel": (
        "{ recommendations(first: 1) { nodes { quantity serviceLevel } } }",
        ["recommendations", "nodes", 0, "serviceLevel"],
        0.95,
    ),
    "Recommendation.overstockValue": (
        "{ recommendations(first: 1) { nodes { quantity overstockValue } } }",
        ["recommendations", "nodes", 0, "overstockValue"],
        "0.00",
    ),
    "Recommendation.sku.unitCost": (
        "{ recommendations(first: 1) { nodes { sku { code unitCost } } } }",
        ["recommendations", "nodes", 0, "sku", "unitCost"],
        "1200.50",
    ),
}


@pytest.mark.parametrize("name", MANAGERS_ONLY)
def test_costs_and_terms_are_for_managers_and_the_rest_of_the_answer_stays(tea: Shop, name: str) -> None:
    query, path, value = MANAGERS_ONLY[name]
    for token in (tea.manager, tea.admin):
        found = tea.api.data(query, token)
        for step in path:
            found = found[step]
        assert found == value

    body = tea.api.post(query, tea.operator)
    assert [(error["extensions"]["code"], error["path"]) for error in body["errors"]] == [("FORBIDDEN", path)]
    found = body["data"]
    for step in path[:-1]:
        found = found[step]
    assert found[path[-1]] is None
    assert any(value is not None for value in found.values())
