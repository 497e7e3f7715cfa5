"""`jaego import` as a person types it: exit codes, one sentence on standard error, JSON on standard output."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from kit.postgres import libpq_url

JAEGO = Path(sys.executable).with_name("jaego")


def jaego(database: str, folder: Path, *arguments: str, **settings: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "JAEGO_DATABASE_URL": database, "JAEGO_HOME": str(folder / "home"), **settings}
    return subprocess.run(
        [JAEGO, "import", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def sentence(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of an error; nothing else may be printed."""
    assert done.stdout == ""
    (line,) = done.stderr.splitlines()
    return line


def test_import_tells_counts_as_json(database_url: URL, engine: Engine, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku,colour\nA,red\nB,\n,blue\n")
    done = jaego(libpq_url(database_url), tmp_path, "products.csv", "--json", "--quiet", "--assume", "lead-time=14")
    assert (done.returncode, done.stderr) == (0, "")
    told = json.loads(done.stdout)
    (file,) = told.pop("files")
    assert told.pop("seconds") > 0
    assert told == {
        "profile": "canonical",
        "rows_in": 3,
        "loaded": 2,
        "unchanged": 0,
        "duplicates": 0,
        "rejected": 1,
        "by_reason": {"MISSING_VALUE": 1},
        "resolved": 0,
        "left_out": [],
        "warnings": [],
    }
    assert file["ignored_columns"] == ["colour"]
    assert file["assumptions"]["lead-time"] == "14"
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from raw.products")) == 2


def test_import_tells_counts_in_words(database_url: URL, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku,colour\nA,red\nB,\n,blue\n")
    done = jaego(libpq_url(database_url), tmp_path, "products.csv", "--quiet")
    first, rejected, second, last = done.stdout.splitlines()
    assert first == "products.csv -> products: 3 rows = 2 loaded + 0 unchanged + 1 rejected (MISSING_VALUE 1)"
    assert rejected == "  first rejected, line 4: sku is empty."
    assert second == "  ignored columns: colour"
    assert last.startswith("3 rows in ")


def test_progress_goes_to_standard_error(database_url: URL, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku\nA\n")
    done = jaego(libpq_url(database_url), tmp_path, "products.csv", "--json")
    assert json.loads(done.stdout)["loaded"] == 1
    assert "reading products.csv: 1 of 1" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (
            ["orders.csv"],
            "error: orders.csv is missing the column ordered_at of orders; add what is missing or correct the header.",
        ),
        (["empty/products.csv"], "error: empty/products.csv is empty; a header line with the column names is needed."),
        (
            ["notes.csv"],
            (
                "error: notes.csv fits no profile (its columns are who, what); choose one with --profile, or say which"
                " column is which with --mapping or in the console."
            ),
        ),
        (
            ["--profile", "online-retail-ii", "products.csv"],
            (
                "error: products.csv is missing the columns invoice, stock_code, quantity, invoice_date, price of"
                " online_retail_ii; its columns are those of --profile canonical."
            ),
        ),
        (
            ["--profile", "shop", "products.csv"],
            (
                "error: --profile shop is not supported; choose from canonical, amazon-orders, amazon-sale-report,"
                " cafe24-orders, coupang-orders, order-sheet, products, sales, shopify-inventory, shopify-orders,"
                " shopify-products, smartstore-orders, stock, woocommerce-orders, woocommerce-products,"
                " online-retail-ii."
            ),
        ),
        (
            ["--assume", "leadtime=3", "products.csv"],
            "error: --assume leadtime is not supported; choose from lead-time, currency, warehouse.",
        ),
        (
            ["--assume", "lead-time", "products.csv"],
            "error: --assume lead-time is not written as key=value, such as lead-time=14.",
        ),
        (["nowhere.csv"], "error: nowhere.csv does not exist; check the path."),
    ],
)
def test_bad_input_exits_2_with_one_sentence_and_writes_nothing(
    database_url: URL, engine: Engine, tmp_path: Path, arguments: list[str], told: str
) -> None:
    (tmp_path / "products.csv").write_text("sku\nA\n")
    (tmp_path / "orders.csv").write_text("order_no,placed\n1,2026-01-01\n")
    (tmp_path / "notes.csv").write_text("who,what\na,b\n")
    (tmp_path / "empty").mkdir()
    (tmp_path / "empty" / "products.csv").touch()
    done = jaego(libpq_url(database_url), tmp_path, "products.csv", *arguments, "--quiet")
    if "--profile" in arguments:
        done = jaego(libpq_url(database_url), tmp_path, *arguments, "--quiet")
    assert (done.returncode, sentence(done)) == (2, told)
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from raw.import_batches")) == 0
        assert connection.scalar(text("select count(*) from raw.products")) == 0


def test_a_file_of_nothing_but_wrong_types_exits_2_and_names_the_first(database_url: URL, tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku,moq\nA,two\nB,1.5\n")
    done = jaego(libpq_url(database_url), tmp_path, "products.csv", "--quiet", "--json")
    assert done.returncode == 2
    assert json.loads(done.stdout)["by_reason"] == {"WRONG_TYPE": 2}
    assert done.stderr.strip() == (
        "error: No row could be imported; products.csv, line 2:"
        " moq is 'two', which is not a whole number without thousands separators, at least 1."
    )


def test_an_unknown_option_exits_2(database_url: URL, tmp_path: Path) -> None:
    done = jaego(libpq_url(database_url), tmp_path, "--fast", "products.csv")
    assert done.returncode == 2
    assert "No such option: --fast" in done.stderr


def test_a_database_that_is_down_exits_1(tmp_path: Path) -> None:
    (tmp_path / "products.csv").write_text("sku\nA\n")
    done = jaego("postgresql://someone:hidden@127.0.0.1:9/jaego", tmp_path, "products.csv", "--quiet")
    told = sentence(done)
    assert done.returncode == 1
    assert told.startswith("error: The database postgresql+psycopg://someone:***@127.0.0.1:9/jaego does not answer (")
    assert "hidden" not in told
