import csv
import gzip
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from analytics.world.service import WorldSummary, generate
from kit.progress import silent

SKUS, DAYS, SEED, END, DIRTY = 40, 150, 7, date(2026, 6, 30), 0.002


def make_world(
    out: Path, *, skus: int = SKUS, days: int = DAYS, seed: int = SEED, dirty: float = DIRTY
) -> WorldSummary:
    return generate(out, skus=skus, days=days, seed=seed, end=END, dirty=dirty, report=silent)


class Files:
    """The files of a world, read with nothing but the standard readers."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.dirty = pd.read_parquet(folder / "truth" / "dirty_rows.parquet")

    def path(self, name: str) -> Path:
        plain = self.folder / f"{name}.csv"
        return plain if plain.exists() else plain.with_suffix(".csv.gz")

    def lines(self, name: str) -> list[list[str]]:
        """Every line of a file, the header first."""
        path = self.path(name)
        content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        return list(csv.reader(io.StringIO(content.decode(), newline="")))

    def table(self, name: str) -> pd.DataFrame:
        """The good rows of a file, all as text, empty for absent."""
        header, *rows = self.lines(name)
        broken = set(self.dirty.loc[self.dirty["file"] == name, "line_no"])
        good = [row for line, row in enumerate(rows, 2) if line not in broken]
        return pd.DataFrame(good, columns=header)

    def rows(self) -> list[str]:
        """The names of the canonical files that hold at least one row."""
        names = {path.name.split(".")[0] for path in self.folder.glob("*.csv*")}
        return [name for name in sorted(names) if len(self.lines(name)) > 1]

    def manifest(self) -> dict[str, Any]:
        return json.loads((self.folder / "truth" / "world.json").read_text())

    def truth(self, name: str) -> pd.DataFrame:
        return pd.read_csv(self.folder / "truth" / f"{name}.csv")

    def daily(self) -> pd.DataFrame:
        daily = pd.read_parquet(self.folder / "truth" / "daily.parquet")
        return daily.assign(product=daily["product"].astype(str), ds=pd.to_datetime(daily["ds"]))


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A small world with broken rows."""
    out = tmp_path_factory.mktemp("world") / "out"
    make_world(out)
    return Files(out)


@pytest.fixture(scope="module")
def year(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """A world long enough to show seasons and shares."""
    out = tmp_path_factory.mktemp("year") / "out"
    make_world(out, skus=150, days=420, dirty=0)
    return Files(out)
