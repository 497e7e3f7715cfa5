"""The list of planning settings, and the defaults behind them."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import strawberry

from domain.ingestion.repository import newest_assumption
from domain.planning.repository import WIDEST_FIRST, SettingFilter, count_settings, list_settings
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.described import argument, field, input_type, resolver
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role
from graphql_api.planning.types import PlanningDefaults, PlanningScope, PlanningSetting, setting_columns
from graphql_api.values import words

MAX_SEARCH_LENGTH = 100


@input_type
class PlanningSettingFilterInput:
    """Filter of settings: all given conditions must hold."""

    scope: list[PlanningScope] | None = field("Scopes, any of them.", default=None)
    search: str | None = field("Part of the target's code or name, in any case; at most 100 characters.", default=None)

    def conditions(self) -> SettingFilter:
        """The repository's filter.

        Raises:
            BadInputError: the search text is too long.
        """
        if self.search is not None and len(self.search) > MAX_SEARCH_LENGTH:
            raise BadInputError(f"search has {len(self.search)} characters; at most {MAX_SEARCH_LENGTH} are allowed.")
        return SettingFilter(scopes=words(self.scope), search=self.search)


@strawberry.type
class PlanningQueries:
    """Questions about planning settings."""

    @resolver(Guard(Role.MANAGER))
    async def planning_settings(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            PlanningSettingFilterInput | None, argument("The filter; absent: all.")
        ] = None,
    ) -> Connection[PlanningSetting]:
        """Planning settings, the widest scope first, page by page."""
        first, where = page_size(first), filter.conditions() if filter is not None else SettingFilter()
        async with info.context.reading() as reading:
            page = await list_settings(
                reading, columns=setting_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        nodes = PlanningSetting.of_all(page.rows)
        return connection(page, WIDEST_FIRST, nodes, partial(_count, info.context, where), after)

    @resolver(Guard(Role.MANAGER))
    async def planning_defaults(self, info: Info) -> PlanningDefaults:
        """Defaults where neither a planning setting nor a supplier's term applies."""
        context = info.context
        told = await context.unit_of_work(lambda session: newest_assumption(session, "lead-time"))
        defaults = context.services.planning
        if told is not None:
            defaults = replace(defaults, lead_time_days=int(told))
        return PlanningDefaults.of(defaults, context.services.currency)


async def _count(context: Context, where: SettingFilter) -> int:
    async with context.reading() as reading:
        return await count_settings(reading, where)
