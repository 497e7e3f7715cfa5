"""Words that two layers which never import each other must share."""

import ast
import json
import re
from pathlib import Path

import pytest

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


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_console_has_a_sentence_for_every_rule_and_no_number_of_its_own(language: str) -> None:
    folder = Path(__file__).resolve().parents[1] / "frontend" / "src" / "features" / "sku-workbench" / "messages"
    texts = json.loads((folder / f"{language}.json").read_text(encoding="utf-8"))["rule"]
    assert set(texts) - {"other"} == set(RULE_KEYS)
    for key, numbers in RULE_KEYS.items():
        assert set(re.findall(r"{{(\w+)}}", texts[key])) <= set(numbers), key


@pytest.mark.parametrize("language", ["ko", "en"])
def test_the_console_names_what_the_steps_count_but_tables(language: str) -> None:
    """Tables are what the steps `marts` and `publish` count; kinds of anomalies and methods have words of their own."""
    root = Path(__file__).resolve().parents[1]
    counted: set[str] = set()
    for name in ("nightly", "policy_backtest", "warehouse"):
        tree = ast.parse((root / "planning" / f"{name}.py").read_text(encoding="utf-8"))
        nodes = list(ast.walk(tree))
        counts = [node.value for node in nodes if isinstance(node, ast.Assign) and _names(node.targets[0], "counts")]
        counts += [node.args[1] for node in nodes if isinstance(node, ast.Call) and _names(node.func, "Done")]
        keys = [key for value in counts if isinstance(value, ast.Dict) for key in value.keys]
        names = [key.value for key in keys if isinstance(key, ast.Constant) and isinstance(key.value, str)]
        counted |= {name for name in names if "." not in name}
    texts = json.loads(
        (root / "frontend" / "src" / "features" / "pipeline" / "messages" / f"{language}.json").read_text("utf-8")
    )
    assert {"rows", "to_order", "history_days"} <= counted
    assert counted == set(texts["count"])


def _names(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Name) and node.id == name
