"""A worker that is killed while it loads an upload: nothing of the file is there, and the next one loads it once."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text
from sqlalchemy.engine import URL

from jobs.uploads import Uploads
from kit.postgres import libpq_url
from tests.factories.secrets import KEY
from tests.factories.uploads import row, settings_of, start, uploaded
from tests.waiting import eventually

ROOT = Path(__file__).resolve().parents[2]
COMMAND = [sys.executable, "-c", "from cli.main import run; run()", "worker"]
ROWS = 60_000


@contextmanager
def worker(url: URL, home: Path) -> Iterator["subprocess.Popen[bytes]"]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    given = {"PYTHONPATH": str(ROOT), "JAEGO_HOME": str(home), "JAEGO_DATABASE_URL": libpq_url(url)}
    with (
        (home / "worker.log").open("ab") as log,
        subprocess.Popen(COMMAND, env={**kept, **given, "JAEGO_SECRET_KEY": KEY}, stderr=log, stdout=log) as process,
    ):
        try:
            yield process
        finally:
            process.kill()


def counts(engine: Engine) -> tuple[int, int]:
    with engine.connect() as connection:
        query = "select (select count(*) from raw.products), (select count(*) from raw.import_batches)"
        found = connection.execute(text(query)).one()
    return int(found[0]), int(found[1])


def test_a_killed_load_is_repeated_as_if_it_had_never_begun(database_url: URL, engine: Engine, tmp_path: Path) -> None:
    content = "sku,name,unit_cost\n" + "".join(f"S{n},Mug {n},{n % 90 + 1}\n" for n in range(ROWS))
    import_id = uploaded(engine, tmp_path, "goods.csv", content.encode())
    Uploads(engine, settings_of(tmp_path)).read_one()
    start(engine, import_id)
    for _ in range(2):
        with worker(database_url, tmp_path) as process:
            eventually(lambda: (row(engine, import_id).progress or {}).get("total", 0) > 0)
            process.send_signal(signal.SIGKILL)
        assert row(engine, import_id).state == "LOADING"
        assert counts(engine) == (0, 0)
        with engine.begin() as connection:
            connection.execute(text("update app.imports set lease_until = now() - interval '1 second'"))
    with worker(database_url, tmp_path) as process:
        eventually(lambda: row(engine, import_id).state == "DONE")
        process.terminate()
        process.wait(30)
    assert counts(engine) == (ROWS, 1)
