"""The list of anomalies."""

from datetime import date
from functools import partial
from typing import Annotated

import strawberry

from domain.anomalies.repository import (
    NEWEST_FIRST,
    AnomalyFilter,
    count_anomalies,
    find_anomaly,
    list_anomalies,
    rated_types,
)
from domain.anomalies.rules import precision, strictness_of
from graphql_api.anomalies.types import (
    Anomaly,
    AnomalyPrecision,
    AnomalyStatus,
    AnomalyType,
    Severity,
    anomaly_columns,
)
from graphql_api.connections import EMPTY, After, Connection, First, asked_of_nodes, connection, none, page_size
from graphql_api.context import Context, Info
from graphql_api.permissions import Guard, Role
from graphql_api.values import words
from kit.reading import AnyRow


@strawberry.input(description="Filter of anomalies: all given conditions must hold; a list matches any of its values.")
class AnomalyFilterInput:
    """Conditions on anomalies."""

    type: list[AnomalyType] | None = strawberry.field(default=None, description="Types.")
    severity: list[Severity] | None = strawberry.field(default=None, description="Severities.")
    status: list[AnomalyStatus] | None = strawberry.field(default=None, description="Statuses.")
    sku: list[str] | None = strawberry.field(default=None, description="SKU codes, exactly.")
    since: date | None = strawberry.field(default=None, name="from", description="Started on this day or later.")
    until: date | None = strawberry.field(default=None, name="to", description="Started on this day or earlier.")

    def conditions(self) -> AnomalyFilter:
        """The repository's filter."""
        return AnomalyFilter(
            types=words(self.type),
            severities=words(self.severity),
            statuses=words(self.status),
            skus=self.sku,
            since=self.since,
            until=self.until,
        )


@strawberry.type
class AnomalyQueries:
    """Questions about anomalies."""

    @strawberry.field(
        description="The anomalies known as of the published run, the newest first, page by page.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def anomalies(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            AnomalyFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
    ) -> Connection[Anomaly]:
        """A page of anomalies."""
        first, context = page_size(first), info.context
        where = filter.conditions() if filter is not None else AnomalyFilter()
        published = await context.published_run()
        if published is None:
            return connection(EMPTY, NEWEST_FIRST, [], none, after)
        async with context.reading() as reading:
            page = await list_anomalies(
                reading,
                published.logical_date,
                context.today,
                columns=anomaly_columns(asked_of_nodes(info)),
                where=where,
                after=after,
                first=first,
            )
        count = partial(_count, context, published.logical_date, where)
        return connection(page, NEWEST_FIRST, Anomaly.of_all(page.rows), count, after)

    @strawberry.field(
        description="How users rated each type of anomaly, and how this changes its thresholds.",
        extensions=[Guard(Role.OPERATOR)],
    )
    async def anomaly_precision(self, info: Info) -> list[AnomalyPrecision]:
        """Every type, in the order of the enum."""
        published = await info.context.published_run()
        rows = {}
        if published is not None:
            async with info.context.reading() as reading:
                rows = {row.type: row for row in await rated_types(reading, published.logical_date)}
        return [_precision(kind, rows.get(kind.name)) for kind in AnomalyType]


def _precision(kind: AnomalyType, row: AnyRow | None) -> AnomalyPrecision:
    raised, useful, useless = (0, 0, 0) if row is None else (row.raised, row.useful, row.not_useful)
    return AnomalyPrecision(
        type=kind,
        raised=raised,
        useful=useful,
        not_useful=useless,
        precision=precision(useful, useless),
        strictness=strictness_of(useful, useless),
    )


async def find(context: Context, anomaly_id: int, fields: set[str]) -> Anomaly | None:
    """The anomaly of this number as of the published run, with the columns behind these fields."""
    run = await context.published_run()
    if run is None:
        return None
    async with context.reading() as reading:
        row = await find_anomaly(
            reading, run.logical_date, context.today, anomaly_id=anomaly_id, columns=anomaly_columns(fields)
        )
    return None if row is None else Anomaly.of(row)


async def _count(context: Context, as_of: date, where: AnomalyFilter) -> int:
    async with context.reading() as reading:
        return await count_anomalies(reading, as_of, context.today, where)
