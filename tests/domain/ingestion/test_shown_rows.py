"""What of a refused row is shown, and what is still refused."""

import pytest

from domain.ingestion.rules import column_of, reasons_now, shown_cells, shown_message

ROW = {
    "order_no": "A-1",
    "customer_ref": "C0044354",
    "email": "kim@shop.example",
    "channel": "lee@shop.example",
    "phone": "010-0000-0000",
    "status": None,
    "note": "",
}


def test_what_may_tell_of_a_person_is_masked_and_the_rest_is_whole() -> None:
    shown = {cell.column: (cell.value, cell.is_masked) for cell in shown_cells(ROW)}
    assert shown == {
        "order_no": ("A-1", False),
        "customer_ref": ("C•••", True),
        "email": ("k•••", True),
        "channel": ("l•••", True),
        "phone": ("0•••", True),
        "status": (None, False),
        "note": ("", False),
    }


@pytest.mark.parametrize(
    ("reason", "message", "column"),
    [
        ("WRONG_TYPE", "order_no is 'A-1', which is not a code.", "order_no"),
        ("UNKNOWN_REFERENCE", "order_no 'A-1' is not known; import it first or in the same run.", "order_no"),
        ("BROKEN_RULE", "The row breaks the rule cancelled_at >= ordered_at.", None),
        ("DUPLICATE_KEY", "order_no has other values.", None),
        ("MISSING_VALUE", "sku is empty.", None),
    ],
)
def test_the_wrong_column_is_named_where_there_is_one(reason: str, message: str, column: str | None) -> None:
    assert column_of(reason, message, ROW) == column


def test_a_sentence_does_not_quote_what_the_row_hides() -> None:
    said = "customer_ref is 'C0044354', which is not text of at most 2,000 bytes."
    assert "C0044354" not in shown_message("WRONG_TYPE", said, ROW)
    assert shown_message("WRONG_TYPE", "order_no is 'A-1'.", ROW) == "order_no is 'A-1'."


def test_reasons_sum_to_what_is_refused_still() -> None:
    at_import = {"UNKNOWN_REFERENCE": 5, "WRONG_TYPE": 2}
    assert reasons_now(at_import, 7) == at_import
    assert reasons_now(at_import, 4) == {"UNKNOWN_REFERENCE": 2, "WRONG_TYPE": 2}
    assert reasons_now(at_import, 2) == {"WRONG_TYPE": 2}
    assert reasons_now({"NON_PRODUCT": 3}, 5) == {"NON_PRODUCT": 3, "UNMATCHED_RETURN": 2}
