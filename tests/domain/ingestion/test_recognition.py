"""What a file is, by its columns alone."""

from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from domain.ingestion.contract import TABLES, Table
from domain.ingestion.options import AS_THEY_ARE
from domain.ingestion.profile_engine.library import list_profiles
from domain.ingestion.profile_engine.sources import FileReader

TEMPLATES = Path(__file__).parents[3] / "examples" / "templates"


def recognised(path: Path) -> list[tuple[str, str]]:
    """Profile and table of each source of a file."""
    reader = FileReader(AS_THEY_ARE, ZoneInfo("Asia/Seoul"))
    return [(source.profile, source.table.name) for source in reader.read(path).sources]


@pytest.mark.parametrize("name", ["by name", "x"])
@pytest.mark.parametrize("is_whole", [True, False])
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_canonical_table_is_known_by_its_header(tmp_path: Path, table: Table, name: str, *, is_whole: bool) -> None:
    columns = [c.name for c in table.columns if is_whole or c.required or c.name in table.key]
    path = tmp_path / f"{table.name if name == 'by name' else name}.csv"
    path.write_text(f"{','.join(columns)}\n{','.join('1' for _ in columns)}\n", encoding="utf-8")
    assert recognised(path) == [("canonical", table.name)]


@pytest.mark.parametrize("path", sorted(TEMPLATES.glob("*.xlsx")), ids=lambda path: path.stem)
def test_a_template_is_read_by_the_profile_of_its_name(path: Path) -> None:
    assert {profile for profile, _ in recognised(path)} == {path.stem.partition("-")[0]}


def test_every_profile_has_titles_in_both_languages() -> None:
    assert all(profile.titles.keys() == {"en", "ko"} and all(profile.titles.values()) for profile in list_profiles())
