"""What the steps of a run are given and what they return. The frame that times and records them is in `jobs`."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import structlog

from kit.progress import Progress

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class RunContext:
    """What a step knows: the run, its date, where its evidence goes, and what earlier steps left in `results`.

    A step that has looked at the orders sets `data_until`, the last business day that has any.
    """

    run_id: int
    attempt: int
    kind: str
    logical_date: date
    trigger: str
    evidence: Path
    report: Progress
    results: dict[str, Any] = field(default_factory=dict)
    warnings: list[dict[str, object]] = field(default_factory=list)
    data_until: date | None = None

    def warn(self, code: str, message: str, **numbers: object) -> None:
        """Record a warning about this run, which continues."""
        log.warning("run_warning", run_id=self.run_id, code=code, message=message, **numbers)
        self.warnings.append({"code": code, "message": message, **numbers})


@dataclass(frozen=True, slots=True)
class Step:
    """One named step; its function returns what it counted."""

    name: str
    run: Callable[[RunContext], dict[str, int]]
