"""What is refused, in one sentence, with nothing written."""

from datetime import date
from pathlib import Path

import pytest

from analytics.world.service import generate
from kit.errors import FaultError, InputError
from kit.progress import silent
from tests.analytics.world.conftest import END, make_world
from tests.analytics.world.test_files import digests


@pytest.mark.parametrize(
    ("name", "value", "allowed"),
    [
        ("skus", 0, "between 1 and 200,000"),
        ("skus", 200_001, "between 1 and 200,000"),
        ("days", 29, "between 30 and 3,650"),
        ("days", 3_651, "between 30 and 3,650"),
        ("seed", -1, "0 or more"),
        ("dirty", -0.1, "a share between 0 and 0.2"),
        ("dirty", float("nan"), "a share between 0 and 0.2"),
        ("end", date(1999, 1, 1), "between 2001-01-01 and 2099-12-31"),
    ],
)
def test_silly_values_are_refused_by_name(tmp_path: Path, name: str, value: object, allowed: str) -> None:
    arguments = {"skus": 5, "days": 40, "seed": 1, "end": END, "dirty": 0.0, name: value}
    with pytest.raises(InputError) as refused:
        generate(tmp_path / "out", **arguments, report=silent)
    assert str(refused.value) == f"--{name} {value} is refused: it must be {allowed}."
    assert list(tmp_path.iterdir()) == []


def test_a_folder_with_other_files_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "letter.txt").write_text("dear all")
    with pytest.raises(InputError, match="did not write; nothing was written"):
        make_world(tmp_path / "out", skus=5, days=40)
    assert [path.name for path in tmp_path.rglob("*")] == ["out", "letter.txt"]


def test_a_file_in_the_way_is_refused(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("a file")
    with pytest.raises(InputError, match="is a file"):
        make_world(tmp_path / "out", skus=5, days=40)


def test_the_same_world_again_writes_nothing(tmp_path: Path) -> None:
    first = make_world(tmp_path / "out", skus=5, days=40)
    times = {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")}
    again = make_world(tmp_path / "out", skus=5, days=40)
    assert (first.is_unchanged, again.is_unchanged) == (False, True)
    assert again.facts == first.facts
    assert {path: path.stat().st_mtime_ns for path in (tmp_path / "out").rglob("*")} == times


def test_another_world_takes_the_place_of_an_untouched_one(tmp_path: Path) -> None:
    make_world(tmp_path / "out", skus=5, days=40)
    make_world(tmp_path / "out", skus=6, days=40)
    make_world(tmp_path / "alone", skus=6, days=40)
    assert digests(tmp_path / "out") == digests(tmp_path / "alone")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["alone", "out"]


@pytest.mark.parametrize("change", ["edited", "added", "removed"])
def test_a_world_that_someone_changed_is_refused_and_left_alone(tmp_path: Path, change: str) -> None:
    make_world(tmp_path / "out", skus=5, days=40)
    products = tmp_path / "out" / "products.csv"
    if change == "edited":
        products.write_text(products.read_text() + "mine\n")
    elif change == "added":
        (tmp_path / "out" / "notes.csv").write_text("mine\n")
    else:
        products.unlink()
    before = digests(tmp_path / "out")
    with pytest.raises(InputError, match="is not as it was written; nothing was written"):
        make_world(tmp_path / "out", skus=6, days=40)
    assert digests(tmp_path / "out") == before


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    def stop(label: str, done: int, total: int | None) -> None:
        if label == "write rows":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        generate(tmp_path / "out", skus=5, days=40, seed=1, end=END, dirty=0, report=stop)
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(FaultError, match="choose another folder with --out"):
        make_world(tmp_path / "file" / "below" / "out", skus=5, days=40)
