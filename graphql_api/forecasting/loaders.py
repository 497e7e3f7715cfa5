"""Forecasts, explanations, features and history of many SKUs in one statement each."""

from asyncio import gather
from collections import defaultdict
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeAlias

from domain.forecasting import repository
from graphql_api.context import RequestLoader
from kit.reading import AnyRow

HorizonKey: TypeAlias = tuple[int, int]
RangeKey: TypeAlias = tuple[int, date, date]


class TotalByProductIdAndHorizonLoader(RequestLoader[HorizonKey, AnyRow | None]):
    """Keys are product and horizon in days."""

    async def fetch(self, keys: list[HorizonKey]) -> list[AnyRow | None]:
        """Load the totals of the published run."""
        published = await self.context.published_run()
        if published is None:
            return [None] * len(keys)
        rows = await self.context.rows(repository.totals(published.run_id, *_split(keys)))
        found = {(row.product_id, row.horizon_days): row for row in rows}
        return [found.get(key) for key in keys]


class ExplanationByProductIdAndHorizonLoader(RequestLoader[HorizonKey, AnyRow | None]):
    """Keys are product and horizon in days."""

    async def fetch(self, keys: list[HorizonKey]) -> list[AnyRow | None]:
        """Load the explanations of the published run."""
        published = await self.context.published_run()
        if published is None:
            return [None] * len(keys)
        rows = await self.context.rows(repository.explanations(published.run_id, *_split(keys)))
        found = {(row.product_id, row.horizon_days): row for row in rows}
        return [found.get(key) for key in keys]


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
        paths = _by_product(rows)
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
        found = dict(zip(products, await gather(*map(self.context.rows, queries)), strict=True))
        days_of = {days: _by_product(rows) for days, rows in found.items()}
        return [days_of[since, until][product_id] for product_id, since, until in keys]


def _split(keys: list[HorizonKey]) -> tuple[list[int], list[int]]:
    return sorted({product_id for product_id, _ in keys}), sorted({days for _, days in keys})


def _by_product(rows: Sequence[AnyRow]) -> dict[int, list[AnyRow]]:
    grouped: defaultdict[int, list[AnyRow]] = defaultdict(list)
    for row in rows:
        grouped[row.product_id].append(row)
    return grouped
