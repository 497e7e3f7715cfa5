"""A relay that is killed over and over loses nothing and notifies nobody twice in the application.

CI kills it 20 times; `bench/relay_kills.py` does it 200 times.
"""

import socket
from urllib.parse import urlsplit

from sqlalchemy import Engine
from sqlalchemy.engine import URL

from tests.jobs.relay.kills import kill_and_count
from tests.jobs.relay.receivers import http_receiver

KILLS = 20


def test_killed_relays_lose_nothing(engine: Engine, database_url: URL) -> None:
    found = kill_and_count(engine, database_url, kills=KILLS, events=300)
    assert found.killed == KILLS
    assert found.killed_at_work >= KILLS // 2, "the kills came when nothing was left to do"
    assert found.events == found.relayed == 300
    assert found.notifications == 600  # two people each, once
    assert found.unsent == 0
    assert found.letters_received == 600  # different ids; repetitions not counted
    assert found.webhooks_received == 300
    assert found.slack_received == 300


def test_a_request_cut_off_by_a_kill_is_not_counted() -> None:
    with http_receiver() as receiver:
        address = urlsplit(receiver.url)
        with socket.create_connection((address.hostname, address.port)) as client:
            client.sendall(b"POST /hook HTTP/1.1\r\nHost: hook\r\nContent-Length: 9\r\n\r\nhalf")
            client.shutdown(socket.SHUT_WR)
            assert client.recv(1) == b"", "it was answered"
        assert receiver.requests == []
