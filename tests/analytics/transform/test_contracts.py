"""Every model yields exactly the columns that its contract lists, and its rules can be run."""

import re
from datetime import date

import duckdb
import pytest

from analytics.transform.checks import CheckWarning, run_check
from analytics.transform.contract import Breach, Contract, parse_contract, parse_rule
from analytics.transform.errors import CheckError, ModelError
from analytics.transform.models import load_checks, load_models
from tests.factories.history import make_history, warehouse_of
from tests.factories.warehouse import run

MODELS = load_models()
WHOLE = "description: One row per thing.\nkey: [id]\ncolumns: {id: {type: bigint, meaning: Number}}\n"

WARNS = {
    "severity": "warn",
    "code": "THINGS_ARE_THERE",
    "breach": {"en": "Things are missing.", "ko": "물건이 없습니다."},
}


@pytest.fixture(scope="module")
def yielded(schema: list[str]) -> dict[str, list[tuple[str, str]]]:
    with warehouse_of(schema, make_history(3, date(2023, 1, 1), 60, 4)) as warehouse:
        run(warehouse, date(2023, 2, 20))
        return {
            name: [(row[0], row[1].lower()) for row in warehouse.execute(f"describe {name}").fetchall()]
            for name in MODELS
        }


@pytest.mark.parametrize("name", sorted(MODELS))
def test_contract_lists_what_the_model_yields(name: str, yielded: dict[str, list[tuple[str, str]]]) -> None:
    contract = MODELS[name].contract
    assert [(column.name, column.type) for column in contract.columns] == yielded[name]
    assert contract.description.startswith("One row per")
    assert set(contract.key) <= {column.name for column in contract.columns}
    assert all(column.meaning for column in contract.columns)


@pytest.mark.parametrize("name", sorted(MODELS))
def test_numbers_have_units(name: str) -> None:
    """Quantities say what they are counted in; numbers that only name something (ids, weekdays) need not."""
    counted = [c for c in MODELS[name].contract.columns if re.match(r"integer|double|decimal", c.type)]
    assert [column.name for column in counted if not column.unit] == []


@pytest.fixture
def things() -> duckdb.DuckDBPyConnection:
    warehouse = duckdb.connect()
    warehouse.execute(
        "create table things as select *, units / (id - 1) as share"
        " from (values (1, 'A', 5), (1, 'B', 0), (3, null, -7)) t (id, kind, units)"
    )
    warehouse.execute("create table kinds as select 'A' as kind")
    return warehouse


@pytest.mark.parametrize(
    ("rule", "broken"),
    [
        ({"unique": ["id"]}, 1),
        ({"unique": ["id", "kind"]}, None),
        ({"not_null": ["id", "kind"]}, 1),
        ({"not_null": ["id"]}, None),
        ({"finite": ["share"]}, 2),
        ({"finite": ["id"]}, None),
        ({"accepted": "kind", "values": ["A"]}, 1),
        ({"accepted": "kind", "values": ["A", "B"]}, None),
        ({"relationship": "kind", "to": "kinds.kind"}, 1),
        ({"relationship": "units", "to": "things.units"}, None),
        ({"holds": "units > 0"}, 2),
        ({"holds": "units >= -7"}, None),
        ({"holds": "kind <> 'C'"}, None),
    ],
)
def test_rules_count_the_rows_that_break_them(
    things: duckdb.DuckDBPyConnection, rule: dict[str, object], broken: int | None
) -> None:
    found = run_check(things, "things", parse_rule("things", {**rule, **WARNS}))
    assert (found.rows if found else None) == broken


def test_a_warning_says_what_is_wrong_and_names_the_first_rows(things: duckdb.DuckDBPyConnection) -> None:
    contract = parse_contract("things", WHOLE)
    rule = parse_rule("things", {"holds": "units > 0", **WARNS})
    assert run_check(things, "things", rule, contract) == CheckWarning(
        "things",
        "holds units > 0",
        Breach("THINGS_ARE_THERE", {"en": "Things are missing.", "ko": "물건이 없습니다."}),
        2,
        ({"id": "1"}, {"id": "3"}),
    )


@pytest.mark.parametrize("missing", ["code", "breach"])
def test_a_warning_without_code_or_sentence_is_refused(missing: str) -> None:
    with pytest.raises(ModelError, match="needs a code and a breach"):
        parse_rule("things", {"holds": "units > 0", **WARNS, missing: None})


def test_every_check_and_every_rule_that_warns_says_the_breach_in_both_languages() -> None:
    rules = [check for model in load_models().values() for check in model.contract.checks if check.severity == "warn"]
    checks = [check for _, check in load_checks()]
    breaches = [check.breach for check in (*rules, *checks)]
    assert len(breaches) >= 15
    codes = [breach.code for breach in breaches if breach]
    assert len(set(codes)) == len(breaches)
    for breach in breaches:
        assert breach is not None
        assert re.search("[가-힣].*니다\\.|[가-힣].*세요\\.", breach.sentences["ko"]), breach
        assert re.fullmatch(r"[A-Z][^가-힣]+\.", breach.sentences["en"]), breach
    assert {check.name for check in checks}.isdisjoint(breach.sentences["en"] for breach in breaches if breach)


def test_a_failure_names_model_rule_count_and_example(things: duckdb.DuckDBPyConnection) -> None:
    contract = parse_contract("things", WHOLE)
    rule = parse_rule("things", {"holds": "units > 0", "severity": "fail"})
    with pytest.raises(CheckError, match=r"^things: 2 rows break the rule 'holds units > 0', for example id = 1\.$"):
        run_check(things, "things", rule, contract)


@pytest.mark.parametrize(
    "rule",
    [
        {"unique": ["id"]},
        {"unique": ["id"], "severity": "maybe"},
        {"likes": "id", "severity": "fail"},
        {"unique": ["id"], "not_null": ["id"], "severity": "fail"},
    ],
)
def test_an_unknown_rule_is_refused(rule: dict[str, object]) -> None:
    with pytest.raises(ModelError, match=r"^things\.yml: .* is not a rule"):
        parse_rule("things", rule)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "key: [id",
        WHOLE.replace("key: [id]\n", ""),
        WHOLE.replace("meaning: Number", "purpose: Number"),
        "columns: 3",
    ],
)
def test_a_broken_contract_is_refused_by_name(text: str) -> None:
    with pytest.raises(ModelError, match=r"^The contract things\.yml can't be read"):
        parse_contract("things", text)


def test_no_double_may_be_other_than_a_number() -> None:
    text = WHOLE.replace("Number}}", "Number}, share: {type: double, unit: share, meaning: Share}}")
    assert [check.name for check in parse_contract("things", text).checks] == [
        "unique id",
        "not_null id",
        "finite share",
    ]


def test_the_key_is_unique_and_never_null() -> None:
    contract: Contract = parse_contract("things", WHOLE)
    assert [(check.name, check.severity) for check in contract.checks] == [
        ("unique id", "fail"),
        ("not_null id", "fail"),
    ]
