"""`dataFreshness`: how old the data behind all figures are."""

from datetime import date
from enum import Enum
from typing import Self

from domain.pipeline.freshness import data_age
from domain.pipeline.read_repository import Served
from graphql_api.context import Info, Services
from graphql_api.described import enum, field, object_type, resolver
from graphql_api.permissions import Guard, Role


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
    def of(cls, services: Services, served: Served) -> Self:
        """The freshness of the published run's data as of now."""
        age, limits = data_age(served.data_until, services.today(), services.freshness), services.freshness
        return cls(
            data_until=age.until,
            age_days=age.days,
            state=DataState[age.state],
            late_after_days=limits.late_after_days,
            stale_after_days=limits.stale_after_days,
        )


@resolver(Guard(Role.OPERATOR))
async def data_freshness(info: Info) -> DataFreshness | None:
    """How old the data behind the published figures are; null before the first nightly run."""
    served = await info.context.served()
    return None if served is None else DataFreshness.of(info.context.services, served)
