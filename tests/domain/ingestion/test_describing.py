"""What a file would become is shown before anything is loaded, and nothing is written."""

from pathlib import Path
from zoneinfo import ZoneInfo

from domain.ingestion.describing import describe
from domain.ingestion.description import Description, Question, QuestionKind, WarningKind
from domain.ingestion.importing import ImportSettings
from domain.ingestion.options import AS_THEY_ARE, ImportOptions
from tests.domain.ingestion.conftest import Importer

SETTINGS = ImportSettings(ZoneInfo("Asia/Seoul"), "KRW", 72)


def described(importer: Importer, path: Path, options: ImportOptions = AS_THEY_ARE) -> Description:
    """The description of a file; nothing may have been written."""
    found = describe(importer.engine, path, options, settings=SETTINGS)
    assert importer.value("select count(*) from raw.import_batches") == 0
    assert importer.value("select count(*) from raw.products") == 0
    return found


def test_columns_previews_and_problems(importer: Importer) -> None:
    path = importer.write(
        "매출.csv", "판매일,품번,수량,비고", "2026.6.1,A,3,x", "2026.6.2,a,many,", "2026.6.3,007,1,", "2026.6.3,7,1,"
    )
    found = described(importer, path)
    assert (found.profile, found.encoding, found.header_line, found.rows) == ("sales", "UTF-8", 1, 4)
    assert [(column.name, column.field, column.values) for column in found.columns] == [
        ("판매일", "sales.date", ("2026.6.1", "2026.6.2", "2026.6.3")),
        ("품번", "sales.sku", ("A", "a", "007")),
        ("수량", "sales.quantity", ("3", "many", "1")),
        ("비고", None, ("x",)),
    ]
    products, orders, lines = found.previews
    assert (products.table, products.columns) == ("products", ("sku", "is_stocked"))
    assert orders.rows[0][:2] == ("sales-2026-06-01", "2026-06-01 00:00:00")
    assert (len(lines.rows), lines.problems) == (4, {"WRONG_TYPE": 1})
    assert found.questions == ()
    assert {warning.kind: warning.codes for warning in found.warnings} == {
        WarningKind.CASE_ONLY: ("A", "a"),
        WarningKind.LEADING_ZEROS: ("007", "7"),
    }


def test_a_file_that_nothing_fits_asks_for_a_mapping(importer: Importer) -> None:
    found = described(importer, importer.write("x.csv", "무엇,얼마", "사과,3"))
    assert (found.profile, found.questions) == (None, (Question(QuestionKind.MAPPING),))
    assert [(column.name, column.values) for column in found.columns] == [("무엇", ("사과",)), ("얼마", ("3",))]


def test_unknown_status_words_are_asked_once(importer: Importer) -> None:
    path = importer.write(
        "sheet.csv",
        "주문번호,주문일,주문상태,상품코드,상품명,수량",
        "1,2026-06-01,특수보관,A,사과,1",
        "2,2026-06-01,배송완료,A,사과,1",
    )
    (question,) = described(importer, path).questions
    assert (question.kind, question.values) == (QuestionKind.STATUS_WORDS, ("특수보관",))
    assert described(importer, path, ImportOptions(status_words={"특수보관": "PAID"})).questions == ()


def test_days_that_only_a_person_knows_are_asked(importer: Importer) -> None:
    path = importer.write("a.csv", "date,sku,quantity", "03/04/2026,A,1")
    (question,) = described(importer, path).questions
    assert (question.kind, question.column) == (QuestionKind.DATE_ORDER, "date")
    known = described(importer, path, ImportOptions(date_order="DMY"))
    assert (known.questions, known.previews[1].rows[0][1]) == ((), "2026-04-03 00:00:00")
