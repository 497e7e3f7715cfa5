"""The kinds of runs, each with its steps and with what follows it."""

from datetime import date

import structlog
from sqlalchemy import Engine
from sqlalchemy.orm import Session

import planning.nightly
import planning.policy_backtest
from analytics.publish.retention import drop_old_runs
from domain.replenishment.service import carry_decisions
from jobs.evidence_retention import purge_evidence
from jobs.run import RunResult, RunSpec, run_steps
from kit.clock import utc_now
from kit.progress import Progress
from kit.settings import Settings

log = structlog.get_logger(__name__)


def nightly(settings: Settings, engine: Engine, logical_date: date, trigger: str, report: Progress) -> RunResult:
    """Run the nightly run of a date; it uses no data after that date.

    Raises:
        InputError: there is no data on or before the date.
        FaultError: another run is under way, the database does not answer, or a check of the marts failed.
    """
    work = planning.nightly.night(settings, engine, logical_date)
    spec = RunSpec("NIGHTLY", logical_date, trigger, settings.home)
    result = run_steps(engine, spec, work, report, before_publication=_carry_decisions)
    drop_old_runs(engine, settings.keep_runs)
    purge_evidence(engine, settings.home, settings.keep_evidence)
    return result


def training(settings: Settings, engine: Engine, logical_date: date, trigger: str, report: Progress) -> RunResult:
    """Train a new model on the data up to a date; the next nightly runs use it.

    Raises:
        InputError: there is no data on or before the date.
        FaultError: another run is under way, or the database does not answer.
    """
    work = planning.nightly.training(settings, engine, logical_date)
    return run_steps(engine, RunSpec("TRAINING", logical_date, trigger, settings.home), work, report)


def policy_backtest(
    settings: Settings, engine: Engine, logical_date: date, trigger: str, report: Progress
) -> RunResult:
    """Simulate the half year up to a date and publish what each policy cost.

    Raises:
        InputError: there is no data on or before the date, too little of it, or no SKU has cost and price.
        FaultError: another run is under way, the database does not answer, or a check of the marts failed.
    """
    work = planning.policy_backtest.policy_backtest(settings, engine, logical_date)
    result = run_steps(engine, RunSpec("POLICY_BACKTEST", logical_date, trigger, settings.home), work, report)
    drop_old_runs(engine, settings.keep_runs)
    return result


def _carry_decisions(session: Session, run_id: int) -> None:
    """Apply users' decisions on earlier recommendations to the new ones."""
    log.info("decisions_carried", **carry_decisions(session, run_id, utc_now()))
