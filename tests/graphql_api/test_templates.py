"""Templates of files to import: workbooks whose columns and examples an import takes as they are."""

import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from domain.ingestion.contract import TABLES
from domain.ingestion.templates import ALL, LANGUAGES, TEMPLATES, Language
from graphql_api.ingestion.templates.workbook import template_workbook
from tests.graphql_api.conftest import Api

EXAMPLES = Path(__file__).resolve().parents[2] / "examples" / "templates"
KINDS = [(name, language) for name in TEMPLATES for language in LANGUAGES]


def cells(body: bytes) -> list[list[object]]:
    return list(CalamineWorkbook.from_filelike(io.BytesIO(body)).get_sheet_by_index(0).to_python())


@pytest.mark.parametrize(("name", "language"), KINDS)
def test_anyone_downloads_a_template_with_its_examples(api: Api, name: str, language: Language) -> None:
    answer = api.send("GET", f"/templates/{name}.xlsx?lang={language}")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"] == f'attachment; filename="jaego-{name}-{language}.xlsx"'
    head, *rows = cells(answer.content)
    assert head == [column.names[language] for column in ALL[name].columns]
    assert rows == [list(row) for row in ALL[name].rows(language)]
    assert len(rows) == 3
    assert api.statements == []


def test_a_template_that_does_not_exist_is_refused(api: Api) -> None:
    assert api.send("GET", "/templates/secrets.xlsx").status_code == 404
    assert api.send("GET", "/templates/sales.xlsx?lang=fr").status_code == 400


def test_columns_are_those_of_the_contract() -> None:
    known = {f"{table.name}.{column.name}" for table in TABLES for column in table.columns}
    for template in ALL.values():
        assert {column.field for column in template.columns} <= known


@pytest.mark.parametrize(("name", "language"), KINDS)
def test_the_files_among_the_examples_are_these(name: str, language: Language) -> None:
    def members(body: bytes) -> dict[str, bytes]:
        with zipfile.ZipFile(io.BytesIO(body)) as file:
            return {member: file.read(member) for member in file.namelist()}

    kept = (EXAMPLES / f"{name}-{language}.xlsx").read_bytes()
    assert members(kept) == members(template_workbook(name, language)), "run: jaego export-templates examples/templates"
