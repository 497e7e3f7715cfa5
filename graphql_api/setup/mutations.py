"""Mutations of sample data."""

from datetime import timedelta
from types import MappingProxyType

from sqlalchemy.orm import Session

from domain.identity.caller import Caller
from domain.setup import service
from domain.setup.errors import SampleDataError
from domain.setup.repository import find_sample_row
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, object_type
from graphql_api.idempotency import IDEMPOTENCY_KEY
from graphql_api.mutation import KEY_REFUSALS, MutationFamily, Refusal
from graphql_api.outcomes import UserError
from graphql_api.permissions import Guard, Role
from graphql_api.setup.types import SampleData

ADMINISTRATION = Guard(Role.ADMIN, is_for_people_only=True)


@input_type
class SampleDataInput:
    """A request about sample data."""

    idempotency_key: str | None = field(IDEMPOTENCY_KEY, default=None)


@object_type
class SampleDataRefused(UserError):  # noqa: N818  # the schema's own word, no exception
    """Sample data can't be added or removed now; nothing was changed."""


async def _sample_data(info: Info, _: object) -> SampleData | SampleDataRefused:
    async with info.context.reading() as reading:
        row = await find_sample_row(reading)
    if row is None:
        return SampleDataRefused(code="NO_SAMPLE_DATA", message="The sample data were removed already.")
    return SampleData.of(row)


sample_data_mutation = MutationFamily(
    "SampleDataResult",
    SampleData,
    _sample_data,
    MappingProxyType({SampleDataError: Refusal(SampleDataRefused, reason=str), **KEY_REFUSALS}),
)


@sample_data_mutation("ADD_SAMPLE_DATA", ADMINISTRATION)
def add_sample_data(session: Session, caller: Caller, input: SampleDataInput) -> int:  # noqa: ARG001  # read by the decorator
    """Fill a shop without data with generated ones, up to yesterday, to look around; a worker does it, with a nightly
    run. While they are there nothing else can be imported.
    """
    return service.request_sample_data(session, caller, caller.today - timedelta(days=1))


@sample_data_mutation("REMOVE_SAMPLE_DATA", ADMINISTRATION)
def remove_sample_data(session: Session, caller: Caller, input: SampleDataInput) -> int:  # noqa: ARG001  # read by the decorator
    """Remove the sample data and all that came of them: runs, forecasts, recommendations, anomalies, orders, comments,
    notifications. Users, their settings and the company's planning settings stay. A worker does it.
    """
    return service.request_removal(session, caller)
