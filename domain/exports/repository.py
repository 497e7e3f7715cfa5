"""Queries for all rows of a run, each as a line of JSON that the database writes: nothing is built row by row here."""

from collections.abc import Mapping

from sqlalchemy import ColumnElement, Date, Numeric, Text, cast, func, literal, literal_column, select
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncScalarResult

from domain.catalog.models import Product
from domain.forecasting.models import HORIZONS, Prediction, PredictionTotal
from domain.published.models import Recommendation, SkuOverview
from domain.replenishment.repository import RECOMMENDATION_ORDERINGS, RecommendationFilter, select_recommendations
from domain.skus.repository import SkuFilter, select_skus
from kit.reading import AnyColumn, AnySelect

LINES_AT_ONCE = 500
STATEMENT_SECONDS = 60
ID_PREFIX = "Recommendation:"


async def begin_snapshot(connection: AsyncConnection) -> None:
    """Let all that follows on the connection read one state of the database, with time for its statements."""
    await connection.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    for name, value in (("statement_timeout", f"{STATEMENT_SECONDS}s"), ("jit", "off")):
        await connection.execute(select(func.set_config(name, value, literal(value=True))))


async def open_lines(connection: AsyncConnection, query: AnySelect) -> AsyncScalarResult[str]:
    """The lines of a query of one column, read some hundred at a time from a cursor in the server."""
    return (await connection.stream(query.execution_options(yield_per=LINES_AT_ONCE))).scalars()


def sku_lines(run_id: int, names: Mapping[str, str]) -> AnySelect:
    """The query for the run's SKUs, in the order in which they became known.

    Args:
        run_id: the run.
        names: readable columns of `SKU_COLUMNS`, and what each is called in the line.
    """
    return _lines(select_skus(run_id, names, SkuFilter()).order_by(SkuOverview.product_id), names)


def recommendation_lines(run_id: int, names: Mapping[str, str]) -> AnySelect:
    """The query for the run's recommendations with their `id`; order and arguments as of `sku_lines`."""
    query = select_recommendations(run_id, names, RecommendationFilter(), RECOMMENDATION_ORDERINGS["ORDER_BY"])
    query = query.add_columns(_global_id().label("global_id"), SkuOverview.as_of_date)
    query = query.order_by(Recommendation.product_id)
    return _lines(query, {"global_id": "id", "as_of_date": "asOfDate", **names})


def forecast_lines(run_id: int) -> AnySelect:
    """The query for the forecasts of the run's SKUs: `sku`, `asOfDate`, `totals` by horizon and `daily`, the earliest
    day first; both are empty where a SKU has no forecast.
    """
    query = (
        select(
            Product.sku,
            SkuOverview.as_of_date.label("asOfDate"),
            _totals(run_id).label("totals"),
            _daily(run_id).label("daily"),
        )
        .join(Product, Product.id == SkuOverview.product_id)
        .where(SkuOverview.run_id == run_id, Product.deleted_at.is_(None))
        .order_by(SkuOverview.product_id)
    )
    return select(cast(func.row_to_json(literal_column("line")), Text)).select_from(query.subquery("line"))


def _lines(query: AnySelect, names: Mapping[str, str]) -> AnySelect:
    rows = query.subquery("rows")
    line = select(*[_plain(rows.c[column]).label(name) for column, name in names.items()]).subquery("line")
    return select(cast(func.row_to_json(literal_column("line")), Text)).select_from(line)


def _plain(column: ColumnElement[object]) -> ColumnElement[object]:
    """Amounts are texts, as in all of the API: as numbers of JSON they would be read as floats."""
    return cast(column, Text) if isinstance(column.type, Numeric) and column.type.asdecimal else column


def _global_id() -> ColumnElement[str]:
    """The `id` of a recommendation, as `graphql_api.node.global_id` makes it."""
    key = literal(ID_PREFIX, Text) + cast(Recommendation.run_id, Text) + "." + cast(Recommendation.product_id, Text)
    encoded = func.encode(func.convert_to(key, "UTF8"), "base64")
    return func.rtrim(func.translate(encoded, "+/\n", "-_"), "=")


def _totals(run_id: int) -> ColumnElement[object]:
    total = PredictionTotal
    values = {
        "horizonDays": total.horizon_days,
        "mean": total.mean,
        "p10": total.p10,
        "p50": total.p50,
        "p90": total.p90,
        "confidence": total.confidence_score,
        "model": total.model,
        "modelMean": total.model_mean,
        "modelP50": total.model_p50,
    }
    found = select(func.json_agg(aggregate_order_by(_object(values), total.horizon_days))).where(
        total.run_id == run_id, total.product_id == SkuOverview.product_id, total.horizon_days.in_(HORIZONS)
    )
    return func.coalesce(found.correlate(SkuOverview).scalar_subquery(), func.json_build_array())


def _daily(run_id: int) -> ColumnElement[object]:
    day = Prediction
    values = {
        "targetDate": day.target_date,
        "mean": day.forecast_qty,
        "p10": day.p10,
        "p50": day.p50,
        "p90": day.p90,
        "confidence": day.confidence_score,
        "modelMean": day.model_qty,
    }
    last = cast(SkuOverview.as_of_date + max(HORIZONS), Date)
    found = select(func.json_agg(aggregate_order_by(_object(values), day.target_date))).where(
        day.run_id == run_id, day.product_id == SkuOverview.product_id, day.target_date <= last
    )
    return func.coalesce(found.correlate(SkuOverview).scalar_subquery(), func.json_build_array())


def _object(values: Mapping[str, AnyColumn]) -> ColumnElement[object]:
    return func.json_build_object(*[part for name, value in values.items() for part in (literal(name, Text), value)])
