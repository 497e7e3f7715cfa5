"""Order SKUs that are about to run out, and receive webhooks about the orders: an example of an integration.

It signs in with an API token with the scopes READ and WRITE (created with `createApiToken`), pages through the SKUs at
risk, creates purchase orders from their recommendations, submits them, and waits for Jaego's signed webhook for each.
Every mutation carries an idempotency key, so that sending it again after a lost response has no second effect.

With `--send FILE` it sends products, orders and stock instead (scope IMPORT): the file is a JSON object with the lists
`products`, `orders` and `levels` of the API's inputs. With `--export NAME` it prints all `skus`, `forecasts` or
`recommendations`, one JSON object a line.

    export JAEGO_TOKEN=jgo_…            # never on the command line, where others could read it
    export JAEGO_WEBHOOK_SECRET=whsec_… # the same as Jaego's own setting
    python examples/integrator.py --url http://127.0.0.1:8000 --listen 127.0.0.1:9000

Configure its address in Jaego: JAEGO_WEBHOOK_URL=http://127.0.0.1:9000/hook. It needs Python 3.11 and httpx.
"""

import argparse
import base64
import hashlib
import hmac
import json
import os
import queue
import sys
import threading
import time
import uuid
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, Self

import httpx

PAGE = 50
MAX_LINES = 200
MAX_ROWS = 1_000
OLDEST_SECONDS = 300
ATTEMPTS = 4
AT_RISK = """
query ($first: Int!, $after: String) {
  skus(first: $first, after: $after, filter: {risk: [STOCKED_OUT, HIGH]}, orderBy: RISK) {
    pageInfo { hasNextPage endCursor }
    nodes { code name onHand depletionDate recommendation { id quantity status supplier { code } } }
  }
}
"""
ORDER = """
mutation ($input: CreatePurchaseOrdersFromRecommendationsInput!) {
  createPurchaseOrdersFromRecommendations(input: $input) {
    ... on PurchaseOrders { purchaseOrders { id orderNo version state } }
    ... on UserError { code message }
    ... on RecommendationsRefused { refusals { sku code message } }
  }
}
"""
SUBMIT = """
mutation ($input: PurchaseOrderVersionInput!) {
  submitPurchaseOrder(input: $input) {
    ... on PurchaseOrder { id orderNo version state }
    ... on UserError { code message }
  }
}
"""


UPSERTS = {"products": "upsertProducts", "orders": "upsertOrders", "levels": "upsertInventory"}
UPSERT = """
mutation ($input: %sInput!) {
  %s(input: $input) {
    ... on Upserted { rows { row line key outcome message isWaiting } }
    ... on UserError { code message }
  }
}
"""


class RefusedError(Exception):
    """Jaego refused the request."""


class Jaego:
    """A client of the API."""

    def __init__(self, url: str, token: str) -> None:
        headers = {"Authorization": f"Bearer {token}"}
        self._client = httpx.Client(base_url=url, headers=headers, timeout=15)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._client.close()

    def ask(self, query: str, **variables: object) -> dict[str, Any]:
        """Send an operation; retry after a pause if the server can't be reached or is busy.

        Use it only for queries, and for mutations with an idempotency key: it is unknown whether a request without a
        response had its effect.
        """
        for attempt in range(ATTEMPTS):
            try:
                answer = self._client.post("/graphql", json={"query": query, "variables": variables})
            except httpx.TransportError:
                if attempt == ATTEMPTS - 1:
                    raise
            else:
                if answer.status_code not in (429, 502, 503, 504) or attempt == ATTEMPTS - 1:
                    return self._data(answer)
            time.sleep(2**attempt)
        raise AssertionError("the last attempt returns or raises")

    @staticmethod
    def _data(answer: httpx.Response) -> dict[str, Any]:
        body: dict[str, Any] = answer.json()
        if body.get("errors"):
            raise RefusedError(f"{answer.status_code}: {body['errors'][0]['message']}")
        data: dict[str, Any] = body["data"]
        return data

    def skus_at_risk(self, page: int = PAGE) -> Iterator[dict[str, Any]]:
        """All SKUs that are out of stock or likely to be, page by page."""
        after = None
        while True:
            found = self.ask(AT_RISK, first=page, after=after)["skus"]
            yield from found["nodes"]
            if not found["pageInfo"]["hasNextPage"]:
                return
            after = found["pageInfo"]["endCursor"]

    def export(self, name: str) -> Iterator[dict[str, Any]]:
        """All `skus`, `forecasts` or `recommendations` of one run, as they arrive.

        A stream that ends early raises `httpx.RemoteProtocolError`: what was read until then is not the whole.
        """
        with self._client.stream("GET", f"/export/{name}.ndjson") as answer:
            if answer.status_code != httpx.codes.OK:
                answer.read()
                self._data(answer)
            yield from map(json.loads, answer.iter_lines())

    def send(self, name: str, rows: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        """Load `products`, `orders` or stock `levels`, a thousand at a time; the outcomes of the rows.

        Sending the same rows twice has one effect. An order's lines may be 5,000 in one request.
        """
        mutation = UPSERTS[name]
        query = UPSERT % (mutation[0].upper() + mutation[1:], mutation)
        for start in range(0, len(rows), MAX_ROWS):
            part = rows[start : start + MAX_ROWS]
            key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"integrator:{mutation}:" + json.dumps(part, sort_keys=True)))
            found = _succeeded(self.ask(query, input={name: part, "idempotencyKey": key})[mutation])["rows"]
            yield from ({**outcome, "row": outcome["row"] + start} for outcome in found)

    def order(self, recommendations: dict[str, str]) -> list[dict[str, Any]]:
        """Create one draft per supplier from these recommendations, given as ids by SKU.

        Sending the same ones twice has one effect. Refused recommendations, such as one without a known cost, are
        printed and omitted; the others are ordered.
        """
        choices = [{"id": recommendation} for recommendation in sorted(recommendations.values())]
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, "integrator:" + json.dumps(choices)))
        name = "createPurchaseOrdersFromRecommendations"
        outcome = self.ask(ORDER, input={"recommendations": choices, "idempotencyKey": key})[name]
        # Recommendations that are already ordered stay in: if an earlier call of this function ordered them, without
        # the refused ones, the same request gets the same response again.
        refused = {one["sku"]: one["message"] for one in outcome.get("refusals", ()) if one["code"] != "ORDERED"}
        rest = {sku: id_ for sku, id_ in recommendations.items() if sku not in refused}
        if refused and len(rest) < len(recommendations):
            print(*refused.values(), sep="\n")
            return self.order(rest) if rest else []
        orders: list[dict[str, Any]] = _succeeded(outcome)["purchaseOrders"]
        return orders

    def submit(self, order: dict[str, Any]) -> dict[str, Any]:
        """Submit a draft at the version that was read; it has one effect, however often it is sent."""
        given = {"id": order["id"], "expectedVersion": order["version"]}
        key = str(uuid.uuid5(uuid.NAMESPACE_URL, f"integrator:submit:{order['id']}:{order['version']}"))
        return _succeeded(self.ask(SUBMIT, input={**given, "idempotencyKey": key})["submitPurchaseOrder"])


def _succeeded(outcome: dict[str, Any]) -> dict[str, Any]:
    if "code" in outcome:
        raise RefusedError(f"{outcome['code']}: {outcome['message']}")
    return outcome


def verified(secret: str, headers: dict[str, str], body: bytes, now: float) -> bool:
    """Whether a webhook is signed with the secret, unchanged, and at most five minutes old."""
    try:
        age = abs(now - int(headers["webhook-timestamp"]))
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        given = headers["webhook-signature"].split(" ")
    except (KeyError, ValueError):
        return False
    digest = hmac.digest(base64.b64decode(secret.removeprefix("whsec_")), signed, hashlib.sha256)
    expected = "v1," + base64.b64encode(digest).decode()
    return age <= OLDEST_SECONDS and any(hmac.compare_digest(expected, one) for one in given)


class Hook:
    """Listens for webhooks and queues those with a valid signature, each event once."""

    def __init__(self, host: str, port: int, secret: str) -> None:
        self.events: queue.Queue[dict[str, Any]] = queue.Queue()
        seen: set[str] = set()
        events = self.events

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:  # the base class's name
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                is_genuine = verified(secret, headers, body, time.time())
                self.send_response(204 if is_genuine else 401)
                self.end_headers()
                # A repeated event is accepted and has no second effect.
                if is_genuine and headers["webhook-id"] not in seen:
                    seen.add(headers["webhook-id"])
                    events.put(json.loads(body))

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer((host, port), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    def wait_for(self, order_numbers: set[str], seconds: float) -> set[str]:
        """The orders for which no `purchase_order.submitted` arrived within the time."""
        left, deadline = set(order_numbers), time.monotonic() + seconds
        while left and (rest := deadline - time.monotonic()) > 0:
            try:
                event = self.events.get(timeout=rest)
            except queue.Empty:
                break
            if event["type"] == "purchase_order.submitted":
                left.discard(event["data"]["order_no"])
        return left


def main(arguments: list[str] | None = None) -> int:
    """Run the example; 0: every order was submitted and its webhook received."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", maxsplit=1)[0])
    parser.add_argument("--url", required=True, help="URL of Jaego")
    parser.add_argument("--listen", default="127.0.0.1:9000", help="address and port to receive webhooks")
    parser.add_argument("--page", type=int, default=PAGE, help="SKUs per page, at most 100")
    parser.add_argument("--wait", type=float, default=60, help="seconds to wait for webhooks")
    parser.add_argument("--send", metavar="FILE", help="send what a JSON file holds, and nothing else")
    parser.add_argument(
        "--export", choices=("skus", "forecasts", "recommendations"), help="print all, and nothing else"
    )
    given = parser.parse_args(arguments)
    if given.send or given.export:
        with Jaego(given.url, os.environ["JAEGO_TOKEN"]) as jaego:
            return send_file(jaego, given.send) if given.send else print_all(jaego, given.export)
    host, _, port = given.listen.rpartition(":")
    hook = Hook(host, int(port), os.environ["JAEGO_WEBHOOK_SECRET"])
    try:
        with Jaego(given.url, os.environ["JAEGO_TOKEN"]) as jaego:
            numbers = order_at_risk(jaego, given.page)
        missing = hook.wait_for(numbers, given.wait)
    finally:
        hook.close()
    for number in sorted(numbers):
        print(f"{number}: submitted, {'no webhook yet' if number in missing else 'webhook received and verified'}")
    return 1 if missing else 0


def send_file(jaego: Jaego, path: str) -> int:
    """Send the products, orders and stock of a file, products first; 0: no row was refused for good."""
    given, refused = json.loads(Path(path).read_text(encoding="utf-8")), 0
    for name in UPSERTS:
        outcomes = list(jaego.send(name, given.get(name, [])))
        counts = Counter("WAITING" if row["isWaiting"] else row["outcome"] for row in outcomes)
        print(
            f"{name}: {', '.join(f'{count} {outcome.lower()}' for outcome, count in sorted(counts.items())) or 'none'}"
        )
        for row in outcomes:
            if row["message"]:
                print(f"  {row['key']}: {row['message']}")
        refused += counts["REFUSED"]
    return 1 if refused else 0


def print_all(jaego: Jaego, name: str) -> int:
    """Print all rows."""
    for line in jaego.export(name):
        print(json.dumps(line, ensure_ascii=False))
    return 0


def order_at_risk(jaego: Jaego, page: int) -> set[str]:
    """Order the SKUs at risk and submit the orders; return their numbers."""
    skus = list(jaego.skus_at_risk(page))
    wanted = [
        (sku["code"], sku["recommendation"]["id"])
        for sku in skus
        if sku["recommendation"] is not None
        and sku["recommendation"]["quantity"] > 0
        and sku["recommendation"]["status"] == "OPEN"
        and sku["recommendation"]["supplier"] is not None
    ]
    print(f"{len(skus)} SKUs at risk, {len(wanted)} of them to be ordered")
    parts = [wanted[start : start + MAX_LINES] for start in range(0, len(wanted), MAX_LINES)]
    drafts = [draft for part in parts for draft in jaego.order(dict(part))]
    return {jaego.submit(draft)["orderNo"] for draft in drafts}


if __name__ == "__main__":
    sys.exit(main())
