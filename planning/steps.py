"""How a use case runs in steps: each takes frozen inputs and returns a frozen result with what it counted.

Who times the steps, records them and keeps the lease is in `jobs`; here nobody knows.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from kit.progress import Progress

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


@dataclass(frozen=True)
class RunWarning:
    """Something that people should know about a run that goes on."""

    code: str
    message: str
    numbers: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Done(Generic[Result_co]):
    """A step's result, what it counted and warns of, and the last day with orders where it looked at them."""

    result: Result_co
    counts: Mapping[str, int]
    warnings: Sequence[RunWarning] = ()
    data_until: date | None = None


class Run(Protocol):
    """The run that a use case is part of: its number, where its evidence goes, and how its steps are performed."""

    @property
    def run_id(self) -> int:
        """The number under which rows are published."""

    @property
    def evidence(self) -> Path:
        """The folder of its evidence."""

    @property
    def report(self) -> Progress:
        """Receives the progress within a step."""

    def step(self, name: str, work: Callable[[], Done[Result]]) -> Result:
        """Perform a step and return its result."""


@dataclass(frozen=True)
class Work:
    """A use case: the names of its steps in order, and the function that performs them."""

    steps: Sequence[str]
    perform: Callable[[Run], None]
