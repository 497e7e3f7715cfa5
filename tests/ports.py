"""Ports for servers that a test starts by number."""

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

PORTS = range(20_000, 32_768)
"""Below those that systems give out by themselves, so that no connection and no server on port 0 comes between."""
HELD: list[IO[str]] = []


def free_port() -> int:
    """A port of 127.0.0.1 that is free, and that no test in another process is given while this one lives."""
    folder = Path(tempfile.gettempdir()) / f"jaego-ports-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    return next(port for port in random.sample(PORTS, len(PORTS)) if _is_taken_by_us(folder / str(port)))


def _is_taken_by_us(mark: Path) -> bool:
    handle = mark.open("w")
    with socket.socket() as probe:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            probe.bind(("127.0.0.1", int(mark.name)))
        except OSError:
            handle.close()
            return False
    HELD.append(handle)
    return True
