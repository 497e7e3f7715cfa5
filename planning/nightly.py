"""The nightly run: from raw rows to a published forecast, explanation, anomalies and recommendations."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, timedelta
from functools import partial

import pandas as pd
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine

from analytics.anomalies.service import detect
from analytics.anomalies.settings import AnomalySettings
from analytics.core.calendar import HORIZONS
from analytics.forecast.model import Model, Training, save
from analytics.forecast.override import apply_overrides
from analytics.forecast.rules import end_of_life
from analytics.forecast.service import Forecast, forecast, joined
from analytics.forecast.training import LIGHTGBM
from analytics.overview.service import OverviewInputs, RiskThresholds, overview
from analytics.publish.service import Frames, publish
from analytics.replenishment.inputs import Policy, ReplenishmentInputs
from analytics.replenishment.risk import stockout_risks
from analytics.replenishment.service import recommend
from analytics.transform.checks import shown
from analytics.transform.service import Parameters, TransformSummary, build
from domain.anomalies.rules import strictness_of
from kit.postgres import libpq_url
from kit.settings import Settings
from kit.version import code_version
from planning import evidence, frames
from planning.assumptions import parameters, replenishment_policy
from planning.ledger import Scores, day_forecasts, record_frames, score
from planning.model_choice import Choice, choose, train_new
from planning.sku_error_scale import scaled_spread
from planning.steps import Done, Run, RunWarning, Work
from planning.warehouse import extracted

MARTS = ("sku_daily_stats", "sku_weekly_stats", "sku_features", "supplier_lead_times", "demand_corrections")


@dataclass(frozen=True)
class Given:
    """What a night or a training is computed with."""

    settings: Settings
    engine: Engine
    as_of: date
    policy: Policy
    parameters: Parameters
    training: Training


@dataclass(frozen=True)
class Forecasts:
    """What is forecast of all SKUs after planners had their say, the overrides that applied, and the SKUs' terms."""

    made: Forecast
    applied: pd.DataFrame
    terms: pd.DataFrame


@dataclass(frozen=True)
class Plan:
    """The orders that a night recommends, the overview of every SKU, and the forecast with the spread behind both."""

    made: Forecast
    recommendations: pd.DataFrame
    overview: pd.DataFrame


@dataclass(frozen=True)
class Findings:
    """All that a night found out, as it is published."""

    choice: Choice
    forecasts: Forecasts
    anomalies: pd.DataFrame
    scores: Scores
    plan: Plan


def night(settings: Settings, engine: Engine, as_of: date) -> Work:
    """The nightly run of a date; it uses no data after that date."""
    given = _given(settings, engine, as_of)

    def perform(run: Run) -> None:
        with extracted(run, settings, engine) as warehouse:
            run.step("marts", partial(build_marts, warehouse, given, run))
            choice = run.step("model", partial(train_or_load, warehouse, given))
            forecasts = run.step("forecast", partial(forecast_all, warehouse, given, choice.model, run))
            anomalies = run.step("anomalies", partial(find_anomalies, warehouse, given, forecasts.terms))
            scores = run.step("score", partial(score_due, warehouse, given))
            plan = run.step("recommend", partial(recommend_orders, warehouse, given, forecasts, choice, scores))
            findings = Findings(choice, forecasts, anomalies, scores, plan)
            run.step("publish", partial(publish_findings, warehouse, given, findings, run))

    return Work(("extract", "marts", "model", "forecast", "anomalies", "score", "recommend", "publish"), perform)


def training(settings: Settings, engine: Engine, as_of: date) -> Work:
    """Train a new model on the data up to a date; the next nightly runs use it."""
    given = _given(settings, engine, as_of)

    def perform(run: Run) -> None:
        with extracted(run, settings, engine) as warehouse:
            run.step("marts", partial(build_marts, warehouse, given, run))
            run.step("train", partial(train, warehouse, given))

    return Work(("extract", "marts", "train"), perform)


def _given(settings: Settings, engine: Engine, as_of: date) -> Given:
    policy = replenishment_policy(settings, engine)
    return Given(
        settings, engine, as_of, policy, parameters(settings, policy, as_of), Training(threads=settings.workers)
    )


def build_marts(warehouse: DuckDBPyConnection, given: Given, run: Run) -> Done[None]:
    """Build staging and marts, hold them to their contracts, and keep what forecasts are made from as evidence."""
    summary = build(warehouse, given.parameters, run.report)
    evidence.keep_tables(warehouse, run.evidence)
    counts = {model.model: model.rows for model in summary.models}
    return Done(None, counts, list(_warnings(summary)), summary.data_until)


def _warnings(summary: TransformSummary) -> Iterator[RunWarning]:
    if summary.stale_days:
        yield RunWarning(
            "STALE_DATA",
            f"Orders are known up to {summary.data_until}; the {summary.stale_days} days after that are missing.",
            {"stale_days": summary.stale_days},
        )
    for warning in summary.warnings:
        sentences, examples = warning.breach.sentences, [shown(example) for example in warning.examples]
        numbers = {"message_ko": sentences["ko"], "rows": warning.rows, "examples": examples}
        yield RunWarning(warning.breach.code, sentences["en"], numbers)


def train(warehouse: DuckDBPyConnection, given: Given) -> Done[Choice]:
    """Train a new model whatever there is."""
    choice = train_new(warehouse, given.engine, given.settings.home, given.training)
    return Done(choice, {"trained": int(choice.is_new)})


def train_or_load(warehouse: DuckDBPyConnection, given: Given) -> Done[Choice]:
    """Find the newest good model, or train one: when there is none, or it has drifted."""
    oldest = given.as_of - timedelta(days=given.settings.model_days)
    choice = choose(warehouse, given.engine, given.settings.home, given.training, as_of=given.as_of, not_before=oldest)
    warnings = [RunWarning("DRIFT", f"Model retrained: {drift.message}", drift.numbers) for drift in choice.drift]
    if choice.model is None:
        short = "The history is too short for a model; a baseline is used for every SKU."
        warnings.insert(0, RunWarning("SHORT_HISTORY", short))
    counts = {"trained": int(choice.is_new), "model_version": choice.version_id or 0, "drifted": len(choice.drift)}
    return Done(choice, counts, warnings)


def forecast_all(warehouse: DuckDBPyConnection, given: Given, model: Model | None, run: Run) -> Done[Forecasts]:
    """Forecast and explain every SKU, shard by shard; then planners have their say."""
    terms = frames.terms(warehouse)
    until = frames.selling_until(terms)
    borrowed, categories = frames.launch_rates(warehouse), frames.categories(terms)
    count = frames.shards(warehouse)
    parts = []
    for shard in range(count):
        panel = frames.shard_panel(warehouse, shard, count)
        parts.append(forecast(panel, model, given.as_of, until, borrowed, categories=categories))
        run.report("forecast", shard + 1, count, "shards")
    made = joined(parts)
    made = replace(made, explanations=end_of_life(made.explanations, until, given.as_of))
    made, applied = apply_overrides(made, frames.overrides(warehouse), given.as_of)
    shortest = made.totals["horizon_days"] == made.totals["horizon_days"].min()
    by_model = made.totals.loc[shortest, "model"].value_counts()
    methods = {f"by_{name.lower()}": int(number) for name, number in by_model.items()}
    return Done(Forecasts(made, applied, terms), {"skus": int(by_model.sum()), "overrides": len(applied), **methods})


def find_anomalies(warehouse: DuckDBPyConnection, given: Given, terms: pd.DataFrame) -> Done[pd.DataFrame]:
    """Find what began in the last days and is not known yet."""
    inputs = frames.anomaly_inputs(warehouse, terms, given.as_of)
    strictness = {name: strictness_of(*counts) for name, counts in frames.ratings(warehouse).items()}
    found = detect(inputs, given.as_of, AnomalySettings(strictness=strictness))
    kinds = found["anomaly_type"].value_counts()
    return Done(found, {"new": len(found), **{str(kind).lower(): int(number) for kind, number in kinds.items()}})


def score_due(warehouse: DuckDBPyConnection, given: Given) -> Done[Scores]:
    """Score the published forecasts and overrides that have come due."""
    scores = score(warehouse, given.as_of)
    return Done(scores, {"totals": len(scores.totals), "overrides": len(scores.overrides)})


def recommend_orders(
    warehouse: DuckDBPyConnection, given: Given, forecasts: Forecasts, choice: Choice, scores: Scores
) -> Done[Plan]:
    """Recommend orders and describe every SKU."""
    positions, terms = frames.positions(warehouse), forecasts.terms
    spread = scaled_spread(warehouse, forecasts.made.spread, choice.accuracy, scores.totals, given.as_of)
    made = replace(forecasts.made, spread=spread)
    forecast_terms = terms[terms["unique_id"].isin(spread["unique_id"])]
    inputs = ReplenishmentInputs(forecast_terms, positions, frames.inbound(warehouse), made.outlook, spread)
    orders = recommend(inputs, given.as_of, given.policy)
    skus = overview(
        OverviewInputs(
            terms=terms,
            positions=positions,
            totals=made.totals,
            risks=stockout_risks(inputs, given.as_of, given.policy, HORIZONS),
            spread=spread,
            demand=frames.recent_sales(warehouse, given.as_of),
            classes=frames.classes(warehouse),
            recommendations=orders,
        ),
        given.as_of,
        RiskThresholds(),
    )
    counts = {"recommendations": len(orders), "to_order": int((orders["quantity"] > 0).sum())}
    return Done(Plan(made, orders, skus), counts)


def publish_findings(warehouse: DuckDBPyConnection, given: Given, findings: Findings, run: Run) -> Done[None]:
    """Keep the evidence and load everything under the run's id; the run's end lets readers see it."""
    made, choice = findings.plan.made, findings.choice
    for part in fields(made):
        evidence.keep_frame(getattr(made, part.name), run.evidence, part.name)
    evidence.keep_frame(findings.plan.recommendations, run.evidence, "recommendations")
    days, model = frames.history(warehouse), choice.model
    evidence.seal(
        run.evidence,
        {
            **given.parameters.__dict__,
            "policy": asdict(given.policy),
            "history_start": days.start,
            "history_until": days.until,
            "model_sha256": save(model, run.evidence / evidence.MODEL_FOLDER).hex() if model else None,
            "model_version": choice.version_id,
            "code_version": code_version(),
        },
    )
    rows = publish(
        libpq_url(given.engine.url), run.run_id, published_frames(warehouse, findings, given.as_of), run.report
    )
    return Done(None, rows)


def published_frames(warehouse: DuckDBPyConnection, findings: Findings, as_of: date) -> Frames:
    """The rows of a night by table."""
    made, choice = findings.plan.made, findings.choice
    marts = {f"mart.{table}": warehouse.table(table) for table in MARTS}
    modelled = made.totals["model"] == LIGHTGBM
    totals = made.totals.assign(model_version_id=pd.array([choice.version_id] * len(made.totals), "Int64"))
    totals.loc[~modelled, "model_version_id"] = pd.NA
    found = {
        "mart.sku_overview": findings.plan.overview,
        "ai.predictions": made.path,
        "ai.prediction_totals": totals,
        "ai.prediction_explanations": made.explanations,
        "ai.recommendations": findings.plan.recommendations,
        "ai.anomaly_detections": findings.anomalies,
        "ai.day_forecasts": day_forecasts(made.path, made.spread, as_of),
    }
    found |= record_frames(
        warehouse,
        as_of,
        totals=made.totals,
        applied=findings.forecasts.applied,
        scores=findings.scores,
        backtest=choice.accuracy,
    )
    return marts | {table: frame.rename(columns={"unique_id": "product_id"}) for table, frame in found.items()}
