"""What a large upload costs the others: a list of SKUs is read before it, while it arrives, and while it is loaded.

`--megabytes` is the size of the file: day, SKU and quantity, and a note, so that a row is as long as in a marketplace's
export.
"""

import argparse
import json
import os
import shutil
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from bench.console_lists import COMMAND, FILL, PASSWORD, ROOT, SKUS, served
from domain.identity.service import create_user
from kit.database import make_engine, migrate
from kit.postgres import database, libpq_url
from kit.settings import Settings

EMAIL = "manager@shop.example"
ALONE_READS, PAUSE_SECONDS = 60, 0.05
PIECE_ROWS = 50_000
NOTE = "delivered to the door, as the customer wished " * 4
LOGIN = """mutation ($email: String!, $password: String!) { login(input: {email: $email, password: $password}) {
    ... on SignedIn { accessToken } } }"""
LIST = """{ skus(first: 50) { nodes { code name onHand daysOfCover stockoutRisk depletionDate moneyAtRisk }
    pageInfo { endCursor } } }"""
STATE = "query ($id: ID!) { import(id: $id) { state error progress { done total } files { rowsLoaded } } }"
START = "mutation ($id: ID!) { startImport(input: {id: $id}) { __typename } }"
Phases = dict[str, list[float]]


@contextmanager
def working(url: URL, home: Path) -> Iterator[None]:
    """A worker on the database."""
    environment = os.environ | {"JAEGO_HOME": str(home), "JAEGO_DATABASE_URL": libpq_url(url), "PYTHONPATH": str(ROOT)}
    with (home / "worker.log").open("w") as log:
        worker = subprocess.Popen([*COMMAND, "worker"], env=environment, stderr=log, stdout=log)
        try:
            yield
        finally:
            worker.terminate()
            worker.wait()


class Client:
    """A manager who is signed in."""

    def __init__(self, address: str) -> None:
        self.http = httpx.Client(base_url=address, timeout=600)
        found = self.ask(LOGIN, email=EMAIL, password=PASSWORD)["login"]
        self.http.headers["Authorization"] = f"Bearer {found['accessToken']}"

    def ask(self, query: str, **variables: object) -> Any:  # noqa: ANN401  # as the operation has it
        """The data of an operation."""
        answer = self.http.post("/graphql", json={"query": query, "variables": variables}).json()
        assert "errors" not in answer, answer
        return answer["data"]


class Reader(threading.Thread):
    """Reads the list again and again, and notes how long each read takes, by what goes on beside it."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self.client, self.phase, self.times = client, "alone", Phases()
        self.is_done = threading.Event()

    def run(self) -> None:
        """Read until `is_done`."""
        while not self.is_done.wait(PAUSE_SECONDS):
            began, phase = time.perf_counter(), self.phase
            self.client.ask(LIST)
            self.times.setdefault(phase, []).append((time.perf_counter() - began) * 1000)


def write_file(path: Path, size: int) -> int:
    """A file of so many bytes; its rows."""
    first, rows = date(2024, 1, 1), 0
    with path.open("w") as file:
        file.write("date,sku,quantity,note\n")
        while file.tell() < size:
            lines = (
                f"{first + timedelta(days=n * 31 % 700)},SKU-{1 + n * 7919 % SKUS:05d},{1 + n % 9},{NOTE}\n"
                for n in range(rows, rows + PIECE_ROWS)
            )
            file.writelines(lines)
            rows += PIECE_ROWS
    return rows


def follow(client: Client, import_id: str, *states: str) -> str:
    """Wait until an import is in one of these states; which."""
    while True:
        found = client.ask(STATE, id=import_id)["import"]
        if found["state"] in (*states, "FAILED", "ASKING"):
            assert found["state"] in states, found
            return str(found["state"])
        time.sleep(0.5)


def measure(address: str, path: Path) -> None:
    """Read beside an upload and its import, and print the times."""
    client, reader = Client(address), Reader(Client(address))
    reader.start()
    while len(reader.times.get("alone", ())) < ALONE_READS:
        time.sleep(0.1)
    reader.phase, began = "while it arrives", time.perf_counter()
    with path.open("rb") as file:
        answer = client.http.post("/imports", files={"file": (path.name, file)}).json()
    import_id = answer["imports"][0]["id"]
    print(f"arrived after {time.perf_counter() - began:.1f} s: {json.dumps(answer['imports'][0])}")
    reader.phase = "while it is read"
    follow(client, import_id, "READY")
    reader.phase, began = "while it is loaded", time.perf_counter()
    client.ask(START, id=import_id)
    follow(client, import_id, "DONE")
    print(f"loaded after {time.perf_counter() - began:.1f} s")
    reader.is_done.set()
    reader.join()
    alone = statistics.median(reader.times["alone"])
    for phase, times in reader.times.items():
        middle, late = statistics.median(times), sorted(times)[int(len(times) * 0.95)]
        print(
            f"list of 50 of {SKUS:,} SKUs, {phase}: median {middle:.0f} ms ({middle / alone:.2f} x),"
            f" 95 % {late:.0f} ms, {len(times)} reads"
        )


def main() -> None:
    """Fill a database, serve it with a worker beside, and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200)
    megabytes = parser.parse_args().megabytes
    home = Path(tempfile.mkdtemp())
    with database(Settings(home=home, database_url=None, _env_file=None)) as url:
        engine = make_engine(url)
        migrate(engine)
        with engine.begin() as connection:
            connection.execute(text(FILL))
        with Session(engine) as session, session.begin():
            create_user(session, EMAIL, "MANAGER", PASSWORD)
        engine.dispose()
        path = home / "sales.csv"
        print(f"{megabytes} MB, {write_file(path, megabytes * 1_000_000):,} rows")
        with served(url, home) as address, working(url, home):
            measure(address, path)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
