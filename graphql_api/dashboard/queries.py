"""The dashboard, and the weeks behind its trends."""

from datetime import timedelta
from typing import Annotated

import strawberry

from domain.dashboard.repository import weekly_sums
from graphql_api.context import Info
from graphql_api.dashboard.types import Dashboard, WeekSums
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role

MAX_WEEKS = 26


@strawberry.type
class DashboardQueries:
    """Questions about everything at once."""

    @strawberry.field(
        description="Key figures of the published run; null before the first one.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def dashboard(self, info: Info) -> Dashboard | None:
        """Sums over the published run."""
        published = await info.context.published_run()
        if published is None:
            return None
        return Dashboard(published=published, logical_date=published.logical_date, published_at=published.published_at)

    @strawberry.field(
        description="The last whole weeks of the published run, the earliest first, by currency.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def weekly_trend(
        self,
        info: Info,
        weeks: Annotated[int, strawberry.argument(description=f"How many weeks, from 1 to {MAX_WEEKS}.")] = 13,
    ) -> list[WeekSums]:
        """Whole weeks only: a week that has just begun would read as a collapse."""
        if not 1 <= weeks <= MAX_WEEKS:
            raise BadInputError(f"weeks is {weeks}; from 1 to {MAX_WEEKS} are allowed.")
        published = await info.context.published_run()
        if published is None:
            return []
        last_day = published.logical_date
        monday_after = last_day + timedelta(days=1) - timedelta(days=(last_day + timedelta(days=1)).weekday())
        async with info.context.reading() as connection:
            rows = await weekly_sums(
                connection, published.run_id, monday_after - timedelta(weeks=weeks), monday_after - timedelta(days=1)
            )
        return [WeekSums(**row._mapping) for row in rows]  # noqa: SLF001  # SQLAlchemy's public name for a row's names
