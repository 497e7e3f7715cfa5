"""What became of a file can be kept whatever its bytes are, and a failure names its place."""

from pathlib import Path

import pytest

from domain.ingestion.lines import storable_json
from domain.ingestion.uploads.failures import failure_of
from kit.errors import InputError
from tests.domain.ingestion.conftest import Importer
from tests.domain.ingestion.test_marketplace_profiles import load


@pytest.mark.parametrize(
    ("sentence", "line", "column"),
    [
        ("import-7: line 1,204 is longer than 1,048,576 bytes; this is not a CSV file.", 1204, None),
        ("import-7: row 1 has 16,385 columns; at most 16,384 are possible. Remove some.", 1, None),
        ("import-7: the cell in row 3, column 12 is longer than 1,048,576 characters; shorten it.", 3, "12"),
        ("import-7 is empty; a header line with the column names is needed.", None, None),
    ],
)
def test_a_failure_has_the_place_that_its_sentence_names(sentence: str, line: int | None, column: str | None) -> None:
    failure = failure_of(InputError(sentence), Path("/home/uploads/import-7"), "주문.csv")
    assert (failure.line, failure.column) == (line, column)
    assert failure.message == sentence.replace("import-7", "주문.csv")


def test_bytes_that_are_no_text_can_be_kept() -> None:
    broken = b"caf\xe9".decode("utf-8", "surrogateescape")
    assert failure_of(InputError(f"{broken} is odd."), Path("/a/b"), "b").message == "caf\\xe9 is odd."
    assert storable_json({"n\0l": [broken, 3, None, ("x",)]}) == {"n\\x00l": ["caf\\xe9", 3, None, ["x"]]}


def test_lines_that_are_set_aside_may_hold_any_bytes(importer: Importer) -> None:
    header = "Handle,Title,Vendor,Type,Option1 Value,Variant SKU,Variant Price,n\0te"
    summary = load(importer, "a.csv", header, "a,Mug,X,Y,S,A,9.00,", "a,\0,X,Y,L,B,,")
    assert (summary.total("loaded"), summary.files[-1].set_aside) == (1, {"NOT_GOODS": 1})
    kept = importer.value("select details from raw.import_batches where table_name = 'products'")
    assert kept["lines_set_aside"] == [{"line": 3, "reason": "NOT_GOODS", "text": "a \\x00 X Y L B  "}]
    assert "n\\x00te" in kept["ignored_columns"]
