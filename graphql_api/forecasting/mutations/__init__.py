"""Operations with which planners change forecasts and corrections of demand, one file each."""

import strawberry

from graphql_api.forecasting.mutations.accept_demand_correction import AcceptDemandCorrectionMutation
from graphql_api.forecasting.mutations.clear_forecast_override import ClearForecastOverrideMutation
from graphql_api.forecasting.mutations.override_forecast import OverrideForecastMutation
from graphql_api.forecasting.mutations.refuse_demand_correction import RefuseDemandCorrectionMutation


@strawberry.type
class ForecastingMutations(
    OverrideForecastMutation,
    ClearForecastOverrideMutation,
    AcceptDemandCorrectionMutation,
    RefuseDemandCorrectionMutation,
):
    """All of them."""
