"""Runs of the pipeline and their steps, and how old the published data are."""

from datetime import date, datetime
from enum import Enum
from types import MappingProxyType
from typing import Self

import strawberry

from domain.pipeline.freshness import data_age
from domain.pipeline.repository import RUN_COLUMNS, PublishedRun
from graphql_api.context import Info, Services
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.node import Node
from graphql_api.pipeline.loaders import StepsByRunIdLoader
from graphql_api.rows import FromRow
from graphql_api.values import NamedCount, NamedNumber, named_counts, named_numbers

NEEDS = MappingProxyType({"counts": ("count_values",), "warnings": ("warning_values",)})


@enum
class RunKind(Enum):
    """The kind of a run."""

    NIGHTLY = "Forecasts, detects, recommends and publishes."
    TRAINING = "Trains the model."
    POLICY_BACKTEST = "Simulates order policies on past demand and computes what each would have cost."


@enum
class RunTrigger(Enum):
    """The trigger of a run."""

    SCHEDULE = "The schedule."
    COMMAND = "The command line."
    API = "A user, through this API."
    CATCH_UP = "A date that was missed."


@enum
class RunStatus(Enum):
    """The status of a run."""

    QUEUED = "Waits for a worker."
    RUNNING = "Runs."
    SUCCEEDED = "Finished."
    FAILED = "Ended with an error, or its process died."


@enum
class RunErrorCode(Enum):
    """Why a run failed."""

    INPUT_REFUSED = "The data that it needs is missing or unusable."
    CHECK_FAILED = "The data failed a required check."
    FAULT = "Something that it needs was not available."
    BROKEN = "A step failed unexpectedly; the traceback is in the run's evidence."
    INTERRUPTED = "A user or the system stopped it."
    ABANDONED = "Its process died without reporting an error."


@enum
class StepStatus(Enum):
    """The status of a step."""

    RUNNING = "Runs."
    SUCCEEDED = "Finished."
    FAILED = "Ended with the run's error."


@object_type
class RunWarning:
    """A problem that did not stop a run."""

    code: str = field("Code of the warning.")
    message: str = field("One sentence for people.")
    message_ko: str | None = field("The same in Korean; null where the code determines the text.")
    examples: list[str] = field("The first rows concerned, five at most, by their key.")
    step: str | None = field("The step that found it.")
    numbers: list[NamedNumber] = field("Its numbers.")


@object_type
class RunStep(FromRow):
    """One step of a run."""

    position: int = field("Place in the run, from the first.")
    name: str = field("The step's name.")
    status: StepStatus = field("Its status.")
    started_at: datetime = field("When it began, in UTC.")
    finished_at: datetime | None = field("When it ended; null: still running.")

    @resolver()
    def seconds(self) -> float | None:
        """How long it took, in seconds; null: still running."""
        return _seconds(self.row.started_at, self.row.finished_at)

    @resolver()
    def counts(self) -> list[NamedCount]:
        """What it counted."""
        return named_counts(self.row.counts)


@object_type
class PipelineRun(FromRow, Node, names=RUN_COLUMNS, needs=NEEDS):
    """One attempt at computing everything for one date."""

    run_id: strawberry.Private[int]
    kind: RunKind = field("The kind of the run.")
    logical_date: date = field("The last business day that the run includes.")
    attempt: int = field("The number of the attempt at this date.")
    trigger: RunTrigger = field("Its trigger.")
    status: RunStatus = field("Its status.")
    step: str | None = field("The step that it is at or ended in.")
    started_at: datetime | None = field("When it began, in UTC; null: not yet.")
    finished_at: datetime | None = field("When it ended, in UTC; null: not yet.")
    published_at: datetime | None = field("When it was first published; null: never.")
    error: str | None = field("Why it failed, in one sentence.")
    error_code: RunErrorCode | None = field("Why it failed, by kind; null: it did not, or before such codes were kept.")
    code_version: str | None = field("The program's version that ran it.")

    @resolver()
    def counts(self) -> list[NamedCount]:
        """What it counted."""
        return named_counts(self.row.count_values)

    @resolver()
    def warnings(self) -> list[RunWarning]:
        """Problems that did not stop it."""
        return [
            RunWarning(
                code=warning["code"],
                message=warning["message"],
                message_ko=warning.get("message_ko"),
                examples=warning.get("examples", []),
                step=warning.get("step"),
                numbers=named_numbers(warning),
            )
            for warning in self.row.warning_values
        ]

    @resolver()
    async def steps(self, info: Info) -> list[RunStep]:
        """Its steps, in order."""
        return RunStep.of_all(await info.context.loader(StepsByRunIdLoader).load(self.run_id))

    def node_key(self) -> object:
        """The run's number."""
        return self.run_id


def _seconds(started_at: datetime, finished_at: datetime | None) -> float | None:
    return None if finished_at is None else round((finished_at - started_at).total_seconds(), 3)


@enum
class DataState(Enum):
    """Whether data are as new as they should be."""

    FRESH = "Not older than `lateAfterDays`."
    LATE = "Older than `lateAfterDays`: a nightly run or an import is missing."
    STALE = "Older than `staleAfterDays`: do not order without a check."


@object_type
class DataFreshness:
    """How old the data behind the published figures are."""

    data_until: date = field("The last business day with data.")
    age_days: int = field("Days from then to today, the company's business day; usually 1.")
    state: DataState = field("Whether that is as new as it should be.")
    late_after_days: int = field("Data older than this are late, in days.")
    stale_after_days: int = field("Data older than this are stale, in days.")

    @classmethod
    def of(cls, services: Services, published: PublishedRun) -> Self:
        """The freshness of the published run's data as of now."""
        age, limits = data_age(published.data_until, services.today(), services.freshness), services.freshness
        return cls(
            data_until=age.until,
            age_days=age.days,
            state=DataState[age.state],
            late_after_days=limits.late_after_days,
            stale_after_days=limits.stale_after_days,
        )
