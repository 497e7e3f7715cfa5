"""`triggerPipelineRun`: a night, a training or a policy backtest on demand."""

from typing import Annotated

import strawberry
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.idempotency.service import once
from domain.identity.trail import done
from domain.pipeline.errors import RunUnderWayError
from domain.pipeline.repository import find_run
from domain.pipeline.rules import last_whole_day
from domain.pipeline.service import request_run
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, object_type
from graphql_api.idempotency import IDEMPOTENCY_KEY, KEY_ERRORS, IdempotencyConflict, body_of, refused_key
from graphql_api.outcomes import UserError, ValidationFailed
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.types import PipelineRun, RunKind, run_columns
from graphql_api.rows import asked

ACTION = "TRIGGER_PIPELINE_RUN"


@input_type
class TriggerPipelineRunInput:
    """A run on demand. It is for the last business day that has ended when the run begins."""

    kind: RunKind = field("The kind of the run.", default=RunKind.NIGHTLY)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@object_type
class TriggerPipelineRunSuccess:
    """The run waits for a worker, which starts it within seconds; `pipelineRunProgress` shows its progress."""

    run: PipelineRun = field("The run as it is now.")


@object_type
class RunInProgress(UserError):  # noqa: N818  # the schema's own word, no exception
    """A run is already waiting or running; nothing was started. `code` is RUN_IN_PROGRESS."""

    run: PipelineRun = field("That run.")


TriggerPipelineRunResult = Annotated[
    TriggerPipelineRunSuccess | RunInProgress | IdempotencyConflict | ValidationFailed,
    strawberry.union("TriggerPipelineRunResult", description="The outcome of `triggerPipelineRun`."),
]


@strawberry.type
class TriggerPipelineRunMutation:
    """`triggerPipelineRun`."""

    @strawberry.mutation(
        description="Start a nightly run, a training or a policy backtest now. Published"
        " figures stay until a nightly run succeeds; one that is older than they are does not replace them.",
        extensions=[Guard(Role.MANAGER)],
    )
    async def trigger_pipeline_run(
        self,
        info: Info,
        input: Annotated[TriggerPipelineRunInput, argument("The request.")],
    ) -> TriggerPipelineRunResult:
        """Check, queue, audit."""
        context, columns = info.context, run_columns(asked(info, ("run",)))
        try:
            run = await _read(context, await _request(context, input), columns)
        except KEY_ERRORS as error:
            return refused_key(error)
        except RunUnderWayError as error:
            await context.note_refusal(ACTION, "a run is already waiting or running")
            busy = await _read(context, error.run_id, columns)
            return RunInProgress(code="RUN_IN_PROGRESS", message=str(error), run=busy)
        return TriggerPipelineRunSuccess(run=run)


async def _request(context: Context, given: TriggerPipelineRunInput) -> int:
    caller = context.signed_in()

    def act(session: Session) -> dict[str, object]:
        run = request_run(session, given.kind.name, last_whole_day(caller.now, context.services.zone), caller.now)
        details = {"kind": run.kind, "logical_date": run.logical_date, "attempt": run.attempt}
        record(session, done(ACTION, caller, ("PipelineRun", run.id), details))
        return {"run_id": run.id}

    def work(session: Session) -> dict[str, object]:
        return once(
            session,
            caller.user_id,
            given.idempotency_key,
            operation=ACTION,
            body=body_of(given),
            now=caller.now,
            act=lambda: act(session),
        )

    return int(str((await context.unit_of_work(work))["run_id"]))


async def _read(context: Context, run_id: int, columns: frozenset[str]) -> PipelineRun:
    async with context.reading() as reading:
        row = await find_run(reading, run_id, columns)
    if row is None:
        raise LookupError(f"run {run_id} is gone")
    return PipelineRun.of(row)
