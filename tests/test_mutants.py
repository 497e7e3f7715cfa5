"""What `make mutants` changes: each place by itself, and nothing else."""

import sys
import tomllib
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "scripts"))
from mutations import mutants  # noqa: E402  # a script, not a package

SOURCE = '''
LIMIT: int = 3
RATE = 0.5


class Shop:
    """Two words."""

    @property
    def is_open(self) -> bool:
        return not self.closed


def may(units: int, at_least: int = 1) -> str | None:
    if units >= at_least and units < LIMIT:
        return "yes"
    return max(units, 2) * RATE
'''


def test_each_place_is_changed_by_itself() -> None:
    found = [(mutant.line, mutant.where, mutant.change) for mutant in mutants("shop.py", SOURCE)]
    assert found == [
        (2, "", "LIMIT: int = 3 -> LIMIT: int = 4"),
        (2, "", "LIMIT: int = 3 -> LIMIT: int = 2"),
        (3, "", "RATE = 0.5 -> RATE = 0.55"),
        (11, "Shop.is_open", "return not self.closed -> return None"),
        (11, "Shop.is_open", "not self.closed -> self.closed"),
        (14, "", "1 -> 2"),
        (14, "", "1 -> 0"),
        (15, "may", "units >= at_least and units < LIMIT -> units >= at_least or units < LIMIT"),
        (15, "may", "units >= at_least -> units > at_least"),
        (15, "may", "units < LIMIT -> units <= LIMIT"),
        (16, "may", "return 'yes' -> return None"),
        (17, "may", "return max(units, 2) * RATE -> return None"),
        (17, "may", "max(units, 2) * RATE -> max(units, 2) / RATE"),
        (17, "may", "max(units, 2) -> min(units, 2)"),
        (17, "may", "max(units, 2) -> max(units, 3)"),
        (17, "may", "max(units, 2) -> max(units, 1)"),
    ]


def test_a_mutant_runs_with_its_own_change_only() -> None:
    results = {}
    for mutant in mutants("shop.py", SOURCE):
        module: dict[str, Any] = {}
        exec(mutant.code, module)
        results[mutant.change] = [module["may"](units) for units in (0, 1, 3, 4)]
    assert results["not self.closed -> self.closed"] == [1, "yes", 1.5, 2]
    assert results["units < LIMIT -> units <= LIMIT"] == [1, "yes", "yes", 2]
    assert results["max(units, 2) -> max(units, 3)"] == [1.5, "yes", 1.5, 2]
    assert results["RATE = 0.5 -> RATE = 0.55"] == [1.1, "yes", 1.6500000000000001, 2.2]


def test_two_changes_of_the_same_name_are_numbered() -> None:
    found = [mutant.change for mutant in mutants("shop.py", "def f(a):\n    return (a + 1, a + 1)\n")]
    assert [change for change in found if change.startswith("a + 1 -> a - 1")] == [
        "a + 1 -> a - 1",
        "a + 1 -> a - 1 #2",
    ]


def test_each_file_of_rules_and_of_replenishment_has_tests_listed() -> None:
    patterns = ("domain/*/rules.py", "analytics/replenishment/[!_]*.py", "analytics/forecast/rules.py")
    book = tomllib.loads((ROOT / "tests" / "mutants.toml").read_text("utf-8"))
    listed = {file: tests for package in book["tests"].values() for file, tests in package.items()}
    found = {path.relative_to(ROOT).as_posix() for pattern in patterns for path in ROOT.glob(pattern)}
    assert found - listed.keys() == set()
    assert [name for file, tests in listed.items() for name in (file, *tests) if not (ROOT / name).exists()] == []
    assert {survivor["file"] for survivor in book["survivors"]} <= listed.keys()
