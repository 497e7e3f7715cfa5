"""The warehouse's limits: where they come from, and what is said when a query needs more."""

import os
import shutil
from datetime import date
from pathlib import Path

import duckdb
import pytest

from analytics.transform.contract import Contract
from analytics.transform.models import Model, parse_statement
from analytics.transform.service import Parameters, materialise
from analytics.warehouse import ResourceLimitError, open_warehouse, within_limits
from kit.machine import memory_bytes
from tests.factories.warehouse import PARAMETERS

AS_OF = Parameters(as_of=date(2024, 3, 1), **PARAMETERS)  # type: ignore[arg-type]
SORTED = "select range as number, md5(range::varchar) as word from range(1_000_000) order by word"


def wide() -> Model:
    """A model whose sort needs more than 60 MB of memory."""
    return Model(parse_statement("wide", SORTED), Contract("One row per number.", ("number",), (), ()))


def setting(warehouse: duckdb.DuckDBPyConnection, name: str) -> str:
    ((value,),) = warehouse.execute(f"select current_setting('{name}')").fetchall()
    return str(value)


def test_what_does_not_fit_the_memory_is_written_beside_the_file_and_removed(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb", memory_limit="60MB", temp_disk_limit="1GB") as warehouse:
        assert materialise(warehouse, wide(), AS_OF) == 1_000_000
        assert (tmp_path / "w.duckdb.tmp").is_dir()
    assert [path.name for path in tmp_path.iterdir()] == ["w.duckdb"]


def test_a_model_that_needs_more_than_is_allowed_is_named_with_the_limits_and_the_settings(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb", memory_limit="60MB", temp_disk_limit="1MB") as warehouse:
        with pytest.raises(ResourceLimitError) as caught:
            materialise(warehouse, wide(), AS_OF)
        assert str(caught.value) == (
            "Computing wide needs more than the 57.2 MiB of memory and 976.5 KiB of temporary files that it is allowed;"
            " set JAEGO_MEMORY_LIMIT or JAEGO_TEMP_DISK_LIMIT higher and run again."
        )
        assert caught.value.exit_code == 1
        assert warehouse.execute("select count(*) from duckdb_tables()").fetchall() == [(0,)], "no half of a table"


def test_the_limits_are_read_though_the_transaction_has_failed(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb", memory_limit="60MB", temp_disk_limit="1MB") as warehouse:
        warehouse.begin()
        with (
            pytest.raises(ResourceLimitError, match=r"^Computing raw_orders needs more than the 57\.2 MiB"),
            within_limits(warehouse, "raw_orders"),
        ):
            warehouse.execute(f"create table raw_orders as {SORTED}")
        warehouse.rollback()


def test_a_full_disk_is_told_with_the_folder(tmp_path: Path) -> None:
    with open_warehouse(tmp_path / "w.duckdb", temp_disk_limit="1GB") as warehouse:
        full = duckdb.IOException(f'Could not write file "{tmp_path}/w.duckdb.tmp/x": No space left on device')
        with pytest.raises(ResourceLimitError) as caught, within_limits(warehouse, "demand_daily"):
            raise full
        assert str(caught.value) == (
            f"The disk is full: computing demand_daily could not write to {tmp_path}/w.duckdb.tmp, where it may use"
            " 953.6 MiB; free some disk, or move JAEGO_HOME to a larger one, and run again."
        )
        with pytest.raises(duckdb.IOException, match="is not readable"), within_limits(warehouse, "demand_daily"):
            raise duckdb.IOException("The file is not readable.")


def test_what_a_killed_process_left_is_removed_at_the_start(tmp_path: Path) -> None:
    left = tmp_path / "w.duckdb.tmp" / "duckdb_temp_storage_DEFAULT-0.tmp"
    left.parent.mkdir()
    left.write_bytes(b"left behind")
    with open_warehouse(tmp_path / "w.duckdb"):
        assert not left.exists()


def test_limits_come_from_the_machine_where_nothing_is_set(tmp_path: Path) -> None:
    free = shutil.disk_usage(tmp_path).free
    with open_warehouse(tmp_path / "w.duckdb") as warehouse:
        folder = setting(warehouse, "temp_directory")
        memory, disk = setting(warehouse, "memory_limit"), setting(warehouse, "max_temp_directory_size")
    assert folder == str(tmp_path / "w.duckdb.tmp")
    assert in_bytes(memory) == pytest.approx(max(memory_bytes() / 8, 512e6), rel=0.02)
    assert in_bytes(disk) == pytest.approx(free / 2, rel=0.05), "other processes use the disk too"


def in_bytes(text: str) -> float:
    """A size as DuckDB writes it."""
    number, unit = text.split()
    return float(number) * 1024 ** ("bytes", "KiB", "MiB", "GiB", "TiB").index(unit)


@pytest.mark.parametrize(
    ("groups", "files", "expected"),
    [
        ("0::/system.slice/jaego.service\n", {"system.slice/memory.max": "3000000\n"}, 3_000_000),
        ("0::/\n", {"memory.max": "2000000\n"}, 2_000_000),
        ("0::/a\n", {"memory.max": "max\n", "a/memory.max": "max\n"}, None),
        ("5:cpu:/x\n4:memory:/box\n0::/\n", {"memory/memory.limit_in_bytes": "1000000\n"}, 1_000_000),
        ("4:cpu,cpuset:/box\n", {"cpu/memory.limit_in_bytes": "1\n"}, None),
    ],
)
def test_memory_is_what_the_control_group_allows(
    tmp_path: Path, groups: str, files: dict[str, str], expected: int | None
) -> None:
    (tmp_path / "proc/self").mkdir(parents=True)
    (tmp_path / "proc/self/cgroup").write_text(groups)
    for name, content in files.items():
        path = tmp_path / "sys/fs/cgroup" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content)
    physical = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    assert memory_bytes(tmp_path) == (expected or physical)


def test_memory_is_the_machines_where_there_are_no_control_groups(tmp_path: Path) -> None:
    assert memory_bytes(tmp_path) == os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
