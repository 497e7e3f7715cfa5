"""What is planted is made once and copied; a failed attempt leaves nothing behind."""

from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from kit.database import make_engine
from tests.factories.raw import create_product
from tests.ports import free_port
from tests.servers import planted
from tests.waiting import eventually


def plant(url: URL, home: Path) -> None:
    engine = make_engine(url)
    with engine.begin() as connection:
        create_product(connection, sku="PLANTED")
    engine.dispose()
    (home / "made").write_text("once")


def skus(url: URL) -> list[str]:
    engine = make_engine(url)
    with engine.begin() as connection:
        found = list(connection.scalars(text("select sku from raw.products order by sku")))
        create_product(connection, sku="CHANGED")
    engine.dispose()
    return found


def test_each_asker_gets_a_copy_as_it_was_planted(server_url: URL, tmp_path: Path) -> None:
    calls: list[Path] = []

    def counted(url: URL, home: Path) -> None:
        calls.append(home)
        plant(url, home)

    for _ in range(2):
        with planted(server_url, tmp_path, f"copies_{tmp_path.name}", counted) as (url, home):
            assert skus(url) == ["PLANTED"]
            assert (home / "made").read_text() == "once"
            (home / "made").write_text("changed")
    assert len(calls) == 1
    assert not home.exists()


def test_after_a_failed_attempt_the_next_one_plants(server_url: URL, tmp_path: Path) -> None:
    def fail(url: URL, home: Path) -> None:
        plant(url, home)
        raise RuntimeError("the first attempt")

    name = f"failed_{tmp_path.name}"
    with pytest.raises(RuntimeError, match="the first attempt"), planted(server_url, tmp_path, name, fail):
        pass
    with planted(server_url, tmp_path, name, plant) as (url, _):
        assert skus(url) == ["PLANTED"]


def test_no_port_is_given_twice() -> None:
    ports = [free_port() for _ in range(50)]
    assert len(set(ports)) == 50
    assert all(20_000 <= port < 32_768 for port in ports)


def test_what_never_comes_about_fails() -> None:
    with pytest.raises(AssertionError, match=r"not within 0\.05 seconds"):
        eventually(lambda: False, within=0.05)
