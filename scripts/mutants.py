"""Change one thing at a time in rules and formulas, and see whether their tests notice (`make mutants`).

`tests/mutants.toml` names the tests of each file, and the accepted survivors with the reason. A mutant runs in a fork
of a process that has collected the tests: the code of one function is exchanged, and the tests that reach it run until
the first one fails. What is outside of functions, or runs at import only, is changed in a fork that imports it.
See docs/adr/0010-mutants-by-our-own-script.md.
"""

import importlib
import inspect
import json
import os
import signal
import sys
import tempfile
import time
import tomllib
from collections.abc import Callable, Iterator, Sequence
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType, FrameType
from typing import Any

import hypothesis
import pytest
from mutations import Mutant, mutants

ROOT = Path(__file__).resolve().parent.parent
BOOK = ROOT / "tests" / "mutants.toml"
HEAVY = {
    "domain": ("sqlalchemy.orm", "sqlalchemy.ext.asyncio"),
    "analytics": (
        "numpy",
        "pandas",
        "scipy.optimize",
        "scipy.stats",
        "duckdb",
        "sqlalchemy.orm",
        "sqlalchemy.ext.asyncio",
    ),
}
OPTIONS = (
    "-n0",
    "-s",
    "--assert=plain",
    "--timeout=0",
    "-pno:cacheprovider",
    "-pno:schemathesis",
    "--hypothesis-profile=mutants",
)
MIN_CPU_SECONDS, CPU_FACTOR = 5.0, 10.0
MIN_KILLED = 0.85
KILLED, SURVIVED, UNREACHED = "killed", "survived", "unreached"


def main(chosen: Sequence[str]) -> int:
    """Run the mutants of the chosen files, or of all; 1 if too many survive, or an accepted survivor does not."""
    book = tomllib.loads(BOOK.read_text("utf-8"))
    os.chdir(ROOT)
    sys.path.insert(0, str(ROOT))
    phases = [hypothesis.Phase.explicit, hypothesis.Phase.generate]
    hypothesis.settings.register_profile("mutants", deadline=None, derandomize=True, database=None, phases=phases)
    accepted = {(entry["file"], entry["where"], entry["change"]) for entry in book.get("survivors", [])}
    failures = []
    for package, subjects in book["tests"].items():
        files = [file for file in subjects if not chosen or file in chosen]
        number, survivors = 0, list[Mutant]()
        for file in files:
            found, survived = _run(file, subjects[file])
            number, survivors = number + found, survivors + survived
            for mutant in survived:
                mark = "accepted" if mutant.key in accepted else "survived"
                print(f"  {mark} {file}:{mutant.line} [{mutant.where}] {mutant.change}", flush=True)
        if number:
            share = 1 - len(survivors) / number
            print(f"{package}: {number - len(survivors)} of {number} killed ({share:.1%})", flush=True)
            failures += [f"{package}: fewer than {MIN_KILLED:.0%} killed"] if share < MIN_KILLED else []
        gone = {key for key in accepted if key[0] in files} - {mutant.key for mutant in survivors}
        failures += [f"{BOOK.name}: killed, or no longer there: {' | '.join(key)}" for key in sorted(gone)]
    print("\n".join(failures) or "mutants: in order")
    return 1 if failures else 0


def _run(file: str, tests: list[str]) -> tuple[int, list[Mutant]]:
    """Number of a file's mutants, and those that its tests do not notice."""
    begun = time.monotonic()
    for name in HEAVY[file.partition("/")[0]]:
        importlib.import_module(name)
    found = list(mutants(file, (ROOT / file).read_text("utf-8")))
    with tempfile.TemporaryDirectory() as folder:
        arguments = [*OPTIONS, f"--basetemp={folder}/base", *tests]
        spent = in_child(lambda: _fresh(arguments))
        if spent is None:
            raise SystemExit(f"{file}: tests fail without any change: {' '.join(tests)}")
        limit = max(MIN_CPU_SECONDS, CPU_FACTOR * spent)
        host = Host(file, found, limit)
        states = in_child(lambda: (pytest.main(arguments, [host]), host.states)[1]) or [UNREACHED] * len(found)
        for at, mutant in enumerate(found):
            if states[at] == UNREACHED and in_child(lambda m=mutant: _fresh([*arguments, "-x"], m), limit) is None:
                states[at] = KILLED
    survivors = [mutant for mutant, state in zip(found, states, strict=True) if state != KILLED]
    seconds = time.monotonic() - begun
    print(f"{file}: {len(found) - len(survivors)} of {len(found)} killed, {seconds:.0f} s", flush=True)
    return len(found), survivors


def _fresh(arguments: Sequence[str], mutant: Mutant | None = None) -> float | None:
    """CPU seconds of the tests on a changed file; None if one of them fails."""
    if mutant is not None:
        name, usual = _module_name(mutant.file), SourceFileLoader.get_code

        def get_code(loader: SourceFileLoader, fullname: str) -> CodeType | None:
            return mutant.code if fullname == name else usual(loader, fullname)

        SourceFileLoader.get_code = get_code  # type: ignore[method-assign]
    begun = time.process_time()
    return None if pytest.main([*arguments]) else time.process_time() - begun


class Host:
    """A pytest plugin that runs, in place of all tests once, those of each changed function in a fork."""

    def __init__(self, file: str, found: Sequence[Mutant], limit: float) -> None:
        self.file, self.found, self.limit = file, found, limit
        self.states: list[str] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Take the place of the usual loop."""
        reached: list[tuple[float, list[str]]] = in_child(lambda: list(self._reached(session)))
        order = sorted(range(len(reached)), key=lambda at: reached[at][0])
        for mutant in self.found:
            items = [session.items[at] for at in order if mutant.where in reached[at][1]]
            passed = items and in_child(lambda m=mutant, i=items: _passes(session, i, m), self.limit)
            self.states.append(UNREACHED if not items else SURVIVED if passed else KILLED)
        return True

    def _reached(self, session: pytest.Session) -> Iterator[tuple[float, list[str]]]:
        """Seconds of each test, and the functions of the file that it calls."""
        for item, following in zip(session.items, [*session.items[1:], None], strict=True):
            names = set[str]()

            def note(frame: FrameType, event: str, _: object, names: set[str] = names) -> None:
                if event == "call" and frame.f_code.co_filename.endswith(self.file):
                    names.add(frame.f_code.co_qualname.partition(".<locals>")[0])

            begun = time.process_time()
            sys.setprofile(note)
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            sys.setprofile(None)
            yield time.process_time() - begun, sorted(names)


def _passes(session: pytest.Session, items: Sequence[pytest.Item], mutant: Mutant) -> bool:
    """Whether the tests pass with the changed code of the function."""
    function: Any = importlib.import_module(_module_name(mutant.file))
    for part in mutant.where.split("."):
        function = inspect.getattr_static(function, part)
    function = inspect.unwrap(getattr(function, "fget", None) or getattr(function, "__func__", function))
    function.__code__ = next(code for code in _codes(mutant.code) if code.co_qualname == mutant.where)
    for item, following in zip(items, [*items[1:], None], strict=True):
        item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
        if session.testsfailed:
            return False
    return True


def _codes(code: CodeType) -> Iterator[CodeType]:
    yield code
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield from _codes(constant)


def _module_name(file: str) -> str:
    return file.removesuffix(".py").replace("/", ".")


def in_child(work: Callable[[], object], cpu_seconds: float = 0) -> Any:  # noqa: ANN401  # whatever the work returns
    """What the work returns in a fork without output; None if it fails or takes more CPU seconds."""
    read, write = os.pipe()
    if (process := os.fork()) == 0:
        try:
            signal.setitimer(signal.ITIMER_VIRTUAL, cpu_seconds)  # its signal ends the process
            for standard in (1, 2):
                os.dup2(os.open(os.devnull, os.O_WRONLY), standard)
            with os.fdopen(write, "w") as pipe:
                pipe.write(json.dumps(work()))
        finally:
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        text = pipe.read()
    os.waitpid(process, 0)
    return json.loads(text) if text else None


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
