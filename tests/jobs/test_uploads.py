"""The worker reads and loads uploads: each exactly once, whatever happens to it, and no file is left behind."""

import json
import os
import threading
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from domain.ingestion.uploads import work
from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.work import LOAD, READ, ImportLostError
from jobs.uploads import Uploads, uploads
from tests.factories.uploads import row, settings_of, start, uploaded
from tests.waiting import eventually

PRODUCTS = b"sku,name,unit_cost\nA,Mug,100\nB,Cup,-5\n"
UNKNOWN = b"colour,weight\nred,3\n"


@pytest.fixture
def files(engine: Engine, tmp_path: Path) -> Uploads:
    found = Uploads(engine, settings_of(tmp_path))
    found.inbox.still_seconds = 0.0
    return found


def count(engine: Engine, query: str) -> Any:
    with engine.connect() as connection:
        return connection.scalar(text(query))


def kept(home: Path) -> list[str]:
    folder = UploadFolder(home).path
    return sorted(path.name for path in folder.iterdir()) if folder.is_dir() else []


def test_a_known_file_is_read_started_and_loaded(engine: Engine, tmp_path: Path, files: Uploads) -> None:
    import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
    assert (files.load_one(), files.read_one(), files.read_one()) == (False, True, False)
    read = row(engine, import_id)
    assert (read.state, read.description["rows"], read.description["questions"]) == ("READY", 2, [])
    assert [column["name"] for column in read.description["columns"]] == ["sku", "name", "unit_cost"]
    assert read.description["columns"][1]["values"] == ["Mug", "Cup"]
    start(engine, import_id)
    assert (files.load_one(), files.load_one()) == (True, False)
    done = row(engine, import_id)
    assert (done.state, done.failure, done.worker, done.lease_until, done.progress) == ("DONE", None, None, None, None)
    assert done.finished_at is not None
    assert done.description["columns"][1]["values"] == []
    batches = (
        "select file_name || ' ' || rows_loaded || ' ' || rows_rejected from raw.import_batches where import_id = 1"
    )
    assert count(engine, batches) == "goods.csv 1 1"
    assert count(engine, "select string_agg(sku, ' ') from raw.products") == "A"
    assert kept(tmp_path) == ["import-1"]
    files.tidy()
    assert kept(tmp_path) == []
    with engine.connect() as connection:
        query = "select action, actor_label, outcome from audit.audit_logs order by sequence"
        assert [tuple(entry) for entry in connection.execute(text(query))] == [
            ("UPLOAD_FILE", "manager@shop.example", "DONE"),
            ("START_IMPORT", "manager@shop.example", "DONE"),
            ("IMPORT", "manager@shop.example", "DONE"),
            ("IMPORT_FILE", "manager@shop.example", "DONE"),
        ]


def test_a_file_that_nothing_recognises_asks_for_a_mapping(engine: Engine, tmp_path: Path, files: Uploads) -> None:
    import_id = uploaded(engine, tmp_path, "odd.csv", UNKNOWN)
    files.read_one()
    read = row(engine, import_id)
    assert (read.state, [each["kind"] for each in read.description["questions"]]) == ("ASKING", ["MAPPING"])
    assert kept(tmp_path) == ["import-1"]


def test_a_broken_file_fails_with_a_sentence_that_names_it_as_its_owner_does(
    engine: Engine, tmp_path: Path, files: Uploads
) -> None:
    import_id = uploaded(engine, tmp_path, "재고.xlsx", b"")
    files.read_one()
    failed = row(engine, import_id)
    assert failed.state == "FAILED"
    assert "재고.xlsx" in failed.failure["message"]
    assert "import-1" not in failed.failure["message"]
    assert str(tmp_path) not in failed.failure["message"]
    files.tidy()
    assert kept(tmp_path) == []


def test_a_file_that_is_gone_is_said_to_be_gone(engine: Engine, tmp_path: Path, files: Uploads) -> None:
    import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
    UploadFolder(tmp_path).path_of(import_id).unlink()
    files.read_one()
    failed = row(engine, import_id)
    assert failed.failure["message"] == "The file is no longer on the server. Upload it again."


def let_lease_end(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(text("update app.imports set lease_until = now() - interval '1 second'"))


def test_what_a_dead_worker_left_is_taken_up_and_loaded_once(engine: Engine, tmp_path: Path, files: Uploads) -> None:
    import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
    for step, act in ((READ, files.read_one), (LOAD, files.load_one)):
        with Session(engine, expire_on_commit=False) as session, session.begin():
            dead = work.take(session, step, "dead", 60)
        assert dead is not None
        assert act() is False
        let_lease_end(engine)
        assert act() is True
        with Session(engine) as session, pytest.raises(ImportLostError):
            work.note_progress(session, dead, "loading", 1, 2)
        if step == READ:
            start(engine, import_id)
    assert row(engine, import_id).state == "DONE"
    assert count(engine, "select count(*) from raw.import_batches") == 1


def test_a_load_that_was_taken_over_meanwhile_commits_nothing(
    engine: Engine, tmp_path: Path, files: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
    files.read_one()
    start(engine, import_id)

    def taken_over(*_: object) -> None:
        with engine.begin() as connection:
            connection.execute(text("update app.imports set worker = 'another'"))

    monkeypatch.setattr("jobs.uploads._Reporter.__call__", taken_over)
    assert files.load_one() is True
    assert row(engine, import_id).state == "LOADING"
    assert count(engine, "select count(*) from raw.products") == 0
    assert count(engine, "select count(*) from raw.import_batches") == 0
    monkeypatch.undo()
    let_lease_end(engine)
    files.load_one()
    assert row(engine, import_id).state == "DONE"
    assert count(engine, "select count(*) from raw.products") == 1


def test_a_file_that_ends_its_worker_each_time_is_given_up(engine: Engine, tmp_path: Path, files: Uploads) -> None:
    import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
    for _ in range(3):
        with Session(engine) as session, session.begin():
            assert work.take(session, READ, "dead", 60) is not None
        let_lease_end(engine)
    assert files.read_one() is False
    failed = row(engine, import_id)
    assert (failed.state, failed.failure["code"]) == ("FAILED", "WORKER_ENDED")


def test_files_that_nobody_goes_on_with_are_removed_after_some_days(
    engine: Engine, tmp_path: Path, files: Uploads
) -> None:
    import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
    files.read_one()
    files.tidy()
    assert row(engine, import_id).state == "READY"
    with engine.begin() as connection:
        connection.execute(text("alter table app.imports disable trigger touch"))
        connection.execute(text("update app.imports set updated_at = now() - interval '8 days'"))
    for name in ("incoming-1", "import-99"):
        (UploadFolder(tmp_path).path / name).write_text("left by a process that died")
        os.utime(UploadFolder(tmp_path).path / name, (1, 1))
    later = Uploads(engine, settings_of(tmp_path))
    later.tidy()
    later.tidy()
    assert row(engine, import_id).state == "DISCARDED"
    assert kept(tmp_path) == []


def test_the_worker_does_all_of_it_by_itself(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("jobs.uploads.POLL_SECONDS", 0.05)
    with uploads(engine, settings_of(tmp_path)):
        import_id = uploaded(engine, tmp_path, "goods.csv", PRODUCTS)
        eventually(lambda: row(engine, import_id).state == "READY")
        start(engine, import_id)
        eventually(lambda: row(engine, import_id).state == "DONE")
        eventually(lambda: kept(tmp_path) == [])
    assert not [thread for thread in threading.enumerate() if thread.name.startswith("uploads-")]


def put(home: Path, name: str, content: bytes) -> Path:
    folder = home / "inbox"
    folder.mkdir(exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def work_all(files: Uploads) -> None:
    files.take_from_inbox()
    files.take_from_inbox()
    while files.read_one() or files.load_one():
        pass
    files.tidy()


def results(home: Path) -> list[str]:
    return sorted(str(path.relative_to(home / "inbox")) for path in (home / "inbox").rglob("*") if path.is_file())


def test_files_of_the_inbox_are_imported_and_moved_with_a_report(
    engine: Engine, tmp_path: Path, files: Uploads
) -> None:
    put(tmp_path, "goods.csv", PRODUCTS)
    put(tmp_path, "broken.xlsx", b"")
    put(tmp_path, "half.csv.part", PRODUCTS)
    secret = tmp_path / "secret.csv"
    secret.write_bytes(PRODUCTS)
    (tmp_path / "inbox" / "link.csv").symlink_to(secret)
    work_all(files)
    assert results(tmp_path) == [
        "done/goods.csv",
        "done/goods.csv.report.json",
        "done/goods.csv.report.txt",
        "failed/broken.xlsx",
        "failed/broken.xlsx.report.json",
        "failed/broken.xlsx.report.txt",
        "half.csv.part",
        "link.csv",
    ]
    report = json.loads((tmp_path / "inbox" / "done" / "goods.csv.report.json").read_text("utf-8"))
    assert (report["state"], report["error"]) == ("DONE", None)
    assert report["tables"] == [
        {
            "table": "products",
            "rows": 2,
            "loaded": 1,
            "unchanged": 0,
            "rejected": 1,
            "reasons": {"OUT_OF_RANGE": 1},
        }
    ]
    told = (tmp_path / "inbox" / "failed" / "broken.xlsx.report.txt").read_text("utf-8")
    assert told.startswith("broken.xlsx: FAILED\n")
    assert kept(tmp_path) == []
    work_all(files)
    assert count(engine, "select count(*) from app.imports") == 2
    put(tmp_path, "goods.csv", PRODUCTS + b"C,Pot,7\n")
    work_all(files)
    assert "done/3-goods.csv" in results(tmp_path)


def test_a_file_is_taken_only_when_it_has_not_changed_for_a_while(
    engine: Engine, tmp_path: Path, files: Uploads
) -> None:
    files.inbox.still_seconds = 3_600
    put(tmp_path, "goods.csv", PRODUCTS)
    files.take_from_inbox()
    files.take_from_inbox()
    assert count(engine, "select count(*) from app.imports") == 0


def test_a_worker_that_died_between_entering_and_removing_loads_nothing_twice(
    engine: Engine, tmp_path: Path, files: Uploads, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(tmp_path, "goods.csv", PRODUCTS)
    with monkeypatch.context() as dying:
        dying.setattr(Path, "unlink", lambda *_, **__: None)  # as if it ended here
        files.take_from_inbox()
        files.take_from_inbox()
    assert path.exists()
    assert count(engine, "select count(*) from app.imports") == 1
    again = Uploads(engine, settings_of(tmp_path))
    again.inbox.still_seconds = 0.0
    work_all(again)
    assert count(engine, "select count(*) from app.imports") == 1
    assert count(engine, "select count(*) from raw.import_batches") == 1
    assert results(tmp_path)[0] == "done/goods.csv"
    assert not path.exists()


def test_a_file_of_the_inbox_with_questions_waits_for_a_person(engine: Engine, tmp_path: Path, files: Uploads) -> None:
    put(tmp_path, "odd.csv", UNKNOWN)
    work_all(files)
    waiting = row(engine, 1)
    assert (waiting.state, waiting.source, waiting.uploaded_by) == ("ASKING", "INBOX", "inbox")
    assert results(tmp_path) == []
    assert kept(tmp_path) == ["import-1"]
