"""Planners' overrides and decisions, and the record of forecasts, as clients use them."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, text

from domain.forecasting.ledger import AccuracySummary, OverrideScore
from domain.forecasting.models import ForecastAccuracy
from domain.published.models import DemandCorrection
from tests.factories import published
from tests.factories.published import AS_OF
from tests.factories.raw import create_product
from tests.graphql_api.conftest import Api

OVERRIDE = """mutation ($input: OverrideForecastInput!) { overrideForecast(input: $input) { __typename
    ... on ForecastOverride { id startsOn endsOn mode value reason note expiresOn version planner }
    ... on ValidationFailed { fieldErrors { field message } }
    ... on UserError { code message } } }"""
CLEAR = """mutation ($input: ClearForecastOverrideInput!) { clearForecastOverride(input: $input) { __typename
    ... on ClearedForecastOverride { id } ... on PlanningConflict { version }
    ... on UserError { code message } } }"""
DECIDE = """mutation ($input: DemandCorrectionInput!) { VERBDemandCorrection(input: $input) { __typename
    ... on DemandCorrection { ...Layer }
    ... on PlanningConflict { version } ... on UserError { code message } } }
    fragment Layer on DemandCorrection { layer days units isApplied decision version planner }"""


@pytest.fixture
def run_id(api: Api) -> int:
    with api.engine.begin() as connection:
        run = published.create_run(connection)
        product = create_product(connection, sku="A")
        published.create_overview(connection, run, product)
        published.create_forecast(connection, run, product)
        correction = {"run_id": run, "product_id": product, "layer": "STOCKOUT", "days": 4, "units": 6.5}
        shares = {"share": 0.8, "share_low": 0.7, "share_high": 0.9, "is_applied": True}
        connection.execute(insert(DemandCorrection).values(**correction, **shares))
    return run


def given(**values: object) -> dict[str, object]:
    return {
        "sku": "A",
        "startsOn": str(AS_OF + timedelta(days=3)),
        "endsOn": str(AS_OF + timedelta(days=9)),
        "mode": "FACTOR",
        "value": 1.5,
        "reason": "EVENT",
        **values,
    }


def override(api: Api, token: str, **values: object) -> dict[str, Any]:
    return api.data(OVERRIDE, token, input=given(**values))["overrideForecast"]  # type: ignore[no-any-return]


def audit(api: Api) -> list[tuple[str, dict[str, object]]]:
    with api.engine.connect() as connection:
        rows = connection.execute(
            text("select action, details from audit.audit_logs where outcome = 'DONE' order by 1")
        )
        return [(action, details) for action, details in rows if "FORECAST" in action or "DEMAND" in action]


def count(api: Api, table: str) -> int:
    with api.engine.connect() as connection:
        return int(connection.scalar(text(f"select count(*) from {table}")) or 0)


@pytest.mark.usefixtures("run_id")
def test_an_override_is_kept_shown_and_audited(api: Api, operator: str) -> None:
    made = override(api, operator, note="fair in Seoul")
    assert made == {
        "__typename": "ForecastOverride",
        "id": made["id"],
        "startsOn": "2026-04-03",
        "endsOn": "2026-04-09",
        "mode": "FACTOR",
        "value": 1.5,
        "reason": "EVENT",
        "note": "fair in Seoul",
        "expiresOn": "2026-04-09",
        "version": 1,
        "planner": made["planner"],
    }
    shown = api.data('{ sku(code: "A") { overrides { id value } } }', operator)["sku"]["overrides"]
    assert shown == [{"id": made["id"], "value": 1.5}]
    found = api.data(
        "query ($id: ID!) { node(id: $id) { ... on ForecastOverride { reason } } }", operator, id=made["id"]
    )
    assert found["node"] == {"reason": "EVENT"}
    ((action, details),) = audit(api)
    assert action == "OVERRIDE_FORECAST"
    assert (details["sku"], details["reason"], details["value"]) == ("A", "EVENT", "1.5")


@pytest.mark.usefixtures("run_id")
@pytest.mark.parametrize(
    ("values", "field", "message"),
    [
        ({"endsOn": "2026-04-02"}, "endsOn", "The period ends on 2026-04-02, before it starts."),
        (
            {"startsOn": "2026-03-01", "endsOn": "2026-03-31", "expiresOn": "2026-04-30"},
            "endsOn",
            "The period ends on 2026-03-31, in the past.",
        ),
        ({"endsOn": "2027-04-04", "expiresOn": "2026-05-01"}, "endsOn", "A period must have at most 366 days."),
        ({"expiresOn": "2026-03-31"}, "expiresOn", "The expiry must be between today, 2026-04-01, and 366 days ahead."),
        ({"value": 101.0}, "value", "The value 101 must be from 0 to 100."),
        ({"value": -1.0, "mode": "UNITS_PER_DAY"}, "value", "The value -1 must be from 0 to 1,000,000,000."),
        ({"note": "  "}, "note", "A note must have 1 to 2,000 characters."),
    ],
)
def test_a_value_that_can_not_be_is_named_and_nothing_is_kept(
    api: Api, operator: str, values: dict[str, object], field: str, message: str
) -> None:
    found = override(api, operator, **values)
    assert found["__typename"] == "ValidationFailed"
    assert {"field": field, "message": message} in found["fieldErrors"]
    assert count(api, "app.forecast_overrides") == 0
    assert audit(api) == []


@pytest.mark.usefixtures("run_id")
def test_two_overrides_may_not_speak_about_the_same_day(api: Api, operator: str) -> None:
    override(api, operator)
    clash = override(api, operator, startsOn="2026-04-09", endsOn="2026-04-20")
    assert clash["message"] == "An override from 2026-04-03 to 2026-04-09 already exists; clear it first."
    beside = override(api, operator, startsOn="2026-04-10", endsOn="2026-04-20")
    assert beside["__typename"] == "ForecastOverride"


@pytest.mark.usefixtures("run_id")
def test_the_same_request_under_one_key_makes_one_override(api: Api, operator: str) -> None:
    first, again = (override(api, operator, idempotencyKey="k1") for _ in range(2))
    assert first == again
    assert count(api, "app.forecast_overrides") == 1
    other = override(api, operator, idempotencyKey="k1", value=2.0)
    assert other["__typename"] == "IdempotencyConflict"


@pytest.mark.usefixtures("run_id")
def test_an_unknown_sku_is_told(api: Api, operator: str) -> None:
    assert override(api, operator, sku="NONE")["message"] == "There is no such SKU."


@pytest.mark.usefixtures("run_id")
def test_an_override_is_cleared_once_and_by_who_read_it_last(api: Api, operator: str) -> None:
    made = override(api, operator)

    def clear(version: int) -> dict[str, Any]:
        given = {"id": made["id"], "expectedVersion": version}
        return api.data(CLEAR, operator, input=given)["clearForecastOverride"]  # type: ignore[no-any-return]

    assert clear(2)["version"] == 1
    assert clear(1) == {"__typename": "ClearedForecastOverride", "id": made["id"]}
    assert clear(2)["message"] == "There is no such override."
    assert api.data('{ sku(code: "A") { overrides { id } } }', operator)["sku"]["overrides"] == []
    assert [action for action, _ in audit(api)] == ["CLEAR_FORECAST_OVERRIDE", "OVERRIDE_FORECAST"]
    assert override(api, operator)["__typename"] == "ForecastOverride"


@pytest.mark.usefixtures("run_id")
def test_a_layer_is_refused_and_accepted_again_with_versions(api: Api, operator: str) -> None:
    def decide(verb: str, version: int | None = None) -> dict[str, Any]:
        given = {"sku": "A", "layer": "STOCKOUT"} | ({} if version is None else {"expectedVersion": version})
        return api.data(DECIDE.replace("VERB", verb), operator, input=given)[f"{verb}DemandCorrection"]  # type: ignore[no-any-return]

    refused = decide("refuse")
    assert (refused["days"], refused["units"], refused["isApplied"]) == (4, 6.5, True), "published as it was"
    assert (refused["decision"], refused["version"]) == ("REFUSED", 1)
    assert decide("refuse") == refused, "the same decision again changes nothing"
    assert decide("accept")["version"] == 1, "decided without knowing of the refusal"
    accepted = decide("accept", 1)
    assert (accepted["decision"], accepted["version"]) == ("ACCEPTED", 2)
    assert [action for action, _ in audit(api)] == ["ACCEPT_DEMAND_CORRECTION", "REFUSE_DEMAND_CORRECTION"]
    shown = api.data('{ sku(code: "A") { demandCorrections { layer days share decision } } }', operator)["sku"]
    assert shown["demandCorrections"] == [
        {"layer": "OUTLIER", "days": 0, "share": None, "decision": None},
        {"layer": "STOCKOUT", "days": 4, "share": 0.8, "decision": "ACCEPTED"},
        {"layer": "PROMOTION", "days": 0, "share": None, "decision": None},
    ]


def summary(run: int, **values: object) -> dict[str, object]:
    return {
        "run_id": run,
        "source": "PUBLISHED",
        "horizon_days": 7,
        "demand_class": "ALL",
        "model": "ALL",
        "totals": 100,
        "actual": 1000.0,
        "absolute_error": 400.0,
        "model_absolute_error": 420.0,
        "naive_absolute_error": 500.0,
        "bias": -20.0,
        "pinball": 150.0,
        "pinball_totals": 100,
        "interval_totals": 100,
        "quantile_totals": 100,
        "below_p10": 12,
        "up_to_p50": 53,
        "up_to_p90": 88,
        "covered": 76,
        "first_origin": date(2026, 3, 1),
        "last_origin": date(2026, 3, 24),
        **values,
    }


def test_accuracy_and_calibration_are_those_of_the_published_run(api: Api, operator: str, run_id: int) -> None:
    with api.engine.begin() as connection:
        other = published.create_run(connection, attempt=2, publish=False)
        backtest = summary(run_id, source="BACKTEST", model="TSB", demand_class="LUMPY", pinball_totals=0)
        rows = [summary(run_id), backtest, summary(run_id, demand_class="LUMPY", model="LIGHTGBM"), summary(other)]
        connection.execute(insert(AccuracySummary), rows)
    fields = "horizonDays demandClass model totals wape modelWape naiveWape valueAdded bias pinball coverage"
    found = api.data(f"{{ forecastAccuracy {{ {fields} }} }}", operator)["forecastAccuracy"]
    assert [(row["demandClass"], row["model"]) for row in found] == [(None, None), ("LUMPY", "LIGHTGBM")]
    assert found[0] == {
        "horizonDays": 7,
        "demandClass": None,
        "model": None,
        "totals": 100,
        "wape": 0.4,
        "modelWape": 0.42,
        "naiveWape": 0.5,
        "valueAdded": pytest.approx(0.2),
        "bias": -0.02,
        "pinball": 1.5,
        "coverage": 0.76,
    }
    tried = api.data("{ forecastAccuracy(source: BACKTEST) { source model pinball } }", operator)["forecastAccuracy"]
    assert tried == [{"source": "BACKTEST", "model": "TSB", "pinball": None}]
    promises = api.data("{ calibration { demandClass level nominal actual totals firstOrigin } }", operator)
    assert [(row["level"], row["nominal"], row["actual"]) for row in promises["calibration"]] == [
        ("P10", 0.1, 0.12),
        ("P50", 0.5, 0.53),
        ("P90", 0.9, 0.88),
        ("INTERVAL_80", 0.8, 0.76),
    ]
    assert {row["firstOrigin"] for row in promises["calibration"]} == {"2026-03-01"}


@pytest.mark.usefixtures("run_id")
def test_a_skus_accuracy_knows_only_what_the_published_run_knew(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        product = connection.scalar(text("select id from raw.products where sku = 'A'"))
        row = {
            "product_id": product,
            "horizon_days": 14,
            "origin_date": AS_OF - timedelta(days=14),
            "model": "LIGHTGBM",
            "source": "PUBLISHED",
            "actual": 40.0,
            "forecast": 30.0,
            "absolute_error": 10.0,
            "bias": -8.0,
            "value_added": 6.0,
            "scored_on": AS_OF,
        }
        later = {"origin_date": AS_OF - timedelta(days=13), "scored_on": AS_OF + timedelta(days=1)}
        ahead = {"source": "BACKTEST", "origin_date": AS_OF - timedelta(days=13), "scored_on": None}
        connection.execute(insert(ForecastAccuracy), [row, row | later, row | ahead])
    fields = "mean modelMean accuracy { source totals wape valueAdded }"
    query = f'{{ sku(code: "A") {{ forecast(horizon: DAYS_14) {{ {fields} }} }} }}'
    found = api.data(query, operator)["sku"]["forecast"]
    assert found["modelMean"] is None
    assert found["accuracy"] == [{"source": "PUBLISHED", "totals": 1, "wape": 0.25, "valueAdded": 0.375}]


def test_the_layers_of_a_day_add_up_in_the_history(api: Api, operator: str, run_id: int) -> None:
    with api.engine.begin() as connection:
        product = connection.scalar(text("select id from raw.products where sku = 'A'"))
        layers = {"outlier_units": 1.0, "stockout_units": 2.5, "promotion_units": 0.5, "planner_units": -2.5}
        published.create_day(connection, run_id, int(product or 0), AS_OF, demand_units=3.0, **layers)
    days = f'history(from: "{AS_OF}", to: "{AS_OF}")'
    fields = "soldUnits outlierUnits stockoutUnits promotionUnits plannerUnits demandUnits"
    query = f'{{ sku(code: "A") {{ forecast {{ {days} {{ {fields} }} }} }} }}'
    (day,) = api.data(query, operator)["sku"]["forecast"]["history"]
    assert day == {
        "soldUnits": 4,
        "outlierUnits": 1.0,
        "stockoutUnits": 2.5,
        "promotionUnits": 0.5,
        "plannerUnits": -2.5,
        "demandUnits": 3.0,
    }


def test_what_overrides_were_worth_by_reason_and_direction(api: Api, operator: str, run_id: int) -> None:
    made = [override(api, operator, startsOn=f"2026-04-{day:02}", endsOn=f"2026-04-{day:02}") for day in (3, 4, 5)]
    assert all(found["__typename"] == "ForecastOverride" for found in made)
    with api.engine.begin() as connection:
        ids = connection.scalars(text("select id from app.forecast_overrides order by id")).all()
        product = connection.scalar(text("select id from raw.products where sku = 'A'"))
        row = {"run_id": run_id, "product_id": product, "reason": "EVENT", "direction": "UP", "origin_date": AS_OF}
        row |= {"starts_on": AS_OF, "ends_on": AS_OF, "units_with": 12.0, "units_without": 6.0, "scored_on": AS_OF}
        later = {"override_id": ids[2], "actual": 0.0, "scored_on": AS_OF + timedelta(days=1)}
        rows = [
            row | {"override_id": ids[0], "actual": 14.0},
            row | {"override_id": ids[1], "actual": 4.0},
            row | later,
        ]
        connection.execute(insert(OverrideScore), rows)
    (found,) = api.data(
        "{ overrideValue { reason direction overrides improved actual errorWith errorWithout valueAdded } }", operator
    )["overrideValue"]
    assert found == {
        "reason": "EVENT",
        "direction": "UP",
        "overrides": 2,
        "improved": 1,
        "actual": 18.0,
        "errorWith": 10.0,
        "errorWithout": 10.0,
        "valueAdded": 0.0,
    }


def test_before_the_first_run_there_is_nothing_to_tell(api: Api, operator: str) -> None:
    found = api.data("{ forecastAccuracy { wape } calibration { actual } overrideValue { valueAdded } }", operator)
    assert found == {"forecastAccuracy": [], "calibration": [], "overrideValue": []}


@pytest.mark.usefixtures("run_id")
def test_everything_of_a_planner_costs_few_statements(api: Api, operator: str) -> None:
    query = """{ sku(code: "A") { overrides { value } demandCorrections { days }
        forecast { accuracy { wape } daily { modelMean } } } }"""
    api.data(query, operator)
    assert len(api.statements) <= 8 + 2, "two of them find out who asks and which run is served"
