"""The mutation that starts a run."""

from datetime import timedelta
from types import MappingProxyType
from typing import Self

import strawberry
from sqlalchemy.orm import Session

from domain.audit.service import record
from domain.identity.audit_entries import done
from domain.identity.caller import Caller
from domain.pipeline.errors import RunUnderWayError
from domain.pipeline.service import request_run
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, object_type, resolver
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal
from graphql_api.outcomes import UserError
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.queries import get_run
from graphql_api.pipeline.types import PipelineRun, RunKind

ACTION = "TRIGGER_PIPELINE_RUN"


@input_type
class TriggerPipelineRunInput:
    """A run on demand. It is for the last business day that has ended when the run begins."""

    kind: RunKind = field("The kind of the run.", default=RunKind.NIGHTLY)
    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@object_type
class RunInProgress(UserError):  # noqa: N818  # the schema's own word, no exception
    """A run is already waiting or running; nothing was started. `code` is RUN_IN_PROGRESS."""

    run_id: strawberry.Private[int]

    @classmethod
    def of(cls, error: RunUnderWayError) -> Self:
        """With that run."""
        return cls(code="RUN_IN_PROGRESS", message=str(error), run_id=error.run_id)

    @resolver()
    async def run(self, info: Info) -> PipelineRun:
        """That run."""
        return await get_run(info, self.run_id)


run_mutation = MutationFamily(
    "PipelineRunResult",
    PipelineRun,
    get_run,
    MappingProxyType(
        {
            RunUnderWayError: Refusal(RunInProgress, reason=lambda _: "a run is already waiting or running"),
            **KEY_REFUSALS,
        }
    ),
)


@run_mutation(ACTION, Guard(Role.MANAGER))
def trigger_pipeline_run(session: Session, caller: Caller, input: TriggerPipelineRunInput) -> int:
    """Start a nightly run, a training or a policy backtest now; a worker starts it within seconds, and
    `pipelineRunProgress` shows its progress. Published figures stay until a nightly run succeeds; one that is older
    than they are does not replace them.
    """
    run = request_run(session, input.kind.name, caller.today - timedelta(days=1), caller.now)
    details = {"kind": run.kind, "logical_date": run.logical_date, "attempt": run.attempt}
    record(session, done(ACTION, caller, ("PipelineRun", run.id), details))
    return run.id
