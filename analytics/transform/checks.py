"""Running the rules of a contract on the rows that stand in the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from analytics.transform.contract import Check, Contract
from analytics.transform.errors import CheckError
from analytics.warehouse import within_limits


@dataclass(frozen=True)
class CheckWarning:
    """A rule of severity `warn` that rows break; the run goes on and says so."""

    model: str
    check: str
    rows: int
    example: Mapping[str, object]


def run_check(
    warehouse: DuckDBPyConnection,
    subject: str,
    check: Check,
    contract: Contract | None = None,
    parameters: Mapping[str, object] | None = None,
) -> CheckWarning | None:
    """Look for rows that break a rule; `None` when there are none.

    Raises:
        CheckError: rows break a rule of severity `fail`.
    """
    query = f"select count(*) over () as broken_by, * from (\n{check.violations}\n) order by all limit 1"
    with within_limits(warehouse, f"the check of {subject}"):
        found = warehouse.execute(query, parameters)
        names = [column[0] for column in found.description or ()]
        rows = found.fetchall()
    if not rows:
        return None
    ((broken_by, *first),) = rows
    values = dict(zip(names[1:], first, strict=True))
    example = {name: values[name] for name in (contract.key if contract else ()) if name in values} or values
    if check.severity == "fail":
        shown = ", ".join(f"{name} = {value}" for name, value in example.items())
        raise CheckError(f"{subject}: {broken_by} rows break the rule '{check.name}', for example {shown}.")
    return CheckWarning(subject, check.name, int(broken_by), example)
