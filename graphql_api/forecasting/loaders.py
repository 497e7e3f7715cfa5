"""Forecasts, explanations, features, history, planners' overrides and accuracy of many SKUs, in one statement each."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import chain
from typing import TypeAlias

from domain.forecasting import repository
from graphql_api.context import Context, RequestLoader
from graphql_api.errors import BadInputError
from graphql_api.rows import grouped
from kit.reading import AnyRow

HorizonKey: TypeAlias = tuple[int, int]
RangeKey: TypeAlias = tuple[int, date, date]
LayerRows: TypeAlias = tuple[dict[str, AnyRow], dict[str, AnyRow]]
MAX_DAYS = 400


class TotalByProductIdAndHorizonLoader(RequestLoader[HorizonKey, AnyRow | None]):
    """Keys are product and horizon in days; values are the totals of the published run."""

    query = staticmethod(repository.totals)

    async def fetch(self, keys: list[HorizonKey]) -> list[AnyRow | None]:
        """Load the rows."""
        published = await self.context.published_run()
        if published is None:
            return [None] * len(keys)
        rows = await self.context.rows(self.query(published.run_id, *_split(keys)))
        found = {(row.product_id, row.horizon_days): row for row in rows}
        return [found.get(key) for key in keys]


class ExplanationByProductIdAndHorizonLoader(TotalByProductIdAndHorizonLoader):
    """The same, with the explanations of the totals."""

    query = staticmethod(repository.explanations)


class DailyPathByProductIdAndHorizonLoader(RequestLoader[HorizonKey, Sequence[AnyRow]]):
    """Keys are product and horizon in days; values are the days of the horizon, the earliest first."""

    async def fetch(self, keys: list[HorizonKey]) -> list[Sequence[AnyRow]]:
        """Load the daily forecasts of the published run up to the longest horizon."""
        published = await self.context.published_run()
        if published is None:
            return [()] * len(keys)
        product_ids, horizons = _split(keys)
        until = published.logical_date + timedelta(days=max(horizons))
        rows = await self.context.rows(repository.daily_path(published.run_id, product_ids, until))
        paths = dict(zip(product_ids, grouped(product_ids, rows, "product_id"), strict=True))
        ends = {horizon: published.logical_date + timedelta(days=horizon) for horizon in horizons}
        return [[row for row in paths[product_id] if row.target_date <= ends[days]] for product_id, days in keys]


class FeaturesByProductIdLoader(RequestLoader[int, AnyRow | None]):
    """Keys are products."""

    async def fetch(self, keys: list[int]) -> list[AnyRow | None]:
        """Load the features of the published run."""
        published = await self.context.published_run()
        if published is None:
            return [None] * len(keys)
        rows = await self.context.rows(repository.features(published.run_id, keys))
        found = {row.product_id: row for row in rows}
        return [found.get(key) for key in keys]


class DailyStatsBySkuAndRangeLoader(RequestLoader[RangeKey, Sequence[AnyRow]]):
    """Keys are product, first and last day; one query per range that the document asks for, all read together."""

    async def fetch(self, keys: list[RangeKey]) -> list[Sequence[AnyRow]]:
        """Load the daily statistics of the published run."""
        published = await self.context.published_run()
        if published is None:
            return [()] * len(keys)
        products: defaultdict[tuple[date, date], list[int]] = defaultdict(list)
        for product_id, since, until in keys:
            products[since, until].append(product_id)
        queries = [repository.daily_stats(published.run_id, ids, *days) for days, ids in products.items()]
        found: dict[RangeKey, Sequence[AnyRow]] = {}
        for (days, ids), rows in zip(products.items(), await gather(*map(self.context.rows, queries)), strict=True):
            found |= {
                (product, *days): those for product, those in zip(ids, grouped(ids, rows, "product_id"), strict=True)
            }
        return [found[key] for key in keys]


def _split(keys: list[HorizonKey]) -> tuple[list[int], list[int]]:
    return sorted({product_id for product_id, _ in keys}), sorted({days for _, days in keys})


async def planning_day(context: Context) -> date:
    """The first day that planners can still change: the one after what the published run knows."""
    published = await context.published_run()
    return context.today if published is None else published.logical_date + timedelta(days=1)


class OverridesByProductIdLoader(RequestLoader[int, list[AnyRow]]):
    """Keys are products."""

    async def fetch(self, keys: list[int]) -> list[list[AnyRow]]:
        """Load the overrides that nights to come apply."""
        today = await planning_day(self.context)
        rows = await self.context.rows(repository.overrides_of(keys, today))
        return grouped(keys, rows, "product_id")


class CorrectionsByProductIdLoader(RequestLoader[int, LayerRows]):
    """Keys are products; values are the published corrections and the present decisions, each by layer."""

    async def fetch(self, keys: list[int]) -> list[LayerRows]:
        """Load both."""
        published = await self.context.published_run()
        queries = [repository.decisions_of(keys)]
        if published is not None:
            queries.append(repository.corrections(published.run_id, keys))
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
        rows = await self.context.rows(repository.accuracy_of(products, horizons, published.logical_date))
        return grouped(keys, rows, "product_id", "horizon_days")


def check_range(since: date, until: date) -> None:
    """Accept a range of 1 to 400 days.

    Raises:
        BadInputError: it is empty or longer.
    """
    if until < since:
        raise BadInputError(f"from: {since} is after to: {until}.")
    if (until - since).days >= MAX_DAYS:
        raise BadInputError(f"{since} to {until} spans more than {MAX_DAYS} days; request shorter periods.")
