"""How forecasts did, whether their quantiles hold, and what planners' overrides were worth."""

from typing import Annotated

from domain.forecasting import repository
from graphql_api.context import Info
from graphql_api.decorators import argument, resolver
from graphql_api.forecasting.accuracy_types import AccuracySource, Calibration, ForecastAccuracy, calibration_of
from graphql_api.forecasting.planner_types import OverrideValue
from graphql_api.permissions import Guard, Role


@resolver(Guard(Role.OPERATOR))
async def forecast_accuracy(
    info: Info,
    measured: Annotated[AccuracySource, argument("Which forecasts.", name="source")] = AccuracySource.PUBLISHED,
) -> list[ForecastAccuracy]:
    """Accuracy of forecasts by horizon, demand class and model, as the published run knew it: published totals
    scored in the last 182 days, or backtests of the last 120. Methods of backtests are all over the same totals;
    published ones over those that each was used for. Empty: none yet.
    """
    published = await info.context.published_run()
    if published is None:
        return []
    async with info.context.reading() as reading:
        return ForecastAccuracy.of_all(await repository.summaries(reading, published.run_id, measured.name))


@resolver(Guard(Role.OPERATOR))
async def calibration(info: Info) -> list[Calibration]:
    """Calibration of published quantiles, by horizon and demand class: totals scored in the last 182 days, as the
    published run knew it. Empty: none yet.
    """
    published = await info.context.published_run()
    if published is None:
        return []
    async with info.context.reading() as reading:
        rows = await repository.calibration(reading, published.run_id)
    return [promise for row in rows for promise in calibration_of(row)]


@resolver(Guard(Role.OPERATOR))
async def override_value(info: Info) -> list[OverrideValue]:
    """Value added by planners' overrides that had ended in the published run, by reason and direction."""
    published = await info.context.published_run()
    if published is None:
        return []
    async with info.context.reading() as reading:
        return OverrideValue.of_all(await repository.override_value(reading, published.logical_date))
