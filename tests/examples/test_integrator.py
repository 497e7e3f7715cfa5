"""The integrator's example works against the served product: API, worker and webhooks in processes of their own."""

import base64
import importlib.util
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from types import ModuleType
from zoneinfo import ZoneInfo

import httpx
import pytest
from sqlalchemy import Engine, text
from sqlalchemy.engine import URL
from sqlalchemy.orm import Session

from domain.identity.service import create_user
from domain.pipeline import rules
from kit.clock import utc_now
from kit.postgres import libpq_url
from kit.signature import read_webhook_secret, signed_headers
from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.factories.secrets import KEY, PASSWORD, WEBHOOK_SECRET
from tests.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
SEOUL = ZoneInfo("Asia/Seoul")
COMMAND = [sys.executable, "-c", "from cli.main import run; run()"]
LOGIN = """mutation ($input: LoginInput!) { login(input: $input) { ... on SignedIn { accessToken } } }"""
TOKEN = """mutation { createApiToken(input: {name: "feed", scopes: [READ, WRITE, IMPORT]}) {
    ... on NewApiToken { text } } }"""


@pytest.fixture(scope="module")
def example() -> ModuleType:
    """The script as a module."""
    spec = importlib.util.spec_from_file_location("integrator", ROOT / "examples" / "integrator.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def long_ago(now: datetime) -> str:
    """A time of day twelve hours from now: no night comes due while a test runs."""
    return f"{(now.astimezone(SEOUL) + timedelta(hours=12)).hour:02d}:00"


@pytest.fixture
def stock(engine: Engine) -> None:
    """Seven SKUs at risk of two suppliers; one has nothing to order, one was ordered, one is safe."""
    with Session(engine) as session, session.begin():
        create_user(session, "buyer@shop.example", "MANAGER", PASSWORD)
    with engine.begin() as connection:
        # The worker finds this night's run done and no training due, so that it only relays.
        now = utc_now()
        night = rules.due_nightly(now, long_ago(now), SEOUL).logical_date
        run_id = published.create_run(connection, night, started_at=now, finished_at=now, published_at=now)
        suppliers = [create_supplier(connection, code=code) for code in ("NORTH", "SOUTH")]
        for number in range(8):
            supplier = suppliers[number % 2]
            product = create_product(
                connection, sku=f"TEA-{number}", supplier_id=supplier, unit_cost=Decimal(1000), currency="KRW"
            )
            risk = "LOW" if number == 7 else "HIGH"
            published.create_overview(connection, run_id, product, stockout_risk=risk)
            terms = {4: {"unit_cost": None}, 5: {"quantity": 0}, 6: {"status": "ORDERED"}}.get(number, {})
            published.create_recommendation(connection, run_id, product, supplier_id=supplier, **terms)


@pytest.fixture
def ports() -> tuple[int, int]:
    """Where the API and the example listen."""
    return free_port(), free_port()


@pytest.fixture
def environment(stock: None, ports: tuple[int, int], database_url: URL, tmp_path: Path) -> Iterator[dict[str, str]]:
    """A served instance with its worker, and what the example needs to know of it."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("JAEGO_")}
    environment = {
        **kept,
        "PYTHONPATH": os.pathsep.join([str(ROOT), *sys.path[1:]]),
        "JAEGO_HOME": str(tmp_path / "home"),
        "JAEGO_DATABASE_URL": libpq_url(database_url),
        "JAEGO_SECRET_KEY": KEY,
        "JAEGO_NIGHTLY_AT": long_ago(utc_now()),
        "JAEGO_TRAINING_WEEKDAY": str((utc_now() + timedelta(days=3)).isoweekday()),
        "JAEGO_WEBHOOK_URL": f"http://127.0.0.1:{ports[1]}/hook",
        "JAEGO_WEBHOOK_SECRET": WEBHOOK_SECRET,
    }
    commands = (["serve", "--port", str(ports[0])], ["worker"])
    processes = [
        subprocess.Popen([*COMMAND, *command], env=environment, stderr=subprocess.DEVNULL) for command in commands
    ]
    try:
        yield {**environment, "JAEGO_TOKEN": token(f"http://127.0.0.1:{ports[0]}")}
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def token(url: str) -> str:
    """Sign in as a person once the API answers, and make a token for a program."""
    deadline = time.monotonic() + 60
    with httpx.Client(base_url=url, timeout=30) as client:
        while True:
            try:
                client.get("/livez")
                break
            except httpx.TransportError:
                assert time.monotonic() < deadline, "the API does not answer"
                time.sleep(0.1)
        given = {"input": {"email": "buyer@shop.example", "password": PASSWORD}}
        answer = client.post("/graphql", json={"query": LOGIN, "variables": given})
        access = answer.json()["data"]["login"]["accessToken"]
        made = client.post("/graphql", json={"query": TOKEN}, headers={"Authorization": f"Bearer {access}"})
        text_: str = made.json()["data"]["createApiToken"]["text"]
        return text_


def run(environment: dict[str, str], ports: tuple[int, int], *more: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "examples" / "integrator.py"), "--url", f"http://127.0.0.1:{ports[0]}"]
    options = ["--listen", f"127.0.0.1:{ports[1]}", "--page", "3", "--wait", "60"]
    return subprocess.run(
        [*command, *options, *more], env=environment, capture_output=True, text=True, timeout=120, check=False
    )


def test_it_orders_submits_and_hears_of_it(
    environment: dict[str, str], ports: tuple[int, int], engine: Engine, example: ModuleType, tmp_path: Path
) -> None:
    done = run(environment, ports)
    assert done.stderr == ""
    first, left_out, *lines = done.stdout.splitlines()
    assert left_out == "The cost of TEA-4 in the supplier's currency is not known; order it by hand."
    assert first == "7 SKUs at risk, 5 of them to be ordered"
    assert [line.split(": ")[1] for line in lines] == ["submitted, webhook received and verified"] * 2
    assert done.returncode == 0
    query = """select s.code, o.state, array_agg(p.sku order by p.sku) from app.purchase_orders o
        join raw.suppliers s on s.id = o.supplier_id join app.purchase_order_items i on i.purchase_order_id = o.id
        join raw.products p on p.id = i.product_id group by o.id, s.code order by s.code"""
    with engine.connect() as connection:
        orders = connection.execute(text(query)).all()
        ids = connection.execute(
            text("select 'Recommendation:' || run_id || '.' || product_id from ai.recommendations order by product_id")
        ).scalars()
        encoded = [base64.urlsafe_b64encode(id_.encode()).decode().rstrip("=") for id_ in ids][:5]
        recommendations = {f"TEA-{number}": id_ for number, id_ in enumerate(encoded)}
    assert orders == [
        ("NORTH", "PENDING", ["TEA-0", "TEA-2"]),
        ("SOUTH", "PENDING", ["TEA-1", "TEA-3"]),
    ]

    with example.Jaego(f"http://127.0.0.1:{ports[0]}", environment["JAEGO_TOKEN"]) as client:
        repeated = client.order(recommendations)
        assert {order["orderNo"] for order in repeated} == {line.split(": ")[0] for line in lines}
        assert {client.submit({**order, "version": 1})["state"] for order in repeated} == {"PENDING"}
    with engine.connect() as connection:
        assert connection.scalar(text("select count(*) from app.purchase_orders")) == 2
        events = connection.execute(text("select event_type from app.outbox")).all()
    assert events == [("PURCHASE_ORDER_SUBMITTED",)] * 2
    again = run(environment, ports)
    send_and_export(environment, ports, tmp_path)
    assert (again.returncode, again.stdout) == (0, f"7 SKUs at risk, 1 of them to be ordered\n{left_out}\n")


def send_and_export(environment: dict[str, str], ports: tuple[int, int], folder: Path) -> None:
    """The example's other two uses, against the same server."""
    file, at = folder / "rows.json", "2026-03-01T09:30:00+09:00"
    lines = [{"sku": sku, "quantity": 2, "unitPrice": "12900"} for sku in ("NEW-1", "NEW-2")]
    rows = {
        "products": [{"sku": "NEW-1", "name": "녹차"}],
        "orders": [{"orderNo": "A-1", "orderedAt": at, "lines": lines}],
        "levels": [{"sku": "NEW-1", "snapshotAt": at, "onHand": 5}],
    }
    file.write_text(json.dumps(rows), encoding="utf-8")
    loaded = "products: 1 loaded\norders: 2 loaded, 1 waiting\n"
    waits = "  A-1: product 'NEW-2' is not known; import it first or in the same run.\n"
    for _ in range(2):  # the second time the same keys are sent, and answered as the first time
        sent = run(environment, ports, "--send", str(file))
        assert (sent.returncode, sent.stdout) == (0, f"{loaded}{waits}levels: 1 loaded\n"), sent.stderr
    exported = run(environment, ports, "--export", "recommendations")
    assert exported.returncode == 0, exported.stderr
    found = [json.loads(line) for line in exported.stdout.splitlines()]
    assert [line["sku"] for line in found] == [f"TEA-{number}" for number in range(8)]


def test_it_takes_genuine_webhooks_only_and_each_once(example: ModuleType) -> None:
    port, secret = free_port(), read_webhook_secret(WEBHOOK_SECRET)
    hook = example.Hook("127.0.0.1", port, WEBHOOK_SECRET)
    body = json.dumps({"type": "purchase_order.submitted", "data": {"order_no": "PO-1"}}).encode()
    now = int(time.time())
    genuine = signed_headers(secret, "e1", now, body)

    def post(headers: dict[str, str], content: bytes = body) -> int:
        return httpx.post(f"http://127.0.0.1:{port}/hook", headers=headers, content=content).status_code

    try:
        assert post({}) == 401
        assert post(genuine, body.replace(b"PO-1", b"PO-2")) == 401
        assert post({**genuine, "webhook-id": "e2"}) == 401
        assert post(signed_headers(bytes(32), "e1", now, body)) == 401
        assert post(signed_headers(secret, "e1", now - 301, body)) == 401
        assert hook.events.empty()
        assert (post(genuine), post(signed_headers(secret, "e1", now + 1, body))) == (204, 204)
        assert hook.events.qsize() == 1
        assert hook.wait_for({"PO-1", "PO-9"}, 0.1) == {"PO-9"}
    finally:
        hook.close()
