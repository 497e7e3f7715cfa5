"""The nightly run: from raw rows to a published forecast, explanation, anomalies and recommendations."""

from contextlib import ExitStack
from dataclasses import asdict, fields, replace
from datetime import date, timedelta
from typing import Self

import pandas as pd
import structlog
from duckdb import DuckDBPyConnection
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analytics.anomalies.service import detect
from analytics.anomalies.settings import AnomalySettings
from analytics.extract.service import pull
from analytics.forecast.model import Training, save
from analytics.forecast.override import apply_overrides
from analytics.forecast.rules import end_of_life
from analytics.forecast.service import Forecast, forecast
from analytics.forecast.training import SERVED
from analytics.overview.service import HORIZONS, OverviewInputs, RiskThresholds, overview
from analytics.publish.service import Frames, publish
from analytics.replenishment.inputs import Policy, ReplenishmentInputs
from analytics.replenishment.risk import stockout_risks
from analytics.replenishment.service import recommend
from analytics.transform.checks import shown
from analytics.transform.service import Parameters, TransformSummary, build
from domain.anomalies.rules import strictness_of
from domain.ingestion.repository import newest_assumption
from domain.replenishment.service import carry_decisions
from kit.clock import utc_now
from kit.postgres import libpq_url
from kit.settings import Settings
from kit.version import code_version
from planning import evidence, frames
from planning.ledger import Scores, day_forecasts, record_frames, score
from planning.model_choice import Choice, choose, train_new
from planning.sku_error_scale import own_spread
from planning.steps import RunContext
from planning.warehouse import open_home_warehouse

MARTS = ("sku_daily_stats", "sku_weekly_stats", "sku_features", "supplier_lead_times", "demand_corrections")
log = structlog.get_logger(__name__)


class Night:
    """The steps of one nightly run; each leaves its frames for the next."""

    _warehouse: DuckDBPyConnection
    _choice: Choice
    _forecast: Forecast
    _applied: pd.DataFrame
    _scores: Scores
    _terms: pd.DataFrame
    _anomalies: pd.DataFrame
    _recommendations: pd.DataFrame
    _overview: pd.DataFrame

    def __init__(self, settings: Settings, engine: Engine, as_of: date) -> None:
        self._settings = settings
        self._engine = engine
        self._as_of = as_of
        self._uri = libpq_url(engine.url)
        self._training = Training(threads=settings.workers)
        self._policy = replenishment_policy(settings, engine)
        self._open = ExitStack()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def extract(self, context: RunContext) -> dict[str, int]:
        """Pull what has changed in PostgreSQL since the last pull; the run is ours by now, and so is the warehouse."""
        self._warehouse = self._open.enter_context(open_home_warehouse(self._settings))
        summary = pull(self._uri, self._warehouse, context.report)
        return {"rows": summary.rows}

    def build_marts(self, context: RunContext) -> dict[str, int]:
        """Build staging and marts and hold them to their contracts."""
        summary = build(self._warehouse, self._parameters(), context.report)
        _tell(summary, context)
        evidence.keep_tables(self._warehouse, context.evidence)
        return {model.model: model.rows for model in summary.models}

    def train(self, _: RunContext) -> dict[str, int]:
        """Train a new model whatever there is."""
        self._choice = train_new(self._warehouse, self._engine, self._settings.home, self._training)
        return {"trained": int(self._choice.is_new)}

    def train_or_load(self, context: RunContext) -> dict[str, int]:
        """Find the newest good model, or train one: when there is none, or it has drifted."""
        settings = self._settings
        oldest = self._as_of - timedelta(days=settings.model_days)
        choice = choose(
            self._warehouse, self._engine, settings.home, self._training, as_of=self._as_of, not_before=oldest
        )
        self._choice = choice
        if choice.model is None:
            context.warn("SHORT_HISTORY", "The history is too short for a model; a baseline is used for every SKU.")
        for drift in choice.drift:
            context.warn("DRIFT", f"Model retrained: {drift.message}", **drift.numbers)
        counts = {"trained": int(choice.is_new), "model_version": choice.version_id or 0}
        return {**counts, "drifted": len(choice.drift)}

    def forecast(self, context: RunContext) -> dict[str, int]:
        """Forecast and explain every SKU, shard by shard; then planners have their say."""
        self._terms = frames.terms(self._warehouse)
        until = frames.selling_until(self._terms)
        borrowed, categories = frames.launch_rates(self._warehouse), frames.categories(self._terms)
        count = frames.shards(self._warehouse)
        parts = []
        for shard in range(count):
            panel = frames.shard_panel(self._warehouse, shard, count)
            parts.append(forecast(panel, self._choice.model, self._as_of, until, borrowed, categories=categories))
            context.report("forecast", shard + 1, count, "shards")
        made = joined(parts)
        made = replace(made, explanations=end_of_life(made.explanations, until, self._as_of))
        self._forecast, self._applied = apply_overrides(made, frames.overrides(self._warehouse), self._as_of)
        totals = self._forecast.totals
        served = totals.loc[totals["horizon_days"] == totals["horizon_days"].min(), "model"].value_counts()
        by_model = {f"by_{name.lower()}": int(number) for name, number in served.items()}
        return {"skus": int(served.sum()), "overrides": len(self._applied), **by_model}

    def find_anomalies(self, _: RunContext) -> dict[str, int]:
        """Find what began in the last days and is not known yet."""
        inputs = frames.anomaly_inputs(self._warehouse, self._terms, self._as_of)
        strictness = {name: strictness_of(*counts) for name, counts in frames.ratings(self._warehouse).items()}
        self._anomalies = detect(inputs, self._as_of, AnomalySettings(strictness=strictness))
        kinds = self._anomalies["anomaly_type"].value_counts()
        return {"new": len(self._anomalies), **{str(kind).lower(): int(number) for kind, number in kinds.items()}}

    def recommend(self, _: RunContext) -> dict[str, int]:
        """Recommend orders and describe every SKU."""
        positions, inbound = frames.positions(self._warehouse), frames.inbound(self._warehouse)
        backtest, came_due = self._choice.accuracy, self._scores.totals
        spread = own_spread(self._warehouse, self._forecast.spread, backtest, came_due, self._as_of)
        made = self._forecast = replace(self._forecast, spread=spread)
        forecast_terms = self._terms[self._terms["unique_id"].isin(made.spread["unique_id"])]
        inputs = ReplenishmentInputs(forecast_terms, positions, inbound, made.outlook, made.spread)
        self._recommendations = recommend(inputs, self._as_of, self._policy)
        self._overview = overview(
            OverviewInputs(
                terms=self._terms,
                positions=positions,
                totals=made.totals,
                risks=stockout_risks(inputs, self._as_of, self._policy, HORIZONS),
                spread=made.spread,
                demand=frames.recent_demand(self._warehouse, self._as_of),
                classes=frames.classes(self._warehouse),
                recommendations=self._recommendations,
            ),
            self._as_of,
            RiskThresholds(),
        )
        return {
            "recommendations": len(self._recommendations),
            "to_order": int((self._recommendations["quantity"] > 0).sum()),
        }

    def score(self, _: RunContext) -> dict[str, int]:
        """Score the published forecasts and overrides that have come due."""
        self._scores = score(self._warehouse, self._as_of)
        return {"totals": len(self._scores.totals), "overrides": len(self._scores.overrides)}

    def publish(self, context: RunContext) -> dict[str, int]:
        """Keep the evidence and load everything under the run's id; the run's end lets readers see it."""
        for field in fields(self._forecast):
            evidence.keep_frame(getattr(self._forecast, field.name), context.evidence, field.name)
        evidence.keep_frame(self._recommendations, context.evidence, "recommendations")
        days, model = frames.history(self._warehouse), self._choice.model
        evidence.seal(
            context.evidence,
            {
                **self._parameters().__dict__,
                "policy": asdict(self._policy),
                "history_start": days.start,
                "history_until": days.until,
                "model_sha256": save(model, context.evidence / evidence.MODEL_FOLDER).hex() if model else None,
                "model_version": self._choice.version_id,
                "code_version": code_version(),
            },
        )
        return publish(self._uri, context.run_id, self._published(), context.report)

    def carry_decisions(self, session: Session, context: RunContext) -> None:
        """Apply users' decisions on earlier recommendations to the new ones."""
        carried = carry_decisions(session, context.run_id, utc_now())
        log.info("decisions_carried", **carried)

    def _parameters(self) -> Parameters:
        return parameters(self._settings, self._policy, self._as_of)

    def _published(self) -> Frames:
        made, version = self._forecast, self._choice.version_id
        marts = {f"mart.{table}": self._warehouse.table(table) for table in MARTS}
        modelled = made.totals["model"] == SERVED
        totals = made.totals.assign(model_version_id=pd.array([version] * len(made.totals), "Int64"))
        totals.loc[~modelled, "model_version_id"] = pd.NA
        found = {
            "mart.sku_overview": self._overview,
            "ai.predictions": made.path,
            "ai.prediction_totals": totals,
            "ai.prediction_explanations": made.explanations,
            "ai.recommendations": self._recommendations,
            "ai.anomaly_detections": self._anomalies,
            "ai.day_forecasts": day_forecasts(made.path, made.spread, self._as_of),
        }
        found |= record_frames(
            self._warehouse,
            self._as_of,
            totals=made.totals,
            applied=self._applied,
            scores=self._scores,
            backtest=self._choice.accuracy,
        )
        return marts | {table: frame.rename(columns={"unique_id": "product_id"}) for table, frame in found.items()}


def replenishment_policy(settings: Settings, engine: Engine) -> Policy:
    """What recommendations assume where nothing is known."""
    return Policy(
        default_lead_time_days=assumed_lead_time_days(settings, engine),
        default_review_days=settings.default_review_days,
        holding_cost_rate=settings.holding_cost_rate,
        ordering_cost=settings.ordering_cost,
        is_profit_optimal=settings.service == "profit",
    )


def parameters(settings: Settings, policy: Policy, as_of: date) -> Parameters:
    """What the marts of a day are built with."""
    return Parameters(
        as_of=as_of,
        timezone=settings.timezone,
        country=settings.country,
        history_days=settings.history_days,
        default_lead_time_days=int(policy.default_lead_time_days),
        default_review_days=settings.default_review_days,
        service_level=settings.service_level,
    )


def assumed_lead_time_days(settings: Settings, engine: Engine) -> int:
    """Days assumed where no lead time is known: as the newest import assumed (`--assume lead-time=…`), else as set."""
    with Session(engine) as session:
        told = newest_assumption(session, "lead-time")
    return int(told) if told is not None else settings.default_lead_time_days


def joined(parts: list[Forecast]) -> Forecast:
    """The shards' forecasts as one, SKUs in ascending order."""

    def whole(name: str) -> pd.DataFrame:
        frame: pd.DataFrame = pd.concat([getattr(part, name) for part in parts], ignore_index=True)
        return frame.sort_values("unique_id", kind="stable", ignore_index=True)

    return Forecast(**{field.name: whole(field.name) for field in fields(Forecast)})


def _tell(summary: TransformSummary, context: RunContext) -> None:
    context.data_until = summary.data_until
    if summary.stale_days:
        context.warn(
            "STALE_DATA",
            f"Orders are known up to {summary.data_until}; the {summary.stale_days} days after that are missing.",
            stale_days=summary.stale_days,
        )
    for warning in summary.warnings:
        context.warn(
            warning.breach.code,
            warning.breach.sentences["en"],
            message_ko=warning.breach.sentences["ko"],
            rows=warning.rows,
            examples=[shown(example) for example in warning.examples],
        )
