"""The list of planning settings, and the defaults behind them."""

from dataclasses import replace
from functools import partial
from typing import Annotated

import strawberry

from domain.ingestion.repository import newest_assumption
from domain.planning_settings.repository import WIDEST_FIRST, SettingFilter, count_settings, list_settings
from graphql_api.connections import After, Connection, First, asked_of_nodes, connection, page_size
from graphql_api.context import Context, Info
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role
from graphql_api.planning_settings.types import PlanningDefaults, PlanningScope, PlanningSetting, setting_columns
from graphql_api.values import words

MAX_SEARCH_LENGTH = 100


@strawberry.input(description="Filter of settings: all given conditions must hold.")
class PlanningSettingFilterInput:
    """Conditions on settings."""

    scope: list[PlanningScope] | None = strawberry.field(default=None, description="Scopes, any of them.")
    search: str | None = strawberry.field(
        default=None, description="Part of the target's code or name, in any case; at most 100 characters."
    )

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

    @strawberry.field(
        description="Planning settings, the widest scope first, page by page.", extensions=[Guard(Role.MANAGER)]
    )
    async def planning_settings(
        self,
        info: Info,
        first: First,
        after: After = None,
        filter: Annotated[  # noqa: A002  # the schema's own word
            PlanningSettingFilterInput | None, strawberry.argument(description="The filter; absent: all.")
        ] = None,
    ) -> Connection[PlanningSetting]:
        """A page of settings."""
        first, where = page_size(first), filter.conditions() if filter is not None else SettingFilter()
        async with info.context.reading() as reading:
            page = await list_settings(
                reading, columns=setting_columns(asked_of_nodes(info)), where=where, after=after, first=first
            )
        nodes = PlanningSetting.of_all(page.rows)
        return connection(page, WIDEST_FIRST, nodes, partial(_count, info.context, where), after)

    @strawberry.field(
        description="Defaults where neither a planning setting nor a supplier's term applies.",
        extensions=[Guard(Role.MANAGER)],
    )
    async def planning_defaults(self, info: Info) -> PlanningDefaults:
        """The installation's configuration; what the newest import assumed about lead times takes precedence."""
        context = info.context
        told = await context.unit_of_work(lambda session: newest_assumption(session, "lead-time"))
        defaults = context.services.planning
        if told is not None:
            defaults = replace(defaults, lead_time_days=int(told))
        return PlanningDefaults.of(defaults, context.services.currency)


async def _count(context: Context, where: SettingFilter) -> int:
    async with context.reading() as reading:
        return await count_settings(reading, where)
