"""Runs of small steps, each of which only counts something."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from planning.steps import Done, Run, Work


@dataclass(frozen=True)
class Step:
    """One named step; its function returns what it counted, or all that a step returns."""

    name: str
    perform: Callable[[Run], Mapping[str, int] | Done[None]]


def in_turn(*steps: Step) -> Work:
    """The steps one after the other."""

    def perform(run: Run) -> None:
        for step in steps:
            run.step(step.name, lambda step=step: _done(step.perform(run)))

    return Work([step.name for step in steps], perform)


def _done(found: Mapping[str, int] | Done[None]) -> Done[None]:
    return found if isinstance(found, Done) else Done(None, found)
