"""Build every model in the warehouse, in order, and hold each to its contract."""

import json
import time
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from datetime import date, timedelta

from duckdb import DuckDBPyConnection

from analytics.transform.calendar import calendar_days
from analytics.transform.checks import CheckWarning, run_check
from analytics.transform.errors import ModelError
from analytics.transform.models import Model, ancestors, in_order, load_checks, load_models
from analytics.warehouse import within_limits
from kit.errors import InputError
from kit.progress import Progress

CALENDAR = "calendar_days"
FEED = "feed_window"
AHEAD_DAYS = 60


@dataclass(frozen=True)
class Parameters:
    """What models may bind by name (`$as_of`); `country` and `paydays` shape the calendar.

    `as_of` is the last known business day, itself included; business days are cut in `timezone`.
    """

    as_of: date
    timezone: str
    country: str
    history_days: int
    default_lead_time_days: int
    default_review_days: int
    service_level: float = 0.95
    paydays: tuple[int, ...] = (10, 25)

    def bindings(self, names: Iterable[str]) -> dict[str, object]:
        """The values of the named parameters.

        Raises:
            ModelError: one of them does not exist.
        """
        known = {field.name: getattr(self, field.name) for field in fields(self)}
        unknown = sorted(set(names) - known.keys())
        if unknown:
            raise ModelError(f"A model binds ${', $'.join(unknown)}; the parameters are ${', $'.join(known)}.")
        return {name: known[name] for name in names}


@dataclass(frozen=True)
class ModelBuild:
    """One model's table: its rows, and how long it took with its checks."""

    model: str
    rows: int
    seconds: float


@dataclass(frozen=True)
class TransformSummary:
    """What was built. `data_until` is the last business day with orders; days after it are unknown, not zero."""

    as_of: date
    data_from: date
    data_until: date
    models: tuple[ModelBuild, ...]
    warnings: tuple[CheckWarning, ...]
    seconds: float

    @property
    def stale_days(self) -> int:
        """Days up to `as_of` of which nothing is known."""
        return (self.as_of - self.data_until).days

    def as_json(self) -> dict[str, object]:
        """The summary for scripts: numbers and text only."""
        plain: dict[str, object] = json.loads(json.dumps(asdict(self), default=str))
        return {**plain, "stale_days": self.stale_days}


def build(warehouse: DuckDBPyConnection, parameters: Parameters, report: Progress) -> TransformSummary:
    """Build all staging models, marts and checks from the `raw_` tables of the warehouse.

    Args:
        warehouse: holds the `raw_` tables that `analytics.extract` brought.
        parameters: bound into the models; nothing after `as_of` reaches a mart.
        report: receives "build", models done and all models.

    Raises:
        InputError: there are no orders on or before `as_of`.
        CheckError: rows break a rule of severity `fail`.
        ModelError: a model or its contract can't be used.
        ResourceLimitError: a model needs more memory or temporary disk than is allowed.
    """
    with within_limits(warehouse, "the marts"):
        return _build(warehouse, parameters, report)


def _build(warehouse: DuckDBPyConnection, parameters: Parameters, report: Progress) -> TransformSummary:
    started = time.monotonic()
    models = load_models()
    load_calendar(warehouse, parameters)
    ordered = in_order(models, readable_tables(warehouse))
    first = ancestors(models, FEED)
    runner = _Runner(warehouse, parameters, report, len(ordered))
    runner.run(model for model in ordered if model.name in first)
    data_from, data_until = _feed_window(warehouse, parameters.as_of)
    runner.run(model for model in ordered if model.name not in first)
    runner.run_spanning_checks()
    return TransformSummary(
        as_of=parameters.as_of,
        data_from=data_from,
        data_until=data_until,
        models=tuple(runner.built),
        warnings=tuple(runner.warnings),
        seconds=time.monotonic() - started,
    )


class _Runner:
    """Builds models one after another and keeps what came of it."""

    def __init__(self, warehouse: DuckDBPyConnection, parameters: Parameters, report: Progress, total: int) -> None:
        self.built: list[ModelBuild] = []
        self.warnings: list[CheckWarning] = []
        self._warehouse, self._parameters, self._report, self._total = warehouse, parameters, report, total

    def run(self, models: Iterable[Model]) -> None:
        for model in models:
            started = time.monotonic()
            rows = materialise(self._warehouse, model, self._parameters)
            broken = (run_check(self._warehouse, model.name, check, model.contract) for check in model.contract.checks)
            self.warnings.extend(warning for warning in broken if warning)
            self.built.append(ModelBuild(model.name, rows, round(time.monotonic() - started, 3)))
            self._report("build", len(self.built), self._total)

    def run_spanning_checks(self) -> None:
        for statement, check in load_checks():
            bindings = self._parameters.bindings(statement.parameters)
            warning = run_check(self._warehouse, statement.name, check, parameters=bindings)
            self.warnings.extend([warning] if warning else [])


def materialise(warehouse: DuckDBPyConnection, model: Model, parameters: Parameters) -> int:
    """Rebuild the model's table and return its rows."""
    bindings = parameters.bindings(model.statement.parameters)
    with within_limits(warehouse, model.name):
        ((rows,),) = warehouse.execute(
            f"create or replace table {model.name} as {model.statement.text}", bindings
        ).fetchall()
    return int(rows)


def load_calendar(warehouse: DuckDBPyConnection, parameters: Parameters) -> None:
    """Make the table of the days that models join."""
    start = parameters.as_of - timedelta(days=parameters.history_days)
    end = parameters.as_of + timedelta(days=AHEAD_DAYS)
    warehouse.register("calendar", calendar_days(start, end, parameters.country, parameters.paydays))
    warehouse.execute(f"create or replace table {CALENDAR} as select * from calendar")
    warehouse.unregister("calendar")


def readable_tables(warehouse: DuckDBPyConnection) -> set[str]:
    """What models may read in addition to each other."""
    rows = warehouse.execute("select table_name from duckdb_tables()").fetchall()
    return {name for (name,) in rows if name.startswith("raw_") or name == CALENDAR}


def _feed_window(warehouse: DuckDBPyConnection, as_of: date) -> tuple[date, date]:
    window = warehouse.execute("select data_from, data_until, first_order_date from feed_window").fetchall()
    ((data_from, data_until, first),) = window
    if data_until is None:
        known = f"the first is on {first}; import data or choose a later date" if first else "import data first"
        raise InputError(f"There are no orders on or before {as_of}; {known}.")
    return data_from, data_until
