"""Workbooks with a password within an archive: the password is asked for, opens them, and is kept nowhere."""

import gzip
import io
import zipfile
from typing import Any

import pytest

from domain.ingestion.uploads.folder import UploadFolder
from graphql_api.node import key_of
from jobs.uploads import Uploads
from tests.factories import broken_files
from tests.factories.profile_samples import SAMPLES
from tests.factories.secrets import MARK
from tests.factories.uploads import settings_of
from tests.graphql_api.conftest import Api
from tests.graphql_api.test_upload_steps import MAP, START, changed, found, sent

ORDERS = broken_files.workbook(SAMPLES["smartstore-orders"])
FIRST, SECOND = f"{MARK}-of-the-first", f"{MARK}-of-the-second"


@pytest.fixture
def worker(api: Api) -> Uploads:
    return Uploads(api.engine, settings_of(api.services.home))


def zipped(*files: tuple[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in files:
            archive.writestr(name, content)
    return buffer.getvalue()


def asked(api: Api, token: str, worker: Uploads, import_id: str) -> tuple[str, list[str]]:
    worker.read_one()
    read = found(api, token, import_id)
    return read["state"], [question["kind"] for question in read["description"]["questions"]]


def given(api: Api, token: str, import_id: str, password: str) -> Any:
    return changed(api, token, MAP, input={"id": import_id, "password": password})


def test_each_password_of_a_zip_file_opens_its_workbooks(api: Api, manager: str, worker: Uploads) -> None:
    more = broken_files.locked(broken_files.workbook(SAMPLES["coupang-orders"]), SECOND)
    stock = broken_files.text(SAMPLES["stock"])
    books = (("7월/주문.xlsx", broken_files.locked(ORDERS, FIRST)), ("8월/주문.xlsx", more), ("재고.csv", stock))
    import_id = sent(api, manager, "주문.zip", zipped(*books))
    assert asked(api, manager, worker, import_id) == ("ASKING", ["PASSWORD"])
    assert given(api, manager, import_id, "neither")["fieldErrors"] == [
        {"field": "password", "message": "The password does not open the file. Check it and try again."}
    ]
    assert given(api, manager, import_id, FIRST)["state"] == "UPLOADED"
    assert asked(api, manager, worker, import_id) == ("ASKING", ["PASSWORD"])
    assert given(api, manager, import_id, SECOND)["state"] == "UPLOADED"
    path = UploadFolder(api.services.home).path_of(key_of("Import", import_id))
    assert path.stat().st_mode & 0o777 == 0o600
    assert MARK.encode() not in path.read_bytes()
    assert asked(api, manager, worker, import_id) == ("READY", [])
    changed(api, manager, START, id=import_id)
    worker.load_one()
    files = found(api, manager, import_id)["files"]
    assert {file["tableName"]: file["rowsLoaded"] for file in files if file["tableName"] == "inventory"} == {
        "inventory": 8
    }
    assert [file["rowsLoaded"] for file in files if file["tableName"] == "order_items"] == [8, 8]
    again = given(api, manager, sent(api, manager, "b.zip", zipped(("b.csv", stock))), FIRST)
    assert again["code"] == "IMPORT_STATE"


def test_a_locked_workbook_in_a_gzip_file_is_opened(api: Api, manager: str, worker: Uploads) -> None:
    import_id = sent(api, manager, "orders.xlsx.gz", gzip.compress(broken_files.locked(ORDERS, FIRST)))
    assert asked(api, manager, worker, import_id) == ("ASKING", ["PASSWORD"])
    assert given(api, manager, import_id, FIRST)["state"] == "UPLOADED"
    assert asked(api, manager, worker, import_id) == ("READY", [])
    refused = given(api, manager, import_id, FIRST)
    assert refused["fieldErrors"][0]["message"] == "The file is not protected by a password."
