"""Each folder `<model>/<case>` gives raw rows (`input.yml`) and says what the model yields from them (`expect.yml`).

`input.yml`: `as_of`, `tables` by raw table, and `parameters` where they matter; rows may leave out ordinary columns.
`expect.yml`: the model's rows in the order of its key, with the columns that the case is about; numbers are exact.
"""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
import yaml

from analytics.transform.models import load_models
from tests.factories.warehouse import filled, rows, run

FOLDER = Path(__file__).parent
CASES = sorted(path.parent for path in FOLDER.glob("*/*/input.yml"))
MODELS = load_models()


def plain(value: object) -> object:
    """Dates as text, exact numbers as numbers: what YAML can say."""
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return float(value) if isinstance(value, Decimal) else value


def test_there_are_cases() -> None:
    assert CASES


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.parent.name}-{case.name}")
def test_case(case: Path, schema: list[str]) -> None:
    model = MODELS[case.parent.name]
    given = yaml.safe_load((case / "input.yml").read_text(encoding="utf-8"))
    expected = yaml.safe_load((case / "expect.yml").read_text(encoding="utf-8"))
    with filled(schema, given["tables"]) as warehouse:
        run(warehouse, given["as_of"], **given.get("parameters", {}))
        found = rows(warehouse, f"select * from {model.name} order by {', '.join(model.contract.key)}")
    names = list(expected[0]) if expected else []
    shown = [{name: plain(row[name]) for name in names} for row in found]
    assert shown == [{name: plain(value) for name, value in row.items()} for row in expected]
