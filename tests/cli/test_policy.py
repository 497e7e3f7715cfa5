"""`jaego replay` and `jaego diff` as a person meets them: results, refusals in one sentence, exit codes."""

import json
import os
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest
from sqlalchemy.engine import URL

from kit.postgres import libpq_url
from tests.cli.test_runs import jaego, refused
from tests.factories.secrets import KEY

WORLD = ("--skus", "12", "--days", "200", "--seed", "3", "--end", "2024-06-30", "--dirty", "0")


@dataclass(frozen=True)
class Nights:
    """Two nights of one shop."""

    environment: dict[str, str]
    home: Path
    runs: tuple[int, int]

    def made(self, number: int) -> pd.Series:
        """Quantities by SKU of the first (0) or second (1) night."""
        folder = self.home / "runs" / str(self.runs[number])
        made, terms = (pd.read_parquet(folder / f"{name}.parquet") for name in ("recommendations", "sku_terms"))
        return made.merge(terms[["unique_id", "sku"]], on="unique_id").set_index("sku")["quantity"]


@pytest.fixture(scope="module")
def nights(module_database_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Nights:
    home = tmp_path_factory.mktemp("home")
    known = {"JAEGO_HOME": str(home), "JAEGO_DATABASE_URL": libpq_url(module_database_url)}
    environment = {**os.environ, **known, "JAEGO_SECRET_KEY": KEY}
    world = str(home / "world")
    for command in (("generate", *WORLD, "--out", world, "--quiet"), ("import", world, "--quiet")):
        result = jaego(environment, *command)
        assert result.returncode == 0, result.stderr
    runs = []
    for day in ("2024-06-16", "2024-06-30"):
        result = jaego(environment, "nightly", "--date", day, "--json", "--quiet")
        assert result.returncode == 0, result.stderr
        runs.append(json.loads(result.stdout)["run_id"])
    return Nights(environment, home, (runs[0], runs[1]))


def test_a_replay_tells_quantity_terms_and_hash(nights: Nights) -> None:
    made = nights.made(1)
    sku = str(made.idxmax())
    reference = f"{nights.runs[1]}:{sku}"
    told = json.loads(jaego(nights.environment, "replay", reference, "--json").stdout)
    assert (told["sku"], told["quantity"], told["is_identical"]) == (sku, made[sku], True)
    assert sum(term["units"] for term in told["waterfall"]) == made[sku] > 0
    assert told["sha256"] == told["stored_sha256"]
    shown = jaego(nights.environment, "replay", reference)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert f"SKU {sku}: {made[sku]:,} units, published {made[sku]:,}." in shown.stdout
    assert told["sha256"] in shown.stdout.replace("\n", "")
    for term in told["waterfall"]:
        assert term["key"] in shown.stdout


def test_a_difference_tells_what_moved_the_quantity(nights: Nights) -> None:
    first, second = nights.made(0), nights.made(1)
    moved = (second - first).dropna()
    sku = str(moved.abs().idxmax())
    numbers = [str(run) for run in nights.runs]
    told = json.loads(jaego(nights.environment, "diff", *numbers, "--sku", sku, "--json").stdout)
    assert (told["first_quantity"], told["second_quantity"]) == (first[sku], second[sku])
    assert sum(told["moved"].values()) == moved[sku] != 0
    shown = jaego(nights.environment, "diff", *numbers, "--sku", sku)
    assert (shown.returncode, shown.stderr) == (0, "")
    heading, *lines = shown.stdout.strip().splitlines()
    assert heading == f"SKU {sku}: {first[sku]:,} units in run {numbers[0]}, {second[sku]:,} in run {numbers[1]}."
    assert {line.split()[0] for line in lines} == {key for key, units in told["moved"].items() if units}


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("replay", "KIT-00007"), "is not a recommendation; write RUN:SKU"),
        (("replay", "{run}:NONE"), "has no SKU NONE"),
        (("replay", "9999:KIT-00001"), "Run 9999 has no evidence"),
        (("diff", "{run}", "9999", "--sku", "{sku}"), "Run 9999 has no evidence"),
        (("diff", "{run}", "{run}", "--sku", "NONE"), "has no SKU NONE"),
    ],
)
def test_what_does_not_exist_is_refused(nights: Nights, arguments: tuple[str, ...], words: str) -> None:
    given = [argument.format(run=nights.runs[0], sku=nights.made(0).index[0]) for argument in arguments]
    assert words in refused(jaego(nights.environment, *given), 2)


def test_changed_evidence_is_a_fault(nights: Nights) -> None:
    path = nights.home / "runs" / str(nights.runs[0]) / "spread.parquet"
    content = path.read_bytes()
    path.write_bytes(content[:-1] + b"X")
    try:
        sentence = refused(jaego(nights.environment, "replay", f"{nights.runs[0]}:{nights.made(0).index[0]}"), 1)
    finally:
        path.write_bytes(content)
    assert "spread.parquet was changed since the run" in sentence
