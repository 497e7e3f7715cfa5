"""Running the parts of the product as child processes that start and end together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from types import FrameType

from kit.errors import FaultError

POLL_SECONDS = 0.1
START_SECONDS = 60.0

Children = dict[str, "subprocess.Popen[bytes]"]


class _Signals:
    """Remembers that the user wants to stop, and passes every further signal on to the children."""

    def __init__(self) -> None:
        self.count = 0

    def __call__(self, _number: int, _frame: FrameType | None) -> None:
        self.count += 1


def run_together(
    commands: Mapping[str, list[str]],
    environment: Mapping[str, str],
    is_ready: Callable[[], bool],
    announce_ready: Callable[[], None],
    announce_stopping: Callable[[], None],
) -> None:
    """Run `jaego` sub-commands until a signal comes or one of them ends; then all of them are stopped.

    The children get sessions of their own, so that Ctrl-C reaches them through us alone: the first signal asks them to
    finish, the second one to stop at once.

    Args:
        commands: name of the part, and the sub-command with its options.
        environment: added to our own environment.
        is_ready: whether the processes answer.
        announce_ready: called once when they do.
        announce_stopping: called once when the first signal has come.

    Raises:
        FaultError: a part ended by itself, or did not get ready in time.
    """
    signals = _Signals()
    with _handling(signals), _started(commands, environment) as children:
        deadline = time.monotonic() + START_SECONDS
        is_told = False
        while not signals.count:
            _check(children)
            if not is_told and is_ready():
                announce_ready()
                is_told = True
            if not is_told and time.monotonic() > deadline:
                raise FaultError(f"The processes were not ready within {START_SECONDS:.0f} s; see the log above.")
            time.sleep(POLL_SECONDS)
        announce_stopping()
        _stop(children, signals)


@contextmanager
def _handling(signals: _Signals) -> Iterator[None]:
    before = {number: signal.signal(number, signals) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


@contextmanager
def _started(commands: Mapping[str, list[str]], environment: Mapping[str, str]) -> Iterator[Children]:
    children: Children = {}
    try:
        for name, command in commands.items():
            # -P: a folder `cli` in the working directory is not ours
            full = [sys.executable, "-P", "-m", "cli", *command]
            children[name] = subprocess.Popen(  # noqa: S603 our own interpreter and sub-commands
                full, env={**os.environ, **environment}, start_new_session=True
            )
        yield children
    finally:
        _end(children)


def _check(children: Children) -> None:
    for name, child in children.items():
        code = child.poll()
        if code is not None:
            raise FaultError(f"The {name} exited unexpectedly (exit code {code}), so the rest was stopped; see above.")


def _stop(children: Children, signals: _Signals) -> None:
    """Ask all to finish, once for every signal that comes, until all have ended."""
    asked = 0
    while any(child.poll() is None for child in children.values()):
        if asked < signals.count:
            asked += 1
            for child in children.values():
                if child.poll() is None:
                    child.terminate()
        time.sleep(POLL_SECONDS)


def _end(children: Children) -> None:
    """End all processes: two requests, then a kill."""
    for patience in (10.0, 5.0):
        for child in children.values():
            if child.poll() is None:
                child.terminate()
        deadline = time.monotonic() + patience
        while time.monotonic() < deadline and any(child.poll() is None for child in children.values()):
            time.sleep(POLL_SECONDS)
    for child in children.values():
        if child.poll() is None:
            child.kill()
        child.wait()


def answers(host: str, port: int) -> bool:
    """Whether something accepts connections at the address."""
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
