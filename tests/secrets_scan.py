"""Fails the whole run when any log that it caused shows a secret that the tests planted, or a token.

Logs are what our loggers and those of libraries write in the tests' own processes (in both formats), the standard error
of every process of ours that a test starts, all files `*.log` below the tests' folders, and the logs of the servers.
"""

import logging
import os
import re
import shutil
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from kit.logging import configure_logging
from tests.factories.secrets import MARK

VARIABLE = "LOGS_OF_TESTS"
SECRET = re.compile(
    rf"{MARK}|\beyJ[\w-]{{10,}}\.[\w-]{{10,}}\.[\w-]{{10,}}|\bjgo_[0-9a-f]{{12}}_[\w-]{{20}}|\bjg[rw]_[\w-]{{20}}|\$argon2id\$v"
)
LEVEL = "INFO"
_kept: list[logging.StreamHandler[Any]] = []
SEARCHED: list[Path] = []
"""Further folders whose logs are looked through."""

_numbers = count()
_lock = threading.Lock()


class RecordedPopen(subprocess.Popen[Any]):
    """A child process; if it is one of ours, its standard error is kept beside the logs."""

    def __init__(self, args: Any, *rest: Any, **options: Any) -> None:
        self._record = _new_file("child") if _is_ours(args) else None
        self._has_both = options.get("stderr") == subprocess.STDOUT
        if self._record is not None and options.get("stderr") in (None, subprocess.DEVNULL):
            with self._record.open("ab") as file:
                super().__init__(args, *rest, **{**options, "stderr": file})
            return
        super().__init__(args, *rest, **options)

    def communicate(self, *given: Any, **options: Any) -> tuple[Any, Any]:
        """As of any process; what comes of standard error is kept too."""
        out, err = super().communicate(*given, **options)
        said = out if self._has_both else err
        if self._record is not None and said:
            with self._record.open("ab") as file:
                file.write(said if isinstance(said, bytes) else said.encode("utf-8", "replace"))
        return out, err


def _is_ours(args: Any) -> bool:
    first = str(args[0]) if isinstance(args, (list, tuple)) and args else str(args)
    return first == sys.executable or Path(first).name == "jaego"


def _new_file(kind: str) -> Path:
    with _lock:
        return _folder() / f"{kind}-{os.getpid()}-{next(_numbers)}.log"


def _folder() -> Path:
    return Path(os.environ[VARIABLE])


def pytest_configure(config: pytest.Config) -> None:
    """Write the logs of this process to files, and record the processes that it starts."""
    if not hasattr(config, "workerinput"):  # the first process of the run, not one of its workers
        os.environ[VARIABLE] = tempfile.mkdtemp(prefix="jaego-tests-logs-")
    for shape in ("json", "console"):
        stream = _new_file(shape).open("a", encoding="utf-8", buffering=1)
        configure_logging(LEVEL, shape, stream)
        _kept.extend(handler for handler in logging.getLogger().handlers if isinstance(handler, logging.StreamHandler))
    subprocess.Popen = RecordedPopen  # type: ignore[misc]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Put our handlers back where a test before replaced them."""
    root = logging.getLogger()
    for handler in _kept:
        if handler not in root.handlers:
            root.addHandler(handler)


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Look through all logs, once, after all workers have ended."""
    for handler in _kept:
        logging.getLogger().removeHandler(handler)
        handler.stream.close()
    if hasattr(session.config, "workerinput"):
        return
    factory: Any = getattr(session.config, "_tmp_path_factory", None)
    folders = [_folder(), *SEARCHED, *([factory.getbasetemp()] if factory is not None else [])]
    found = [finding for folder in folders for finding in _findings(folder)]
    if found:
        session.config.stash[FOUND] = found
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
    else:
        shutil.rmtree(_folder(), ignore_errors=True)


FOUND = pytest.StashKey[list[str]]()


def _findings(folder: Path) -> Iterator[str]:
    """The first line of each log below a folder that shows a secret."""
    for parent, _, names in os.walk(folder):
        for name in sorted(names):
            path = Path(parent, name)
            if name.endswith(".log") or path.parts[-2:] == ("pg", "log"):
                yield from _first_finding(path)


def _first_finding(path: Path) -> Iterator[str]:
    with path.open(encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(file, start=1):
            match = SECRET.search(line)
            if match is not None:
                shown = line[max(0, match.start() - 120) : match.end() + 20].strip()
                yield f"{path}:{number}: {shown}"
                return


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Say where a secret was found."""
    found = config.stash.get(FOUND, [])
    if found:
        terminalreporter.section("secrets in logs", red=True, bold=True)
        for line in found:
            terminalreporter.write_line(line)
