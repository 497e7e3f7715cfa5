"""Words that two layers which never import each other must share."""

import re

from analytics.forecast.features import GROUPS
from analytics.forecast.rules import KEYS as RULE_KEYS
from analytics.replenishment.quantity import KEYS
from graphql_api.forecasting.types import ContributionGroup, RuleKey
from graphql_api.replenishment.types import WaterfallKey


def test_the_api_knows_every_term_of_the_waterfall() -> None:
    assert {key.name for key in WaterfallKey} == set(KEYS)


def test_the_api_knows_every_group_of_contributions() -> None:
    assert {group.name for group in ContributionGroup} == set(GROUPS)


def test_the_api_knows_every_rule_and_names_its_numbers() -> None:
    assert {key.name for key in RuleKey} == set(RULE_KEYS)
    texts = {value.name: value.description or "" for value in RuleKey.__strawberry_definition__.values}
    assert {key: set(re.findall(r"`(\w+)`", text)) for key, text in texts.items()} == {
        key: set(numbers) for key, numbers in RULE_KEYS.items()
    }
