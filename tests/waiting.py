"""Waiting for what will come about, however busy the machine is, instead of for a time."""

import time
from collections.abc import Callable

MAX_SECONDS = 60
POLL_SECONDS = 0.01


def eventually(condition: Callable[[], object], *, within: float = MAX_SECONDS) -> None:
    """Return as soon as a condition holds; fail when it does not in a time that nobody would wait."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} seconds"
        time.sleep(POLL_SECONDS)
