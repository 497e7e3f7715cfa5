"""`POST /imports`: who may upload, what is kept, and that no body, however broken, is a fault of the server."""

import hashlib
import stat
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from domain.ingestion.uploads.folder import UploadFolder
from graphql_api.ingestion.uploads import routes
from graphql_api.node import key_of
from tests.graphql_api.conftest import Api

IMPORTS = """query { imports(first: 10) { nodes { id fileName bytes state source uploadedBy finishedAt refusedRows
    refusedFile error progress { label } description { rows } files { id } setAside { name } } } }"""
TOKEN = """mutation ($scopes: [Scope!]!) { createApiToken(input: {name: "feed", scopes: $scopes}) {
    ... on NewApiToken { text } } }"""
SALES = b"date,sku,quantity\n2026-03-01,A,2\n"


def upload(api: Api, token: str | None, *files: tuple[str, bytes], **headers: str) -> httpx.Response:
    given = {} if token is None else {"Authorization": f"Bearer {token}"}
    parts = [("file", (name, content, "text/csv")) for name, content in files]
    return api.send("POST", "/imports", files=parts, headers={**given, **headers})


def uploads(api: Api) -> list[Path]:
    folder = UploadFolder(api.services.home).path
    return sorted(folder.iterdir()) if folder.is_dir() else []


def refusal(response: httpx.Response) -> tuple[int, str, str]:
    [error] = response.json()["errors"]
    return response.status_code, error["extensions"]["code"], error["message"]


def test_files_are_kept_whole_for_their_owner_only_and_listed(api: Api, manager: str) -> None:
    large = bytes(range(256)) * 12_000
    response = upload(api, manager, ("../../etc/판매.csv", SALES), ("C:\\temp\\stock.xlsx", large), ("leer.csv", b""))
    assert response.status_code == 201
    [sales, stock, empty] = response.json()["imports"]
    assert [sales["fileName"], stock["fileName"], empty["fileName"]] == ["판매.csv", "stock.xlsx", "leer.csv"]
    assert [sales["bytes"], stock["bytes"], empty["bytes"]] == [len(SALES), len(large), 0]
    number = key_of("Import", stock["id"])
    path = UploadFolder(api.services.home).path_of(number)
    assert path.read_bytes() == large
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    listed = api.data(IMPORTS, manager)["imports"]["nodes"]
    assert [each["id"] for each in listed] == [empty["id"], stock["id"], sales["id"]]
    assert listed[1] == {
        "id": stock["id"],
        "fileName": "stock.xlsx",
        "bytes": len(large),
        "state": "UPLOADED",
        "source": "CONSOLE",
        "uploadedBy": "manager@shop.example",
        "finishedAt": None,
        "refusedRows": 0,
        "refusedFile": None,
        "error": None,
        "progress": None,
        "description": None,
        "files": [],
        "setAside": [],
    }
    with api.engine.connect() as connection:
        query = text("select sha256 from app.imports where id = :id")
        assert bytes(connection.scalar(query, {"id": number})) == hashlib.sha256(large).digest()
        entries = connection.execute(
            text(
                "select actor_label, subject_id, details ->> 'file' from audit.audit_logs where action = 'UPLOAD_FILE'"
            )
        ).all()
    assert (("manager@shop.example", str(number), "stock.xlsx")) in [tuple(entry) for entry in entries]


def test_the_page_at_the_same_address_is_the_console(api: Api) -> None:
    dist = api.services.home / "dist"
    dist.mkdir()
    (dist / "index.html").write_text("<!doctype html>")
    page = api.send("GET", "/imports", headers={"Accept": "text/html"})
    assert (page.status_code, page.text) == (200, "<!doctype html>")
    assert api.send("PUT", "/imports").status_code == 404


def test_operators_strangers_and_pages_of_other_sites_upload_nothing(api: Api, operator: str, manager: str) -> None:
    file = ("sales.csv", SALES)
    assert refusal(upload(api, None, file))[:2] == (401, "UNAUTHENTICATED")
    assert refusal(upload(api, operator, file)) == (403, "FORBIDDEN", "Uploads need the role MANAGER or above.")
    other = upload(api, manager, file, Origin="https://other.example")
    assert refusal(other) == (403, "FORBIDDEN", "Requests from pages of other sites are refused.")
    assert uploads(api) == []
    with api.engine.connect() as connection:
        query = text("select actor_label, outcome from audit.audit_logs where action = 'UPLOAD_FILE'")
        assert [tuple(row) for row in connection.execute(query)] == [("operator@shop.example", "REFUSED")]
        assert connection.scalar(text("select count(*) from app.imports")) == 0


def test_a_program_needs_the_scope_import(api: Api, manager: str) -> None:
    tokens = [
        api.data(TOKEN, manager, scopes=scopes)["createApiToken"]["text"]
        for scopes in (["READ", "WRITE", "APPROVE"], ["IMPORT"])
    ]
    needed = "Uploads need an API token with the scope IMPORT."
    assert refusal(upload(api, tokens[0], ("a.csv", SALES))) == (403, "FORBIDDEN", needed)
    assert upload(api, tokens[1], ("a.csv", SALES)).status_code == 201
    [listed] = api.data(IMPORTS, manager)["imports"]["nodes"]
    assert listed["source"] == "API_TOKEN"


@pytest.fixture
def small_limit(api: Api) -> int:
    object.__setattr__(api.services, "max_upload_bytes", 1_000_000)
    return 1_000_000


async def _pieces(content: bytes) -> Any:
    for start in range(0, len(content), 50_000):
        yield content[start : start + 50_000]


def multipart(content: bytes, name: str = "a.csv") -> bytes:
    head = f'--cut\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n\r\n'.encode()
    return head + content + b"\r\n--cut--\r\n"


@pytest.mark.usefixtures("small_limit")
def test_what_is_too_large_is_refused_whether_its_length_is_stated_or_not(api: Api, manager: str) -> None:
    sentence = (
        "The files are larger than 1 MB together, which is the limit of one upload. Split them, compress them as .zip"
        " or .gz, or raise JAEGO_MAX_UPLOAD_MB."
    )
    body = multipart(b"x" * 1_200_000)
    headers = {"Authorization": f"Bearer {manager}", "Content-Type": "multipart/form-data; boundary=cut"}
    stated = api.send("POST", "/imports", content=body, headers=headers)
    unstated = api.send("POST", "/imports", content=_pieces(body), headers=headers)
    assert refusal(stated) == refusal(unstated) == (413, "TOO_LARGE", sentence)
    assert api.send("POST", "/imports", content=_pieces(multipart(b"x" * 900_000)), headers=headers).status_code == 201
    assert len(uploads(api)) == 1


def test_a_full_disk_is_said_before_anything_is_written(
    api: Api, manager: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("domain.ingestion.uploads.folder.RESERVE_BYTES", 2**62)
    assert refusal(upload(api, manager, ("a.csv", SALES)))[:2] == (507, "NO_SPACE")
    assert uploads(api) == []


WHOLE = multipart(SALES)
BROKEN_BODIES = {
    "empty": b"",
    "no boundary": b"date,sku\n",
    "ends in the header": WHOLE[:30],
    "ends in the file": WHOLE[:-20],
    "ends before the last mark": WHOLE[:-4],
    "no file": b'--cut\r\nContent-Disposition: form-data; name="file"\r\n\r\nx\r\n--cut--\r\n',
    "no header": b"--cut\r\n\r\nx\r\n--cut--\r\n",
    "endless header": b"--cut\r\n" + b"X-A: " + b"y" * 100_000,
    "many headers": b"--cut\r\n" + b"X-A: y\r\n" * 1_000 + b"\r\nx\r\n--cut--\r\n",
    "no file after a file": WHOLE[:-4] + b"\r\nContent-Disposition: \xff\xfe;;=;filename\r\n\r\n",
}


@pytest.mark.parametrize("body", BROKEN_BODIES.values(), ids=BROKEN_BODIES.keys())
def test_a_broken_body_is_a_sentence_and_leaves_nothing(api: Api, manager: str, body: bytes) -> None:
    headers = {"Authorization": f"Bearer {manager}", "Content-Type": "multipart/form-data; boundary=cut"}
    status, code, _ = refusal(api.send("POST", "/imports", content=body, headers=headers))
    assert (status, code) == (400, "BAD_REQUEST")
    assert uploads(api) == []
    assert api.data(IMPORTS, manager)["imports"]["nodes"] == []


@pytest.mark.parametrize(
    "content_type",
    ["", "text/csv", "multipart/form-data", "multipart/form-data; boundary=", "multipart/mixed; boundary=cut"],
)
def test_another_content_type_is_refused(api: Api, manager: str, content_type: str) -> None:
    headers = {"Authorization": f"Bearer {manager}", "Content-Type": content_type}
    assert refusal(api.send("POST", "/imports", content=WHOLE, headers=headers))[:2] == (415, "BAD_REQUEST")
    long = {**headers, "Content-Type": "multipart/form-data; boundary=" + "x" * 5_000}
    assert refusal(api.send("POST", "/imports", content=WHOLE, headers=long))[:2] == (400, "BAD_REQUEST")


def test_a_request_takes_twenty_files_and_all_or_none(api: Api, manager: str) -> None:
    assert upload(api, manager, *[(f"{number}.csv", SALES) for number in range(20)]).status_code == 201
    assert len(uploads(api)) == 20
    response = upload(api, manager, *[(f"{number}.csv", SALES) for number in range(21)])
    assert refusal(response) == (400, "BAD_REQUEST", "A request has at most 20 files; send the others later.")
    assert len(uploads(api)) == 20


def test_a_fifth_upload_at_once_waits_its_turn(api: Api, manager: str) -> None:
    upload(api, manager, ("a.csv", SALES))
    [user_id] = api.services.uploads
    api.services.uploads[user_id] = routes.MAX_UPLOADS_AT_ONCE
    assert refusal(upload(api, manager, ("b.csv", SALES)))[:2] == (429, "TOO_MANY_UPLOADS")
    api.services.uploads[user_id] = 0
    assert upload(api, manager, ("b.csv", SALES)).status_code == 201


def test_a_body_that_stops_is_given_up(api: Api, manager: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "SILENCE_SECONDS", 0.05)

    async def stalled() -> Any:
        yield WHOLE[:-20]
        import asyncio

        await asyncio.sleep(0.5)
        yield WHOLE[-20:]

    headers = {"Authorization": f"Bearer {manager}", "Content-Type": "multipart/form-data; boundary=cut"}
    response = api.send("POST", "/imports", content=stalled(), headers=headers)
    assert refusal(response)[:2] == (408, "BAD_REQUEST")
    assert uploads(api) == []
