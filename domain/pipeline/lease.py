"""Whether a run is alive, by the database's clock alone: the clocks of workers and servers don't matter.

A run that claims to be running is dead as soon as its lease is over, for every reader.
"""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case, func, literal, or_

from domain.pipeline.models import PipelineRun, PipelineStep
from domain.pipeline.rules import ABANDONED

NO_GRACE = timedelta()


def lease_end(seconds: int) -> ColumnElement[datetime]:
    """The instant until which a run is alive without another heartbeat, counted from now."""
    return func.clock_timestamp() + timedelta(seconds=seconds)


def is_dead(grace: timedelta = NO_GRACE) -> ColumnElement[bool]:
    """Whether a run claims to be running although its lease ended at least `grace` ago."""
    over = or_(PipelineRun.lease_until.is_(None), PipelineRun.lease_until <= func.clock_timestamp() - grace)
    return and_(PipelineRun.status == "RUNNING", over)


def shown_status() -> SQLColumnExpression[str]:
    """A run's status for readers: a dead run has failed."""
    return case((is_dead(), "FAILED"), else_=PipelineRun.status)


def shown_error() -> SQLColumnExpression[str | None]:
    """Why a run failed, for readers."""
    return case((is_dead(), literal(ABANDONED)), else_=PipelineRun.error)


def shown_error_code() -> SQLColumnExpression[str | None]:
    """Why a run failed, by kind, for readers."""
    return case((is_dead(), literal("ABANDONED")), else_=PipelineRun.error_code)


def shown_end() -> SQLColumnExpression[datetime | None]:
    """When a run ended, for readers: a dead run with its lease."""
    return case((is_dead(), _end_of_lease()), else_=PipelineRun.finished_at)


def shown_step_status() -> SQLColumnExpression[str]:
    """A step's status for readers; the query joins the step's run."""
    return case((_is_cut_off(), "FAILED"), else_=PipelineStep.status)


def shown_step_end() -> SQLColumnExpression[datetime | None]:
    """When a step ended, for readers; the query joins the step's run."""
    end = func.greatest(PipelineStep.started_at, _end_of_lease())
    return case((_is_cut_off(), end), else_=PipelineStep.finished_at)


def _is_cut_off() -> ColumnElement[bool]:
    return and_(PipelineStep.status == "RUNNING", is_dead())


def _end_of_lease() -> ColumnElement[datetime]:
    return func.greatest(PipelineRun.started_at, PipelineRun.lease_until)
