"""`dataFreshness`: how old the data behind all figures are."""

from datetime import date
from enum import Enum
from typing import Self

import strawberry

from domain.pipeline.freshness import data_age
from domain.pipeline.read_repository import PublishedRun
from graphql_api.context import Info, Services
from graphql_api.permissions import Guard, Role, operators


@strawberry.enum(description="Whether data are as new as they should be.")
class DataState(Enum):
    """States of `domain.pipeline.freshness`."""

    FRESH = strawberry.enum_value("FRESH", description="Not older than `lateAfterDays`.")
    LATE = strawberry.enum_value(
        "LATE", description="Older than `lateAfterDays`: a nightly run or an import is missing."
    )
    STALE = strawberry.enum_value("STALE", description="Older than `staleAfterDays`: do not order without a check.")


@strawberry.type(description="How old the data behind the published figures are.", directives=operators())
class DataFreshness:
    """Age of the data."""

    data_until: date = strawberry.field(description="The last business day with data.")
    age_days: int = strawberry.field(description="Days from then to today, the company's business day; usually 1.")
    state: DataState = strawberry.field(description="Whether that is as new as it should be.")
    late_after_days: int = strawberry.field(description="Data older than this are late, in days.")
    stale_after_days: int = strawberry.field(description="Data older than this are stale, in days.")

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


@strawberry.type
class FreshnessQueries:
    """Questions about the age of the data."""

    @strawberry.field(
        description="How old the data behind the published figures are; null before the first nightly run.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def data_freshness(self, info: Info) -> DataFreshness | None:
        """The published run's data."""
        published = await info.context.published_run()
        return None if published is None else DataFreshness.of(info.context.services, published)
