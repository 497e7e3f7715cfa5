"""The list of planning settings, and the defaults behind them."""

from dataclasses import replace

from domain.ingestion.repository import newest_assumption
from domain.planning_settings.repository import WIDEST_FIRST, SettingFilter, select_settings
from graphql_api.connections import After, Connection, Filter, First, check_search, read_page
from graphql_api.context import Info
from graphql_api.decorators import field, input_type, resolver
from graphql_api.permissions import Guard, Role
from graphql_api.planning_settings.types import PlanningDefaults, PlanningScope, PlanningSetting
from graphql_api.values import words


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
        return SettingFilter(scopes=words(self.scope), search=check_search(self.search))


@resolver(Guard(Role.MANAGER))
async def planning_settings(
    info: Info,
    first: First,
    after: After = None,
    filter: Filter[PlanningSettingFilterInput] = None,
) -> Connection[PlanningSetting]:
    """Planning settings, the widest scope first, page by page."""
    where = SettingFilter() if filter is None else filter.conditions()
    return await read_page(
        info, PlanningSetting, lambda columns: select_settings(columns, where), WIDEST_FIRST, first=first, after=after
    )


@resolver(Guard(Role.MANAGER))
async def planning_defaults(info: Info) -> PlanningDefaults:
    """Defaults where neither a planning setting nor a supplier's term applies."""
    context = info.context
    told = await context.unit_of_work(lambda session: newest_assumption(session, "lead-time"))
    defaults = context.services.planning
    if told is not None:
        defaults = replace(defaults, lead_time_days=int(told))
    return PlanningDefaults.of(defaults, context.services.currency)
