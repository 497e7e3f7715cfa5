"""Streams of a served application, read as a client reads them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
from sqlalchemy import event

from tests.waiting import eventually


class Stream:
    """Events of one response, as they come."""

    def __init__(self, response: httpx.Response) -> None:
        self.response = response
        self._lines = response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The next event's name and data; heartbeats are passed over."""
        name = ""
        for line in self._lines:
            if line.startswith("event: "):
                name = line.removeprefix("event: ")
            elif line.startswith("data:"):
                data = line.removeprefix("data:").strip()
                return name, json.loads(data) if data else None
        raise AssertionError("the stream ended without an event")


class Served:
    """The application behind a socket."""

    def __init__(self, url: str, services: Any) -> None:
        self.url = url
        self.services = services
        self._looks = 0
        event.listen(services.engine.sync_engine, "after_cursor_execute", self._note)

    def _note(self, _connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        self._looks += "app.notifications" in statement or "jobs.pipeline_run" in statement

    def streams(self) -> int:
        """How many are open."""
        return sum(self.services.streams.values())

    def wait_for(self, streams: int) -> None:
        """Return when so many have looked at the database: what is written from now on must reach them."""
        eventually(lambda: self.streams() == streams and self._looks >= streams)

    @contextmanager
    def stream(self, query: str, token: str | None, **headers: str) -> Iterator[Stream]:
        sent = {"Accept": "text/event-stream", **headers}
        if token is not None:
            sent["Authorization"] = f"Bearer {token}"
        with (
            httpx.Client(timeout=15) as client,
            client.stream("POST", f"{self.url}/graphql", json={"query": query}, headers=sent) as response,
        ):
            yield Stream(response)
