"""The import's static SQL, from `sql/import/`."""

from functools import cache
from importlib.resources import files

from sqlalchemy import Connection, TextClause, text


@cache
def _source(name: str) -> str:
    return files("sql").joinpath("import", f"{name}.sql").read_text(encoding="utf-8")


def statement(name: str) -> TextClause:
    """The statement in a file, to be executed with bound parameters."""
    return text(_source(name))


def run_script(connection: Connection, name: str) -> None:
    """Execute a file of several statements that take no parameters."""
    connection.exec_driver_sql(_source(name))
