"""How long all 50,000 SKUs take as one stream and in pages, what memory that takes, and how long 1,000 orders take."""

import shutil
import tempfile
import time
from pathlib import Path

import httpx
from console_lists import EMAIL, FILL, PASSWORD, SKUS, served
from sqlalchemy import text
from sqlalchemy.orm import Session

from domain.identity.service import create_user
from kit.database import make_engine, migrate
from kit.postgres import database
from kit.settings import Settings

PARTITION = "create table ai.predictions_r{0} partition of ai.predictions for values in ({0})"
FILL_FORECASTS = """
insert into ai.predictions (run_id, product_id, target_date, forecast_qty, p10, p50, p90, confidence_score, model)
select run_id, product_id, as_of_date + day, 1.0 / day, 0.1, 0.5, 2.5, 0.8, 'LightGBM'
from mart.sku_overview, generate_series(1, 30) as day;
insert into ai.prediction_totals
    (run_id, product_id, horizon_days, mean, p10, p50, p90, confidence_score, model)
select run_id, product_id, days, days / 3.0, 1, 2, days, 0.8, 'LightGBM'
from mart.sku_overview, unnest(array[7, 14, 30]) as days;
analyze ai.predictions, ai.prediction_totals;
"""
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) { ... on SignedIn { accessToken } } }"""
PAGE = """query ($after: String) { skus(first: 100, after: $after) {
  pageInfo { hasNextPage endCursor } nodes { code onHand stockoutRisk revenue28 recommendedQuantity } } }"""
UPSERT = """mutation ($input: UpsertOrdersInput!) { upsertOrders(input: $input) {
  ... on Upserted { rows { outcome } } } }"""
AT = "2026-03-01T09:30:00+09:00"


def _export(client: httpx.Client, home: Path, name: str, encoding: str) -> None:
    begun, lines, size = time.monotonic(), 0, 0
    with client.stream("GET", f"/export/{name}.ndjson", headers={"Accept-Encoding": encoding}) as answer:
        answer.raise_for_status()
        first = None
        for part in answer.iter_bytes():
            first = first or time.monotonic() - begun
            lines, size = lines + part.count(b"\n"), size + len(part)
        sent = answer.num_bytes_downloaded
    seconds = time.monotonic() - begun
    print(f"{name}, {encoding}: {lines:,} lines in {seconds:.1f} s, the first after {first:.2f} s, {size / 1e6:.0f} MB")
    print(f"  sent {sent / 1e6:.1f} MB; peak memory of the server so far {_peak_mb(home):.0f} MB")


def _peak_mb(home: Path) -> float:
    """Peak memory of the largest server process on this folder."""
    peaks = [0.0]
    for process in Path("/proc").glob("[0-9]*"):
        try:
            is_server = f"JAEGO_HOME={home}".encode() in (process / "environ").read_bytes().split(b"\0")
            status = (process / "status").read_text() if is_server else ""
        except OSError:
            continue
        peaks += [int(line.split()[1]) / 1000 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


def _pages(client: httpx.Client) -> None:
    begun, after, rows = time.monotonic(), None, 0
    while True:
        answer = client.post("/graphql", json={"query": PAGE, "variables": {"after": after}}).json()
        found = answer["data"]["skus"]
        rows += len(found["nodes"])
        if not found["pageInfo"]["hasNextPage"]:
            break
        after = found["pageInfo"]["endCursor"]
    print(f"skus in pages of 100, five fields: {rows:,} rows in {time.monotonic() - begun:.1f} s")


def _orders(client: httpx.Client) -> None:
    for start in range(1, 6):
        lines = [
            {"sku": f"SKU-{start:05d}", "quantity": 2, "unitPrice": "900"},
            {"sku": "SKU-00009", "quantity": 1, "unitPrice": "9"},
        ]
        orders = [{"orderNo": f"{start}-{number}", "orderedAt": AT, "lines": lines} for number in range(1000)]
        begun = time.monotonic()
        answer = client.post("/graphql", json={"query": UPSERT, "variables": {"input": {"orders": orders}}}).json()
        loaded = sum(row["outcome"] == "LOADED" for row in answer["data"]["upsertOrders"]["rows"])
        print(f"1,000 orders of two lines: {loaded:,} rows loaded in {time.monotonic() - begun:.2f} s")


def main() -> None:
    """Fill a database, serve it, and measure."""
    home = Path(tempfile.mkdtemp())
    with database(Settings(home=home, database_url=None, _env_file=None)) as url:
        engine = make_engine(url)
        migrate(engine)
        with engine.begin() as connection:
            connection.execute(text(FILL))
            connection.execute(text(PARTITION.format(connection.scalar(text("select id from jobs.pipeline_run")))))
            connection.execute(text(FILL_FORECASTS))
        with Session(engine) as session, session.begin():
            create_user(session, EMAIL, "MANAGER", PASSWORD)
        engine.dispose()
        with served(url, home) as address, httpx.Client(base_url=address, timeout=60) as client:
            answer = client.post(
                "/graphql", json={"query": LOGIN, "variables": {"input": {"email": EMAIL, "password": PASSWORD}}}
            )
            client.headers["Authorization"] = f"Bearer {answer.json()['data']['login']['accessToken']}"
            print(f"{SKUS:,} SKUs; memory of the server at first {_peak_mb(home):.0f} MB")
            for name in ("skus", "forecasts"):
                for encoding in ("identity", "gzip"):
                    _export(client, home, name, encoding)
            _pages(client)
            _orders(client)
    shutil.rmtree(home, ignore_errors=True)


if __name__ == "__main__":
    main()
