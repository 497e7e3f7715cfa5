"""What a person sees: one-sentence errors, and progress that is a bar on a terminal and plain lines elsewhere."""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn, TimeRemainingColumn
from rich.progress import Progress as ProgressBar

from kit.progress import Progress, silent
from kit.redaction import redacted

out = Console(soft_wrap=True, highlight=False)
err = Console(stderr=True, soft_wrap=True, highlight=False)
PLAIN_LINE_SECONDS = 5.0
MEASURABLE_SECONDS = 0.5


def fail(message: str) -> None:
    """Print one sentence to standard error."""
    err.print(f"error: {redacted(message)}", markup=False, style="red")


def print_json(value: object) -> None:
    """Print a result for scripts, on one line of standard output."""
    sys.stdout.write(json.dumps(value, default=str, ensure_ascii=False) + "\n")


class Reporter:
    """Shows the progress of a piece of work. `total` in `unit`s; unknown totals show the count and the rate."""

    def __init__(self, bar: ProgressBar | None) -> None:
        self._bar = bar
        self._started: dict[str, float] = {}
        self._reported: dict[str, float] = {}
        self._tasks: dict[str, object] = {}

    def __call__(self, label: str, done: int, total: int | None = None, unit: str = "") -> None:
        """Say that `done` of `total` units of the work called `label` are done."""
        now = time.monotonic()
        started = self._started.setdefault(label, now)
        passed = now - started
        speed = f", {done / passed:,.0f}/s" if passed > MEASURABLE_SECONDS else ""
        if self._bar is not None:
            if label not in self._tasks:
                self._tasks[label] = self._bar.add_task(label, total=total)
            text = f"{label}  {done:,} {unit}{speed}"
            self._bar.update(self._tasks[label], completed=done, total=total, description=text)  # type: ignore[arg-type]
        elif now - self._reported.get(label, 0.0) >= PLAIN_LINE_SECONDS or done == total:
            self._reported[label] = now
            of = f" of {total:,}" if total else ""
            err.print(f"{label}: {done:,}{of}{f' {unit}' if unit else ''}{speed}", markup=False)


@contextmanager
def progress(*, quiet: bool = False) -> Iterator[Progress]:
    """A reporter: a live bar on a terminal, plain lines elsewhere, nothing at all when quiet."""
    if quiet or not err.is_terminal:
        yield silent if quiet else Reporter(None)
        return
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeRemainingColumn())
    with ProgressBar(*columns, console=err, transient=True) as bar:
        yield Reporter(bar)
