"""`jaego audit`: a whole log passes, a broken one ends with exit code 1 and the entry's number."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.audit.service import AuditEntry, record
from kit.postgres import libpq_url

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def jaego(database_url: URL, tmp_path: Path) -> object:
    """Run the command line on this test's own database."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    environment = {**kept, "JAEGO_HOME": str(tmp_path), "JAEGO_DATABASE_URL": libpq_url(database_url)}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "cli", "audit", *arguments]
        return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)

    return run


def fill(engine: Engine, count: int) -> None:
    with Session(engine) as session, session.begin():
        for number in range(count):
            record(session, AuditEntry("LOGIN", details={"number": number}))


def test_verify_and_export(engine: Engine, jaego, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    fill(engine, 3)
    noted, entries = tmp_path / "checkpoint.json", tmp_path / "entries.jsonl"
    exported = jaego("export", "--to", str(noted), "--entries", str(entries))
    assert exported.returncode == 0, exported.stderr
    checkpoint = json.loads(noted.read_text())
    lines = [json.loads(line) for line in entries.read_text().splitlines()]
    assert [line["sequence"] for line in lines] == [1, 2, 3]
    assert checkpoint == {"sequence": 3, "entry_sha256": lines[-1]["entry_sha256"]}
    assert json.loads(jaego("export").stdout) == checkpoint
    fill(engine, 1)
    found = jaego("verify", "--checkpoint", str(noted), "--json")
    assert found.returncode == 0, found.stderr
    assert json.loads(found.stdout)["entries"] == 4
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("delete from audit.audit_logs where sequence > 2"))
    assert jaego("verify").returncode == 0
    cut = jaego("verify", "--checkpoint", str(noted))
    assert cut.returncode == 1
    assert "ends at entry 2, the checkpoint at entry 3" in cut.stderr
    with engine.begin() as connection:
        connection.execute(text("set local session_replication_role = replica"))
        connection.execute(text("update audit.audit_logs set actor_label = 'x' where sequence = 2"))
    changed = jaego("verify")
    assert changed.returncode == 1
    assert "Entry 2 was changed" in changed.stderr


@pytest.mark.parametrize("content", [None, "", "[]", '{"sequence": -1, "entry_sha256": "00"}', '{"sequence": 1}'])
def test_what_is_no_checkpoint_is_refused(jaego, tmp_path: Path, content: str | None) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001
    path = tmp_path / "checkpoint.json"
    if content is not None:
        path.write_text(content)
    found = jaego("verify", "--checkpoint", str(path))
    assert found.returncode == 2
    assert str(path) in found.stderr
    assert "Traceback" not in found.stderr


@pytest.mark.parametrize("option", ["--to", "--entries"])
def test_what_can_not_be_written_is_told_in_one_sentence(  # type: ignore[no-untyped-def]
    engine: Engine,
    jaego,  # noqa: ANN001
    tmp_path: Path,
    option: str,
) -> None:
    fill(engine, 1)
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "file").touch()
    found = jaego("export", option, str(folder))
    assert found.returncode == 2
    assert found.stderr.endswith(f"error: {folder} can't be written: Is a directory.\n")
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("folder")] == ["folder"]
