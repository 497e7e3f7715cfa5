"""Running the rules of a contract on the rows in the warehouse."""

from collections.abc import Mapping
from dataclasses import dataclass

from duckdb import DuckDBPyConnection

from analytics.transform.contract import Breach, Check, Contract
from analytics.transform.errors import CheckError
from analytics.warehouse import within_limits

MAX_EXAMPLES = 5


@dataclass(frozen=True)
class CheckWarning:
    """A rule of severity `warn` that rows break; the run goes on and reports it.

    Args:
        model: the model or check.
        check: the rule, as it should be.
        breach: what is wrong, in words.
        rows: number of rows that break it.
        examples: the key columns of the first of them, as text.
    """

    model: str
    check: str
    breach: Breach
    rows: int
    examples: tuple[Mapping[str, str], ...]


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
    query = f"select count(*) over () as broken_by, * from (\n{check.violations}\n) order by all limit {MAX_EXAMPLES}"
    with within_limits(warehouse, f"the check of {subject}"):
        found = warehouse.execute(query, parameters)
        names = [column[0] for column in found.description or ()]
        rows = found.fetchall()
    if not rows:
        return None
    broken_by = int(rows[0][0])
    key = contract.key if contract else check.breach.key if check.breach else ()
    examples = tuple(_key_of(dict(zip(names[1:], row[1:], strict=True)), key) for row in rows)
    if check.severity == "fail" or check.breach is None:
        rule = check.breach.sentences["en"] if check.breach else f"{broken_by} rows break the rule '{check.name}'."
        raise CheckError(f"{subject}: {rule.rstrip('.')}, for example {shown(examples[0])}.")
    return CheckWarning(subject, check.name, check.breach, broken_by, examples)


def shown(example: Mapping[str, str]) -> str:
    """The key of a row in a sentence."""
    return ", ".join(f"{name} = {value}" for name, value in example.items())


def _key_of(row: Mapping[str, object], key: tuple[str, ...]) -> dict[str, str]:
    named = [name for name in key if name in row] or list(row)
    return {name: str(row[name]) for name in named}
