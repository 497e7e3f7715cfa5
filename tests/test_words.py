"""Words that two layers which never import each other must share."""

from analytics.forecast.features import GROUPS
from analytics.replenishment.quantity import KEYS
from graphql_api.forecasting.types import ContributionGroup
from graphql_api.replenishment.types import WaterfallKey


def test_the_api_knows_every_term_of_the_waterfall() -> None:
    assert {key.name for key in WaterfallKey} == set(KEYS)


def test_the_api_knows_every_group_of_contributions() -> None:
    assert {group.name for group in ContributionGroup} == set(GROUPS)
