"""The options of `jaego import` as a person types them, with values that can be used and with others."""

import io
import os
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from kit.postgres import libpq_url
from tests.factories import broken_files
from tests.factories.profile_samples import SAMPLES

JAEGO = Path(sys.executable).with_name("jaego")
PASSWORD = "열려라 참깨"
TILL = "Tag;Artikel;Menge\n01.06.2026;A;2\n13.06.2026;B;1\n"
TABLES = ("orders", "order_items", "products", "inventory", "import_batches", "rejected_rows")


@dataclass(frozen=True)
class Shell:
    """A folder in which `jaego import` is typed, and the database that it writes to."""

    database: str
    engine: Engine
    folder: Path

    def type(self, *arguments: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        environment = {**os.environ, "JAEGO_DATABASE_URL": self.database, "JAEGO_HOME": str(self.folder / "home")}
        return subprocess.run(
            [JAEGO, "import", *arguments, "--quiet"],
            cwd=self.folder,
            env=environment,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )

    def loaded(self, *arguments: str, stdin: str = "") -> str:
        """What is printed by an import that ends well."""
        done = self.type(*arguments, stdin=stdin)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    def refused(self, *arguments: str, stdin: str = "") -> str:
        """The one sentence of an import that is refused; nothing may be written."""
        before = self.counts()
        done = self.type(*arguments, stdin=stdin)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert self.counts() == before
        return line.removeprefix("error: ")

    def counts(self) -> dict[str, int]:
        with self.engine.connect() as connection:
            return {name: connection.scalar(text(f"select count(*) from raw.{name}")) for name in TABLES}

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query))]

    def write(self, name: str, content: bytes | str) -> str:
        (self.folder / name).write_bytes(content.encode() if isinstance(content, str) else content)
        return name


@pytest.fixture
def shell(database_url: URL, engine: Engine, tmp_path: Path) -> Shell:
    return Shell(libpq_url(database_url), engine, tmp_path)


def zipped(**files: bytes) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files.items():
            archive.writestr(name.replace("_", "."), content)
    return buffer.getvalue()


def locked(sample: str) -> bytes:
    return broken_files.locked(broken_files.workbook(SAMPLES[sample]), PASSWORD)


def test_explain_shows_what_would_happen_and_loads_nothing(shell: Shell) -> None:
    for name in ("smartstore-orders", "stock"):
        shell.write(f"{name}.csv", broken_files.text(SAMPLES[name]))
    shell.write("notes.csv", "who,what\na,b\n")
    before = shell.counts()
    said = shell.loaded("--explain", "smartstore-orders.csv", "notes.csv")
    assert "smartstore-orders.csv: smartstore-orders, 8 rows, header in line 1" in said
    assert "notes.csv: not recognised, 1 rows, header in line 1\n" in said
    assert "question MAPPING: " in said
    folder = shell.loaded("--explain", ".")
    assert "stock.csv: stock, 8 rows" in folder
    assert folder.endswith("left out, since no profile fits: notes.csv\n")
    assert shell.counts() == before == dict.fromkeys(TABLES, 0)
    assert shell.refused("--explain", "nowhere.csv") == "nowhere.csv does not exist; check the path."
    assert shell.refused("--explain", shell.write("a.pdf", b"%PDF-1.7")).startswith("a.pdf is a PDF document, which")


def test_a_profile_is_chosen_by_name(shell: Shell) -> None:
    file = shell.write("a.csv", "date,sku,quantity,on hand\n2026-06-01,A,2,9\n")
    assert "a.csv (stock) -> inventory: 1 rows = 1 loaded" in shell.loaded("--profile", "stock", file)
    unknown = shell.refused("--profile", "magento", file)
    assert unknown.startswith("--profile magento is not supported; choose from canonical, amazon-orders,")
    assert unknown.endswith(", online-retail-ii.")
    assert shell.refused("--profile", "coupang-orders", file) == (
        "a.csv is missing the columns 묶음배송번호, 주문번호, 주문일, 구매수(수량), 옵션ID, 등록상품명 of the profile"
        " coupang-orders; choose one with --profile, or say which column is which with --mapping or in the console."
    )


def test_a_mapping_is_a_file(shell: Shell) -> None:
    file = shell.write("till.csv", TILL)
    good = shell.write("till.yml", "columns: {Tag: sales.date, Artikel: sales.sku, Menge: sales.quantity}\n")
    assert "-> order_items: 2 rows = 2 loaded" in shell.loaded("--mapping", good, file)
    assert shell.rows("select ordered_at::date::text from raw.orders order by 1") == [("2026-05-31",), ("2026-06-12",)]
    for name, content, sentence in (
        (
            "broken.yml",
            "columns:\n  Tag: sales.date\n Artikel: x\n",
            "broken.yml, line 3, column 2: this is not valid YAML (did not find expected <block end>); correct it.",
        ),
        ("tab.yml", "columns:\n\tTag: sales.date\n", "tab.yml, line 2, column 1: this is not valid YAML ("),
        ("day.yml", "title: 2026-13-45\n", "day.yml is not valid YAML (month must be in 1..12); correct it."),
        ("list.yml", "- a\n", "list.yml is not a profile; write keys and values, such as `name: my-shop`."),
        (
            "field.yml",
            "columns: {Tag: sales.day}\n",
            "field.yml: columns.Tag is 'sales.day', which is not a field; use one such as sales.date.",
        ),
        ("less.yml", "columns: {Tag: sales.date}\n", "less.yml: no column is mapped to sales.sku, sales.quantity;"),
    ):
        assert shell.refused("--mapping", shell.write(name, content), file).startswith(sentence.partition("did not")[0])
    assert shell.refused("--mapping", "none.yml", file).startswith("none.yml can't be read (No such file or directory)")
    both = shell.refused("--mapping", good, "--profile", "sales", file)
    assert both == "--profile and --mapping can't be used together; choose one of them."


def test_an_encoding_is_named(shell: Shell) -> None:
    file = shell.write("a.csv", "판매일,상품코드,상품명,수량\n2026-06-01,A,머그컵,2\n".encode("cp949"))
    assert shell.refused("--encoding", "klingon", file) == (
        "--encoding klingon is not known; use one such as utf-8, cp949, cp1252 or shift_jis."
    )
    assert shell.refused("--encoding", "utf-8", file) == (
        "a.csv: line 1 is not UTF-8 text; choose another encoding, or none."
    )
    assert shell.refused("--encoding", "utf-16", file).startswith("a.csv is not valid UTF-16 text (")
    assert "2 rows" not in shell.loaded("--encoding", "EUC-KR", file)
    assert shell.rows("select name from raw.products") == [("머그컵",)]


def test_a_date_format_is_named(shell: Shell) -> None:
    file = shell.write("a.csv", "date,sku,quantity\n03/04/2026,A,2\n")
    assert shell.refused("--date-format", "DD.MM", file) == (
        "--date-format DD.MM is not supported; choose from YMD, DMY, MDY."
    )
    assert "question DATE_ORDER: date, 03/04/2026" in shell.loaded("--explain", file)
    shell.loaded("--date-format", "dmy", file)
    assert shell.rows("select order_no from raw.orders") == [("sales-2026-04-03",)]


def test_what_a_file_holds_all_of_is_said(shell: Shell) -> None:
    first = shell.write("a.csv", "sku,on hand,warehouse,date\nA,5,W,2026-06-01\nB,6,W,2026-06-01\n")
    shell.loaded(first)
    second = shell.write("b.csv", "sku,on hand,warehouse,date\nA,4,W,2026-06-02\n")
    assert shell.refused("--complete", "stock,all", second) == (
        "--complete all is not supported; choose from lines, stock."
    )
    assert "  removed, since this file leaves them out: 1\n" in shell.loaded("--complete", "lines,stock", second)
    levels = "select sku, on_hand from raw.inventory i join raw.products p on p.id = product_id order by i.id"
    assert shell.rows(levels) == [("A", 5), ("B", 6), ("A", 4), ("B", 0)]


@pytest.mark.parametrize("name", ["book.xlsx", "books.zip"])
def test_a_password_is_read_from_standard_input(shell: Shell, name: str) -> None:
    book, stock = locked("smartstore-orders"), broken_files.text(SAMPLES["stock"])
    file = shell.write(name, book if name.endswith(".xlsx") else zipped(stock_csv=stock, orders_xlsx=book))
    label = file if name.endswith(".xlsx") else f"{file} (orders.xlsx)"
    needed = f"{label} is locked with a password; enter the password of the file, on the command line with"
    assert shell.refused(file) == f"{needed} --password-stdin."
    assert shell.refused("--password-stdin", file, stdin="sesame\n") == (
        f"The password does not open {label}; enter the password of the file."
    )
    assert shell.refused("--password-stdin", file, stdin="") == (
        f"The password does not open {label}; enter the password of the file."
    )
    shell.loaded("--password-stdin", file, stdin=f"{PASSWORD}\n")
    assert shell.counts()["order_items"] == len(SAMPLES["smartstore-orders"]) - 1


def test_a_zip_file_holds_several_sources(shell: Shell) -> None:
    contents = {name: broken_files.text(SAMPLES[name]) for name in ("sales", "stock", "products")}
    file = shell.write("all.zip", zipped(**{f"{name}_csv": content for name, content in contents.items()}))
    said = shell.loaded(file)
    for profile, table in (("sales", "order_items"), ("stock", "inventory"), ("products", "products")):
        assert f"all.zip ({profile}) -> {table}: 8 rows" in said
    assert shell.counts()["order_items"] == 8
    broken = shell.write("broken.zip", zipped(sales_csv=contents["sales"], stock_xlsx=b"PK\x03\x04 and no more"))
    assert shell.refused(broken) == "broken.zip (stock.xlsx) is not a valid zip file; copy or save it again."
