"""Templates of files to import: workbooks whose columns and examples an import takes as they are."""

import io
import zipfile
from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook
from sqlalchemy import Engine, text

from domain.ingestion.contract import TABLES
from domain.ingestion.service import import_files
from domain.ingestion.templates import ALL, LANGUAGES, TEMPLATES, Language
from graphql_api.ingestion.templates.workbook import template_workbook
from kit.settings import Settings
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


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_importer_takes_the_examples_of_each_template(engine: Engine, tmp_path: Path, language: Language) -> None:
    settings = Settings(home=tmp_path, database_url=None, _env_file=None)
    found: dict[str, tuple[int, int]] = {}
    for name in ("products", "stock", "sales"):
        path = tmp_path / f"{name}.xlsx"
        path.write_bytes(template_workbook(name, language))
        summary = import_files(
            engine,
            [path],
            timezone=settings.zone,
            currency=settings.currency,
            cancellation_hours=settings.cancellation_hours,
        )
        found |= {f"{name} {file.table}": (file.loaded, file.rejected) for file in summary.files}
    assert {key: count for key, count in found.items() if count[0] or count[1]} == {
        "products suppliers": (2, 0),
        "products products": (3, 0),
        "stock inventory": (3, 0),
        "sales orders": (2, 0),  # one a day and channel
        "sales order_items": (3, 0),
    }
    with engine.connect() as connection:
        product = text(
            "select sku, unit_cost::int, list_price::int, pack_size, moq, s.lead_time_days from raw.products p"
            " join raw.suppliers s on s.id = p.supplier_id order by sku limit 1"
        )
        stock = text("select sku, on_hand from raw.inventory i join raw.products p on p.id = product_id order by sku")
        sold = text("select sum(quantity), sum(quantity * unit_price)::int from raw.order_items")
        assert [tuple(row) for row in connection.execute(product)] == [("TEA-001", 6200, 12900, 12, 24, 7)]
        assert [tuple(row) for row in connection.execute(stock)] == [("TEA-001", 42), ("TEA-002", 8), ("TEA-003", 0)]
        assert tuple(connection.execute(sold).one()) == (6, 89500)
