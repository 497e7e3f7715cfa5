"""The kinds of runs, each with its steps and with what follows it."""

from datetime import date

from sqlalchemy import Engine

from analytics.publish.retention import drop_old_runs
from jobs.retention import purge_evidence
from jobs.run import RunResult, run_steps
from kit.progress import Progress
from kit.settings import Settings
from planning.nightly import Night
from planning.policy_backtest import Backtest
from planning.steps import Step


def nightly(settings: Settings, engine: Engine, logical_date: date, trigger: str, report: Progress) -> RunResult:
    """Run the nightly run of a date; it uses no data after that date.

    Raises:
        InputError: there is no data on or before the date.
        FaultError: another run is under way, the database does not answer, or a check of the marts failed.
    """
    with Night(settings, engine, logical_date) as night:
        steps = [
            Step("extract", night.extract),
            Step("marts", night.build_marts),
            Step("model", night.train_or_load),
            Step("forecast", night.forecast),
            Step("anomalies", night.find_anomalies),
            Step("score", night.score),
            Step("recommend", night.recommend),
            Step("publish", night.publish),
        ]
        result = run_steps(
            engine,
            kind="NIGHTLY",
            logical_date=logical_date,
            trigger=trigger,
            home=settings.home,
            steps=steps,
            report=report,
            before_publication=night.carry_decisions,
        )
    drop_old_runs(engine, settings.keep_runs)
    purge_evidence(engine, settings.home, settings.keep_evidence)
    return result


def training(settings: Settings, engine: Engine, logical_date: date, trigger: str, report: Progress) -> RunResult:
    """Train a new model on the data up to a date; the next nightly runs use it.

    Raises:
        InputError: there is no data on or before the date.
        FaultError: another run is under way, or the database does not answer.
    """
    with Night(settings, engine, logical_date) as night:
        steps = [Step("extract", night.extract), Step("marts", night.build_marts), Step("train", night.train)]
        return run_steps(
            engine,
            kind="TRAINING",
            logical_date=logical_date,
            trigger=trigger,
            home=settings.home,
            steps=steps,
            report=report,
        )


def policy_backtest(
    settings: Settings, engine: Engine, logical_date: date, trigger: str, report: Progress
) -> RunResult:
    """Walk the half year up to a date and publish what each policy cost.

    Raises:
        InputError: there is no data on or before the date, too little of it, or no SKU has cost and price.
        FaultError: another run is under way, the database does not answer, or a check of the marts failed.
    """
    with Backtest(settings, engine, logical_date) as backtest:
        steps = [
            Step("extract", backtest.extract),
            Step("train", backtest.train),
            Step("forecast", backtest.forecast),
            Step("walk", backtest.walk),
            Step("publish", backtest.publish),
        ]
        result = run_steps(
            engine,
            kind="POLICY_BACKTEST",
            logical_date=logical_date,
            trigger=trigger,
            home=settings.home,
            steps=steps,
            report=report,
        )
    drop_old_runs(engine, settings.keep_runs)
    return result
