"""The order of models follows from what they read."""

from pathlib import Path

import pytest

from analytics.transform.errors import ModelError
from analytics.transform.models import ancestors, in_order, load_checks, load_models, parse_statement

CONTRACT = "description: One row per thing.\nkey: [id]\ncolumns: {id: {type: integer, meaning: Number}}\n"


def house(tmp_path: Path, **models: str) -> Path:
    for folder in ("staging", "marts", "checks"):
        (tmp_path / folder).mkdir()
    for name, text in models.items():
        folder = tmp_path / ("staging" if name.startswith("stg_") else "marts")
        (folder / f"{name}.sql").write_text(text)
        (folder / f"{name}.yml").write_text(CONTRACT)
    return tmp_path


def test_models_follow_what_they_read(tmp_path: Path) -> None:
    root = house(
        tmp_path, a="select id from c", b="select id from a", c="select id from stg_x", stg_x="select id from raw_x"
    )
    assert [model.name for model in in_order(load_models(root), {"raw_x"})] == ["stg_x", "c", "a", "b"]


def test_a_model_follows_the_table_that_its_rule_compares_with(tmp_path: Path) -> None:
    root = house(tmp_path, a="select 1 as id", b="select 1 as id")
    rule = "checks: [{relationship: id, to: b.id, severity: fail}]\n"
    (root / "marts" / "a.yml").write_text(CONTRACT + rule)
    assert [model.name for model in in_order(load_models(root), set())] == ["b", "a"]


def test_names_of_ctes_are_no_tables() -> None:
    statement = parse_statement("m", "with a as (select * from raw_a), b as (select * from a) select * from b")
    assert statement.reads == {"raw_a"}


def test_parameters_are_found() -> None:
    statement = parse_statement("m", "select * from a where d <= $as_of and z = $timezone and '$not' = d")
    assert statement.parameters == {"as_of", "timezone"}


def test_an_unknown_table_is_refused_by_name(tmp_path: Path) -> None:
    root = house(tmp_path, a="select id from nowhere")
    with pytest.raises(ModelError, match=r"^a\.sql reads nowhere: no model, raw table or input has that name\.$"):
        in_order(load_models(root), {"raw_x"})


def test_a_circle_is_refused_with_its_members(tmp_path: Path) -> None:
    root = house(tmp_path, a="select id from b", b="select id from c", c="select id from a")
    with pytest.raises(ModelError, match=r"^Models read each other in a circle: ") as caught:
        in_order(load_models(root), set())
    first, *others = str(caught.value).removesuffix(".").partition("circle: ")[2].split(" -> ")
    assert sorted(others) == ["a", "b", "c"]
    assert first == others[-1]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("select 1 as id; select 2 as id", "must hold exactly one select"),
        ("create table x as select 1 as id", "must hold exactly one select"),
        ("select from where", "can't be parsed"),
        ("", "can't be parsed"),
    ],
)
def test_what_is_no_single_select_is_refused(text: str, message: str) -> None:
    with pytest.raises(ModelError, match=message):
        parse_statement("m", text)


def test_a_model_without_contract_is_refused(tmp_path: Path) -> None:
    root = house(tmp_path, a="select 1 as id")
    (root / "marts" / "a.yml").unlink()
    with pytest.raises(ModelError, match=r"^a\.sql has no contract a\.yml beside it\.$"):
        load_models(root)


def test_ancestors_are_all_that_must_stand_before(tmp_path: Path) -> None:
    root = house(
        tmp_path, a="select id from stg_x", b="select id from a", c="select 1 as id", stg_x="select id from raw_x"
    )
    assert ancestors(load_models(root), "b") == {"a", "b", "stg_x"}


def test_every_check_has_a_severity_and_reads_models() -> None:
    names = load_models().keys()
    checks = load_checks()
    assert checks
    assert all(statement.reads <= names for statement, _ in checks)


def test_a_check_without_severity_is_refused(tmp_path: Path) -> None:
    root = house(tmp_path)
    (root / "checks" / "odd.sql").write_text("select 1 as id")
    (root / "checks" / "odd.yml").write_text("description: Odd.\n")
    with pytest.raises(ModelError, match=r"odd\.yml of a check needs"):
        load_checks(root)
