"""What planners said about many SKUs, what was corrected in their demand, and how their forecasts did."""

from asyncio import gather
from collections import defaultdict
from datetime import date, timedelta
from itertools import chain
from typing import TypeAlias

from domain.forecasting import accuracy_repository, planner_repository
from graphql_api.context import Context, RequestLoader
from kit.reading import AnyRow

HorizonKey: TypeAlias = tuple[int, int]
LayerRows: TypeAlias = tuple[dict[str, AnyRow], dict[str, AnyRow]]


async def planning_day(context: Context) -> date:
    """The first day that planners can still change: the one after what the published run knows."""
    published = await context.published_run()
    return context.today if published is None else published.logical_date + timedelta(days=1)


class OverridesByProductIdLoader(RequestLoader[int, list[AnyRow]]):
    """Keys are products."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the overrides that nights to come apply."""
        today = await planning_day(self.context)
        rows = await self.context.rows(planner_repository.overrides_of(keys, today))
        found: defaultdict[int, list[AnyRow]] = defaultdict(list)
        for row in rows:
            found[row.product_id].append(row)
        return [found[key] for key in keys]


class CorrectionsByProductIdLoader(RequestLoader[int, LayerRows]):
    """Keys are products; values are the published corrections and the present decisions, each by layer."""

    async def fetch(self, keys: list[int]) -> list[LayerRows]:
        """Load both."""
        published = await self.context.published_run()
        queries = [planner_repository.decisions_of(keys)]
        if published is not None:
            queries.append(accuracy_repository.corrections(published.run_id, keys))
        decided, *made = await gather(*map(self.context.rows, queries))
        found: dict[int, LayerRows] = {key: ({}, {}) for key in keys}
        for row in chain(*made):
            found[row.product_id][0][row.layer] = row
        for row in decided:
            found[row.product_id][1][row.layer] = row
        return [found[key] for key in keys]


class AccuracyByProductIdAndHorizonLoader(RequestLoader[HorizonKey, list[AnyRow]]):
    """Keys are product and horizon in days."""

    async def fetch(self, keys: list[HorizonKey]) -> list[list[AnyRow]]:
        """Load how forecasts did as the published run knew it."""
        published = await self.context.published_run()
        if published is None:
            return [[] for _ in keys]
        products, horizons = {product for product, _ in keys}, {days for _, days in keys}
        rows = await self.context.rows(accuracy_repository.accuracy_of(products, horizons, published.logical_date))
        found: defaultdict[HorizonKey, list[AnyRow]] = defaultdict(list)
        for row in rows:
            found[row.product_id, row.horizon_days].append(row)
        return [found[key] for key in keys]
