"""`node(id:)`: any object again by its id."""

from collections.abc import Awaitable, Callable
from types import MappingProxyType
from typing import Annotated, TypeAlias

import strawberry

from domain.forecasting.repository import override_by_id
from domain.identity.repository import find_user_row
from domain.notifications.read_repository import find_notification
from domain.pipeline.repository import find_run
from graphql_api.anomalies import queries as anomalies
from graphql_api.catalog.loaders import SkuByProductIdLoader
from graphql_api.catalog.types import Sku
from graphql_api.context import Context, Info
from graphql_api.decorators import argument, resolver
from graphql_api.errors import BadInputError
from graphql_api.forecasting.planner_types import ForecastOverride
from graphql_api.identity.types import User
from graphql_api.ingestion.uploads.queries import find as find_upload
from graphql_api.node import Node, read_global_id, whole
from graphql_api.notifications.types import Notification
from graphql_api.permissions import Guard, Role
from graphql_api.pipeline.types import PipelineRun
from graphql_api.purchasing.queries import find_order
from graphql_api.replenishment.loaders import RecommendationByProductIdLoader
from graphql_api.replenishment.types import Recommendation
from graphql_api.rows import asked

Finder: TypeAlias = Callable[[Context, str, set[str]], Awaitable[Node | None]]


async def _sku(context: Context, key: str, fields: set[str]) -> Node | None:
    row = await context.loader(SkuByProductIdLoader).load((whole(key), Sku.columns_of(fields)))
    return None if row is None else Sku.of(row)


async def _recommendation(context: Context, key: str, fields: set[str]) -> Node | None:
    run, _, product = key.partition(".")
    published = await context.published_run()
    if published is None or published.run_id != whole(run):
        return None
    loader = context.loader(RecommendationByProductIdLoader)
    row = await loader.load((whole(product), Recommendation.columns_of(fields)))
    return None if row is None else Recommendation.of(row)


async def _anomaly(context: Context, key: str, fields: set[str]) -> Node | None:
    return await anomalies.find(context, whole(key), fields)


async def _run(context: Context, key: str, fields: set[str]) -> Node | None:
    async with context.reading() as reading:
        row = await find_run(reading, whole(key), PipelineRun.columns_of(fields))
    return None if row is None else PipelineRun.of(row)


async def _user(context: Context, key: str, _: set[str]) -> Node | None:
    caller = context.caller
    if caller is None or (caller.user_id != whole(key) and not caller.may("ADMIN")):
        return None
    async with context.reading() as reading:
        found = await find_user_row(reading, whole(key))
    return None if found is None else User.of(found)


async def _override(context: Context, key: str, _: set[str]) -> Node | None:
    async with context.reading() as reading:
        row = await override_by_id(reading, whole(key))
    return None if row is None else ForecastOverride.of(row)


async def _purchase_order(context: Context, key: str, fields: set[str]) -> Node | None:
    return await find_order(context, whole(key), fields)


async def _notification(context: Context, key: str, fields: set[str]) -> Node | None:
    if context.caller is None:
        return None
    async with context.reading() as reading:
        row = await find_notification(reading, context.caller.user_id, whole(key), Notification.columns_of(fields))
    return None if row is None else Notification.of(row)


async def _import(context: Context, key: str, fields: set[str]) -> Node | None:
    if context.caller is None or not context.caller.may("MANAGER"):
        return None
    return await find_upload(context, whole(key), fields)


FINDERS: MappingProxyType[str, Finder] = MappingProxyType(
    {
        "Sku": _sku,
        "Recommendation": _recommendation,
        "Anomaly": _anomaly,
        "PipelineRun": _run,
        "User": _user,
        "ForecastOverride": _override,
        "PurchaseOrder": _purchase_order,
        "Notification": _notification,
        "Import": _import,
    }
)


@resolver(Guard(Role.OPERATOR))
async def node(
    info: Info,
    id: Annotated[strawberry.ID, argument("An `id` read before.")],
) -> Node | None:
    """The object with an id; null: not found or not permitted."""
    type_name, key = read_global_id(id)
    if type_name not in FINDERS:
        raise BadInputError("The id is not an id of this service.")
    return await FINDERS[type_name](info.context, key, asked(info))
