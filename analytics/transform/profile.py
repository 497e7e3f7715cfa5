"""Intermediate results that outgrow what they are made of, from DuckDB's profile of a query.

A join that can meet on the product alone, where its tables have a row per product and day, yields days x days rows per
product; whether it does so depends on the optimiser's estimates. `bench/join_sizes.py` and the tests look for it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from duckdb import DuckDBPyConnection

MAX_GROWTH = 3
MIN_ROWS = 10_000


@dataclass(frozen=True)
class OutgrownStep:
    """An operator that yields more than `MAX_GROWTH` times the rows of the largest table read or made by the query."""

    subject: str
    operator: str
    condition: str
    rows: int
    largest_rows: int

    def __str__(self) -> str:
        """One line for people."""
        return f"{self.subject}: {self.operator} ({self.condition}) yields {self.rows:,} rows of {self.largest_rows:,}"


def start_profiling(warehouse: DuckDBPyConnection) -> None:
    """Let every query of the connection leave its profile."""
    warehouse.execute("set enable_profiling = 'no_output'")


def outgrown_steps(warehouse: DuckDBPyConnection, subject: str, result_rows: int) -> list[OutgrownStep]:
    """What the last query of a profiling connection blew up.

    Args:
        warehouse: on which `start_profiling` was called.
        subject: what the query computed.
        result_rows: rows that it yielded.
    """
    profile = json.loads(warehouse.get_profiling_information(format="json"))
    steps = [step for root in profile["operator"] for step in _steps(root)]
    scanned = [_rows(step) for step in steps if step["type"] == "TABLE_SCAN"]
    largest = max([result_rows, *scanned])
    limit = max(MAX_GROWTH * largest, MIN_ROWS)
    return [
        OutgrownStep(subject, step["type"], _condition(step), _rows(step), largest)
        for step in steps
        if _rows(step) > limit
    ]


def _steps(step: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield step
    for child in step.get("children", []):
        yield from _steps(child)


def _rows(step: dict[str, Any]) -> int:
    return int(step["intermediate_rows"])


def _condition(step: dict[str, Any]) -> str:
    """What a join meets on, or what else distinguishes the operator."""
    given = step["extra_info"].get("Conditions") or step["extra_info"].get("Projections") or ""
    return " and ".join(given) if isinstance(given, list) else str(given)
