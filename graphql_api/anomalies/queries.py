"""The list of anomalies."""

from datetime import date

from domain.anomalies.repository import (
    NEWEST_FIRST,
    AnomalyFilter,
    find_anomaly,
    rated_types,
    select_anomalies,
)
from domain.anomalies.rules import precision, strictness_of
from graphql_api.anomalies.types import (
    Anomaly,
    AnomalyPrecision,
    AnomalyStatus,
    AnomalyType,
    Severity,
)
from graphql_api.connections import After, Filter, First, RunConnection, read_run_page
from graphql_api.context import Context, Info
from graphql_api.decorators import field, input_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.values import words
from kit.reading import AnyRow


@input_type
class AnomalyFilterInput:
    """Filter of anomalies: all given conditions must hold; a list matches any of its values."""

    type: list[AnomalyType] | None = field("Types.", default=None)
    severity: list[Severity] | None = field("Severities.", default=None)
    status: list[AnomalyStatus] | None = field("Statuses.", default=None)
    sku: list[str] | None = field("SKU codes, exactly.", default=None)
    since: date | None = field("Started on this day or later.", default=None, name="from")
    until: date | None = field("Started on this day or earlier.", default=None, name="to")

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


@resolver(Guard(Role.OPERATOR))
async def anomalies(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[AnomalyFilterInput] = None,
) -> RunConnection[Anomaly]:
    """The anomalies known as of the published run, the newest first, page by page."""
    today, where = info.context.today, AnomalyFilter() if filter is None else filter.conditions()
    return await read_run_page(
        info,
        Anomaly,
        lambda run, columns: select_anomalies(run.logical_date, today, columns, where),
        NEWEST_FIRST,
        first=first,
        after=after,
    )


@resolver(Guard(Role.OPERATOR))
async def anomaly_precision(info: Info) -> list[AnomalyPrecision]:
    """How users rated each type of anomaly, and how this changes its thresholds."""
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
            reading, run.logical_date, context.today, anomaly_id=anomaly_id, columns=Anomaly.columns_of(fields)
        )
    return None if row is None else Anomaly.of(row)
