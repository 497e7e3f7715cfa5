"""What people do with an upload: map, start and discard it, and mend its refused rows."""

import csv
import io
import zipfile
from pathlib import Path
from typing import Any

import msoffcrypto
import pytest
import xlsxwriter
from msoffcrypto.format.ooxml import OOXMLFile
from sqlalchemy import text

from domain.ingestion.uploads.folder import UploadFolder
from graphql_api.node import key_of
from jobs.uploads import Uploads
from tests.factories.secrets import MARK
from tests.factories.uploads import settings_of
from tests.graphql_api.conftest import Api, user
from tests.graphql_api.test_uploads import refusal, upload

IMPORT = """query ($id: ID!) { import(id: $id) { state error profile mapping refusedRows refusedFile uploadedBy
    failure { code line column } setAside { name count }
    answers { profile columns { column field } encoding dateOrder decimalMark statusWords { word status } }
    files { fileName tableName rowsIn rowsLoaded rowsUnchanged rowsRejected reasons { name count } }
    description { profile profileTitle(language: KO) encoding headerLine rows columns { name values field format }
        previews { table columns rows problems { name count } } questions { kind column values }
        warnings { kind codes } setAside { line reason text } } } }"""
MAP = """mutation ($input: MapImportInput!) { mapImport(input: $input) { __typename
    ... on Import { id state answers { profile columns { column field } } }
    ... on UserError { code message } ... on ImportStateConflict { state }
    ... on ValidationFailed { fieldErrors { field message } } } }"""
START = """mutation ($id: ID!) { startImport(input: {id: $id}) { __typename ... on Import { state }
    ... on UserError { code message } ... on ImportStateConflict { state } } }"""
DISCARD = """mutation ($id: ID!) { discardImport(input: {id: $id}) { __typename ... on Import { state }
    ... on UserError { code message } ... on ImportStateConflict { state } } }"""
SALES = "판매일,상품코드,수량,비고\n2026-03-01,A,2,홍길동\n2026-03-02,B,1,\n".encode()
COLUMNS = [
    {"column": "판매일", "field": "sales.date"},
    {"column": "상품코드", "field": "sales.sku"},
    {"column": "수량", "field": "sales.quantity"},
]
ODD = SALES.replace("판매일,상품코드,수량".encode(), b"c1,c2,c3")
ODD_COLUMNS = [
    {"column": name, "field": mapped["field"]} for name, mapped in zip(("c1", "c2", "c3"), COLUMNS, strict=True)
]


@pytest.fixture
def worker(api: Api) -> Uploads:
    return Uploads(api.engine, settings_of(api.services.home))


def sent(api: Api, token: str, name: str, content: bytes) -> str:
    response = upload(api, token, (name, content))
    assert response.status_code == 201, response.text
    return str(response.json()["imports"][0]["id"])


def found(api: Api, token: str, import_id: str) -> Any:
    return api.data(IMPORT, token, id=import_id)["import"]


def changed(api: Api, token: str, query: str, **variables: object) -> Any:
    [answer] = api.data(query, token, **variables).values()
    return answer


def loaded(api: Api, token: str, worker: Uploads, name: str, content: bytes) -> str:
    import_id = sent(api, token, name, content)
    worker.read_one()
    assert changed(api, token, START, id=import_id) == {"__typename": "Import", "state": "QUEUED"}
    worker.load_one()
    return import_id


def test_an_unknown_file_is_mapped_shown_started_and_loaded(api: Api, manager: str, worker: Uploads) -> None:
    import_id = sent(api, manager, "odd.csv", ODD)
    worker.read_one()
    asking = found(api, manager, import_id)
    assert asking["state"] == "ASKING"
    assert asking["description"]["questions"] == [{"kind": "MAPPING", "column": None, "values": []}]
    assert [column["name"] for column in asking["description"]["columns"]] == ["c1", "c2", "c3", "비고"]
    assert asking["description"]["columns"][1]["values"] == ["A", "B"]
    mapped = changed(api, manager, MAP, input={"id": import_id, "columns": ODD_COLUMNS, "saveAs": "우리 매장"})
    assert (mapped["__typename"], mapped["state"]) == ("Import", "UPLOADED")
    assert mapped["answers"]["columns"] == ODD_COLUMNS
    worker.read_one()
    ready = found(api, manager, import_id)
    assert (ready["state"], ready["mapping"]) == ("READY", "우리 매장")
    assert [column["field"] for column in ready["description"]["columns"]] == [
        "sales.date",
        "sales.sku",
        "sales.quantity",
        None,
    ]
    changed(api, manager, START, id=import_id)
    worker.load_one()
    done = found(api, manager, import_id)
    assert (done["state"], done["error"], done["refusedRows"]) == ("DONE", None, 0)
    lines = next(file for file in done["files"] if file["tableName"] == "order_items")
    assert (lines["fileName"], lines["rowsIn"], lines["rowsLoaded"]) == ("odd.csv", 2, 2)
    assert [column["values"] for column in done["description"]["columns"]] == [[], [], [], []]


def test_saved_answers_are_used_again_for_the_same_columns_in_any_order(
    api: Api, manager: str, worker: Uploads
) -> None:
    first = sent(api, manager, "odd.csv", ODD)
    worker.read_one()
    changed(api, manager, MAP, input={"id": first, "columns": ODD_COLUMNS, "saveAs": "우리 매장"})
    worker.read_one()
    second = sent(api, manager, "april.csv", b" C3 ,C1,c2,\xeb\xb9\x84\xea\xb3\xa0\n4,2026-04-01,A,\n")
    worker.read_one()
    again = found(api, manager, second)
    assert (again["state"], again["mapping"]) == ("READY", "우리 매장")
    mappings = api.data("{ importMappings { name savedBy answers { columns { column field } } } }", manager)
    assert mappings["importMappings"] == [
        {"name": "우리 매장", "savedBy": "manager", "answers": {"columns": ODD_COLUMNS}}
    ]
    changed(api, manager, MAP, input={"id": second, "columns": ODD_COLUMNS[:2], "saveAs": "우리 매장"})
    assert len(api.data("{ importMappings { name } }", manager)["importMappings"]) == 1


def test_each_step_is_possible_in_its_states_only(api: Api, manager: str) -> None:
    import_id = sent(api, manager, "odd.csv", ODD)
    steps = {"map": (MAP, {"input": {"id": import_id}}), "start": (START, {"id": import_id})}
    steps["discard"] = (DISCARD, {"id": import_id})
    allowed = {
        "map": {"ASKING": "UPLOADED", "READY": "UPLOADED"},
        "start": {"READY": "QUEUED"},
        "discard": dict.fromkeys(("UPLOADED", "READING", "ASKING", "READY", "QUEUED"), "DISCARDED"),
    }
    for state in ("UPLOADED", "READING", "ASKING", "READY", "QUEUED", "LOADING", "DONE", "FAILED", "DISCARDED"):
        for step, (query, variables) in steps.items():
            set_state(api, state)
            answer = changed(api, manager, query, **variables)
            expected = allowed[step].get(state)
            if expected is None:
                assert (answer["__typename"], answer["state"]) == ("ImportStateConflict", state), (step, state)
                assert answer["message"].startswith("Not possible now: the file ")
            else:
                assert (answer["__typename"], answer["state"]) == ("Import", expected), (step, state)


def set_state(api: Api, state: str) -> None:
    with api.engine.begin() as connection:
        connection.execute(
            text(
                "update app.imports set state = :state,"
                " finished_at = case when :state in ('DONE', 'FAILED', 'DISCARDED') then now() end,"
                " failure = case when :state = 'FAILED' then '{}'::jsonb end"
            ),
            {"state": state},
        )


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("columns", {"columns": [{"column": "c1", "field": "sales.price_of_gold"}]}),
        ("columns", {"columns": [COLUMNS[0], COLUMNS[0]]}),
        ("columns", {"columns": [COLUMNS[0], {"column": "other", "field": "sales.date"}]}),
        ("columns", {"columns": [{"column": "", "field": "sales.date"}]}),
        ("columns", {"columns": ODD_COLUMNS[:2]}),
        ("columns", {"columns": [*ODD_COLUMNS, {"column": "비고", "field": "orders.channel"}]}),
        ("encoding", {"encoding": "utf-9"}),
        ("encoding", {"encoding": "ascii"}),
        ("encoding", {"encoding": "utf-16"}),
        ("statusWords", {"statusWords": [{"word": "보류", "status": "SOMETIMES"}]}),
        ("saveAs", {"saveAs": " "}),
        ("saveAs", {"saveAs": "x" * 61}),
        ("profile", {"profile": "no-such-shop"}),
    ],
)
def test_an_answer_that_cant_be_used_is_named(
    api: Api, manager: str, worker: Uploads, field: str, given: dict[str, object]
) -> None:
    import_id = sent(api, manager, "odd.csv", ODD)
    worker.read_one()
    answer = changed(api, manager, MAP, input={"id": import_id, **given})
    assert answer["__typename"] == "ValidationFailed"
    assert [error["field"] for error in answer["fieldErrors"]] == [field]
    assert found(api, manager, import_id)["state"] == "ASKING"


def test_only_managers_read_and_change_imports(api: Api, manager: str, operator: str, worker: Uploads) -> None:
    import_id = sent(api, manager, "odd.csv", ODD)
    worker.read_one()
    for query, variables in (
        (IMPORT, {"id": import_id}),
        ("{ imports(first: 5) { nodes { id } } }", {}),
        ("{ importProfiles { name } }", {}),
        ("{ importFields { name } }", {}),
        ("{ importMappings { name } }", {}),
        (MAP, {"input": {"id": import_id}}),
        (START, {"id": import_id}),
        (DISCARD, {"id": import_id}),
    ):
        assert api.refusal(query, operator, **variables)[0] == "FORBIDDEN"
    node = "query ($id: ID!) { node(id: $id) { id ... on Import { fileName } } }"
    assert api.data(node, operator, id=import_id)["node"] is None
    assert api.data(node, manager, id=import_id)["node"] == {"id": import_id, "fileName": "odd.csv"}
    admin = api.token(user(api.engine, "ADMIN"))
    assert changed(api, admin, DISCARD, id=import_id)["state"] == "DISCARDED"
    worker.tidy()
    assert list(UploadFolder(api.services.home).path.iterdir()) == []


def locked_workbook(tmp_path: Path, password: str) -> bytes:
    plain, locked = tmp_path / "plain.xlsx", tmp_path / "locked.xlsx"
    with xlsxwriter.Workbook(plain) as book:
        sheet = book.add_worksheet()
        for number, line in enumerate((("date", "sku", "quantity"), ("2026-03-01", "A", 2))):
            sheet.write_row(number, 0, line)
    with plain.open("rb") as source, locked.open("wb") as target:
        OOXMLFile(source).encrypt(password, target)
    return locked.read_bytes()


def test_a_password_opens_the_file_at_once_and_is_kept_nowhere(
    api: Api, manager: str, worker: Uploads, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    secret = f"{MARK}-of-the-workbook"
    import_id = sent(api, manager, "스마트스토어.xlsx", locked_workbook(tmp_path, secret))
    worker.read_one()
    asking = found(api, manager, import_id)
    assert (asking["state"], [each["kind"] for each in asking["description"]["questions"]]) == ("ASKING", ["PASSWORD"])
    for wrong in (f"{MARK}-a-wrong-one", "", "x" * 256):
        refused = changed(api, manager, MAP, input={"id": import_id, "password": wrong})
        assert [error["field"] for error in refused["fieldErrors"]] == ["password"]
    assert changed(api, manager, MAP, input={"id": import_id, "password": secret})["state"] == "UPLOADED"
    path = UploadFolder(api.services.home).path_of(key_of("Import", import_id))
    with path.open("rb") as file:
        assert msoffcrypto.OfficeFile(file).is_encrypted() is False
    assert path.stat().st_mode & 0o777 == 0o600
    worker.read_one()
    assert found(api, manager, import_id)["state"] == "READY"
    again = changed(api, manager, MAP, input={"id": import_id, "password": secret})
    assert again["fieldErrors"][0]["message"] == "The file is not protected by a password."
    with api.engine.connect() as connection:
        for table in ("app.imports", "app.import_mappings", "audit.audit_logs", "app.outbox", "jobs.idempotency_keys"):
            rows = connection.scalars(text(f"select t::text from {table} as t")).all()
            assert not [row for row in rows if MARK in row], table
    assert MARK not in caplog.text


PRODUCTS = "sku,name,unit_cost,replaced_by\nA,Mug,100,\nB,=HYPERLINK(1),-5,\nC,Cup,3,NOBODY\n"
ORDERS = "order_no,ordered_at,customer_ref\n1,2026-13-01 10:00:00,C77\n"


def downloaded(api: Api, token: str, path: str) -> tuple[int, bytes]:
    response = api.send("GET", path, headers={"Authorization": f"Bearer {token}"})
    return response.status_code, response.content


def test_refused_rows_are_a_file_that_can_be_mended_and_uploaded_again(api: Api, manager: str, worker: Uploads) -> None:
    first = loaded(api, manager, worker, "products.csv", PRODUCTS.encode())
    done = found(api, manager, first)
    assert (done["state"], done["refusedRows"], done["refusedFile"]) == ("DONE", 2, f"/imports/{first}/refused.csv")
    status, content = downloaded(api, manager, done["refusedFile"])
    assert status == 200
    assert content.startswith(b"\xef\xbb\xbfsku,name,")
    [dear, orphan] = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    assert (dear["sku"], dear["name"], dear["unit_cost"]) == ("B", "'=HYPERLINK(1)", "-5")
    assert (dear["reason"], dear["message"][:9]) == ("OUT_OF_RANGE", "unit_cost")
    assert (orphan["sku"], orphan["reason"]) == ("C", "UNKNOWN_REFERENCE")
    mended = content.decode("utf-8-sig").replace("-5", "5").replace("NOBODY", "").replace("'=HYPERLINK(1)", "Bowl")
    second = loaded(api, manager, worker, "mended.csv", mended.encode("utf-8-sig"))
    again = found(api, manager, second)
    assert (again["state"], again["refusedRows"], again["refusedFile"]) == ("DONE", 0, None)
    assert again["files"][0]["rowsLoaded"] == 2
    assert downloaded(api, manager, f"/imports/{second}/refused.csv")[0] == 404


def test_rows_that_may_identify_a_person_are_left_empty(api: Api, manager: str, worker: Uploads) -> None:
    import_id = loaded(api, manager, worker, "orders.csv", ORDERS.encode())
    [row] = csv.DictReader(
        io.StringIO(downloaded(api, manager, f"/imports/{import_id}/refused.csv")[1].decode("utf-8-sig"))
    )
    assert (row["order_no"], row["customer_ref"], row["reason"]) == ("1", "", "WRONG_TYPE")


def test_the_refused_rows_of_an_identical_file_are_those_that_were_kept(
    api: Api, manager: str, worker: Uploads
) -> None:
    loaded(api, manager, worker, "orders.csv", ORDERS.encode())
    again = loaded(api, manager, worker, "the same.csv", ORDERS.encode())
    status, content = downloaded(api, manager, f"/imports/{again}/refused.csv")
    assert (status, content.count(b"\r\n")) == (200, 2)


def test_who_may_not_see_refused_rows_gets_no_file(api: Api, manager: str, operator: str, worker: Uploads) -> None:
    import_id = loaded(api, manager, worker, "orders.csv", ORDERS.encode())
    path = f"/imports/{import_id}/refused.csv"
    assert refusal(api.send("GET", path))[:2] == (401, "UNAUTHENTICATED")
    answer = api.send("GET", path, headers={"Authorization": f"Bearer {operator}"})
    assert refusal(answer) == (403, "FORBIDDEN", "Files of refused rows need the role MANAGER or above.")
    for broken in ("/imports/x/refused.csv", "/imports/U2t1OjE/refused.csv", "/imports/%00/refused.zip"):
        response = api.send("GET", broken, headers={"Authorization": f"Bearer {manager}"})
        assert refusal(response)[:2] == (400, "BAD_USER_INPUT"), broken


def test_refused_rows_of_several_tables_are_a_zip_of_a_file_each(api: Api, manager: str, worker: Uploads) -> None:
    import_id = loaded(api, manager, worker, "products.csv", PRODUCTS.encode())
    with api.engine.begin() as connection:
        batch = """insert into raw.import_batches (file_name, sha256, profile, table_name, status, rows_in, rows_loaded,
            rows_unchanged, rows_rejected, started_at, import_id)
            select 'x', '\\x00', 'canonical', 'inventory_movements', 'REFUSED', 1, 0, 0, 1, now(), max(id)
            from app.imports returning id"""
        batch_id = connection.scalar(text(batch))
        row = """insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, row)
            values (:id, 'inventory_movements', 2, 'MISSING_VALUE', 'quantity is empty.', '{"reason": "RECEIPT"}')"""
        connection.execute(text(row), {"id": batch_id})
    assert found(api, manager, import_id)["refusedFile"] == f"/imports/{import_id}/refused.zip"
    assert downloaded(api, manager, f"/imports/{import_id}/refused.csv")[0] == 404
    status, content = downloaded(api, manager, f"/imports/{import_id}/refused.zip")
    assert status == 200
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.namelist() == ["inventory_movements.csv", "products.csv"]
        [moved] = csv.DictReader(io.StringIO(archive.read("inventory_movements.csv").decode("utf-8-sig")))
    assert (moved["reason"], moved["refused_reason"], moved["message"]) == (
        "RECEIPT",
        "MISSING_VALUE",
        "quantity is empty.",
    )
