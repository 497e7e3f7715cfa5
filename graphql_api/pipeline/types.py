"""Runs of the pipeline and their steps."""

from datetime import date, datetime
from enum import Enum
from types import MappingProxyType

import strawberry

from domain.pipeline.repository import RUN_COLUMNS
from graphql_api.context import Info
from graphql_api.node import Node
from graphql_api.permissions import operators
from graphql_api.pipeline.loaders import StepsByRunIdLoader
from graphql_api.rows import FromRow, columns
from graphql_api.values import NamedCount, NamedNumber, named_counts, named_numbers

NEEDS = MappingProxyType({"counts": ("count_values",), "warnings": ("warning_values",)})


def run_columns(fields: set[str]) -> frozenset[str]:
    """The columns behind the fields asked of a run."""
    return columns(RUN_COLUMNS, fields, NEEDS)


@strawberry.enum(description="The kind of a run.")
class RunKind(Enum):
    """Kinds of `jobs.pipeline_run`."""

    NIGHTLY = strawberry.enum_value("NIGHTLY", description="Forecasts, detects, recommends and publishes.")
    TRAINING = strawberry.enum_value("TRAINING", description="Trains the model.")
    POLICY_BACKTEST = strawberry.enum_value(
        "POLICY_BACKTEST", description="Simulates order policies on past demand and computes what each would have cost."
    )


@strawberry.enum(description="The trigger of a run.")
class RunTrigger(Enum):
    """Triggers of `jobs.pipeline_run`."""

    SCHEDULE = strawberry.enum_value("SCHEDULE", description="The schedule.")
    COMMAND = strawberry.enum_value("COMMAND", description="The command line.")
    API = strawberry.enum_value("API", description="A user, through this API.")
    CATCH_UP = strawberry.enum_value("CATCH_UP", description="A date that was missed.")


@strawberry.enum(description="The status of a run.")
class RunStatus(Enum):
    """Statuses of `jobs.pipeline_run`."""

    QUEUED = strawberry.enum_value("QUEUED", description="Waits for a worker.")
    RUNNING = strawberry.enum_value("RUNNING", description="Runs.")
    SUCCEEDED = strawberry.enum_value("SUCCEEDED", description="Finished.")
    FAILED = strawberry.enum_value("FAILED", description="Ended with an error, or its process died.")


@strawberry.enum(description="Why a run failed.")
class RunErrorCode(Enum):
    """Error codes of `jobs.pipeline_run`."""

    INPUT_REFUSED = strawberry.enum_value("INPUT_REFUSED", description="The data that it needs is missing or unusable.")
    CHECK_FAILED = strawberry.enum_value("CHECK_FAILED", description="The data failed a required check.")
    FAULT = strawberry.enum_value("FAULT", description="Something that it needs was not available.")
    BROKEN = strawberry.enum_value(
        "BROKEN", description="A step failed unexpectedly; the traceback is in the run's evidence."
    )
    INTERRUPTED = strawberry.enum_value("INTERRUPTED", description="A user or the system stopped it.")
    ABANDONED = strawberry.enum_value("ABANDONED", description="Its process died without reporting an error.")


@strawberry.enum(description="The status of a step.")
class StepStatus(Enum):
    """Statuses of `jobs.pipeline_step`."""

    RUNNING = strawberry.enum_value("RUNNING", description="Runs.")
    SUCCEEDED = strawberry.enum_value("SUCCEEDED", description="Finished.")
    FAILED = strawberry.enum_value("FAILED", description="Ended with the run's error.")


@strawberry.type(description="A problem that did not stop a run.", directives=operators())
class RunWarning:
    """One warning."""

    code: str = strawberry.field(description="Code of the warning.")
    message: str = strawberry.field(description="One sentence for people.")
    message_ko: str | None = strawberry.field(
        description="The same in Korean; null where the code determines the text."
    )
    examples: list[str] = strawberry.field(description="The first rows concerned, five at most, by their key.")
    step: str | None = strawberry.field(description="The step that found it.")
    numbers: list[NamedNumber] = strawberry.field(description="Its numbers.")


@strawberry.type(description="One step of a run.", directives=operators())
class RunStep(FromRow):
    """One row of `jobs.pipeline_step`."""

    position: int = strawberry.field(description="Place in the run, from the first.")
    name: str = strawberry.field(description="The step's name.")
    status: StepStatus = strawberry.field(description="Its status.")
    started_at: datetime = strawberry.field(description="When it began, in UTC.")
    finished_at: datetime | None = strawberry.field(description="When it ended; null: still running.")

    @strawberry.field(description="How long it took, in seconds; null: still running.")
    def seconds(self) -> float | None:
        """The duration."""
        return _seconds(self.row.started_at, self.row.finished_at)

    @strawberry.field(description="What it counted.")
    def counts(self) -> list[NamedCount]:
        """The counts."""
        return named_counts(self.row.counts)


@strawberry.type(description="One attempt at computing everything for one date.", directives=operators())
class PipelineRun(FromRow, Node):
    """One row of `jobs.pipeline_run`."""

    run_id: strawberry.Private[int]
    kind: RunKind = strawberry.field(description="The kind of the run.")
    logical_date: date = strawberry.field(description="The last business day that the run includes.")
    attempt: int = strawberry.field(description="The number of the attempt at this date.")
    trigger: RunTrigger = strawberry.field(description="Its trigger.")
    status: RunStatus = strawberry.field(description="Its status.")
    step: str | None = strawberry.field(description="The step that it is at or ended in.")
    started_at: datetime | None = strawberry.field(description="When it began, in UTC; null: not yet.")
    finished_at: datetime | None = strawberry.field(description="When it ended, in UTC; null: not yet.")
    published_at: datetime | None = strawberry.field(description="When it was first published; null: never.")
    error: str | None = strawberry.field(description="Why it failed, in one sentence.")
    error_code: RunErrorCode | None = strawberry.field(
        description="Why it failed, by kind; null: it did not, or before such codes were kept."
    )
    code_version: str | None = strawberry.field(description="The program's version that ran it.")

    @strawberry.field(description="What it counted.")
    def counts(self) -> list[NamedCount]:
        """The counts."""
        return named_counts(self.row.count_values)

    @strawberry.field(description="Problems that did not stop it.")
    def warnings(self) -> list[RunWarning]:
        """The warnings."""
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

    @strawberry.field(description="Its steps, in order.")
    async def steps(self, info: Info) -> list[RunStep]:
        """The steps."""
        return RunStep.of_all(await info.context.loader(StepsByRunIdLoader).load(self.run_id))

    def node_key(self) -> object:
        """The run's number."""
        return self.run_id


def _seconds(started_at: datetime, finished_at: datetime | None) -> float | None:
    return None if finished_at is None else round((finished_at - started_at).total_seconds(), 3)
