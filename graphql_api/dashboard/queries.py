"""The dashboard, and the weeks behind its trends."""

from datetime import timedelta
from typing import Annotated

from domain.dashboard.repository import weekly_sums
from graphql_api.context import Info
from graphql_api.dashboard.types import Dashboard, WeekSums
from graphql_api.decorators import argument, resolver
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role

MAX_WEEKS = 26


@resolver(Guard(Role.OPERATOR))
async def dashboard(info: Info) -> Dashboard | None:
    """Key figures of the published run; null before the first one."""
    published = await info.context.published_run()
    if published is None:
        return None
    return Dashboard(published=published, logical_date=published.logical_date, published_at=published.published_at)


@resolver(Guard(Role.OPERATOR))
async def weekly_trend(
    info: Info,
    weeks: Annotated[int, argument(f"How many weeks, from 1 to {MAX_WEEKS}.")] = 13,
) -> list[WeekSums]:
    """The last whole weeks of the published run, the earliest first, by currency."""
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
