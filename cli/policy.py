"""`jaego policy-backtest`, `jaego replay` and `jaego diff`: what orders were worth, and how they came about."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from cli.console import out, print_json, progress
from cli.database import open_engine
from cli.runs import DateOption, JsonOption, QuietOption, parse_day, quiet_logging, show
from kit.errors import FaultError
from kit.settings import load_settings

if TYPE_CHECKING:
    import pandas as pd

NAMES = {"RECOMMENDED": "recommended", "MIN_MAX": "min/max", "DAYS_OF_COVER": "days of cover"}


def policy_backtest(*, date: DateOption = None, as_json: JsonOption = False, quiet: QuietOption = False) -> None:
    """Simulate the half year up to a date: the cost of the recommended orders, of min/max and of days of cover."""
    import pandas as pd

    from jobs import run_kinds

    settings = load_settings()
    quiet_logging(settings)
    day = parse_day(date, settings)
    with open_engine(settings) as engine, progress(quiet=quiet) as report:
        result = run_kinds.policy_backtest(settings, engine, day, "COMMAND", report)
    found = pd.read_parquet(settings.home / "runs" / str(result.run_id) / "policies.parquet")
    totals: list[dict[str, Any]] = [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in found[found["unique_id"].isna()].drop(columns=["unique_id", "id"]).to_dict("records")
    ]
    if as_json:
        days = {name: str(totals[0][name].date()) for name in ("period_start", "period_end")}
        print_json({**result.as_json(), "policies": [row | days for row in totals], "worse_skus": _worse(found)})
    else:
        show(result, settings.home)
        _print(totals, _worse(found), settings.currency)


def replay(
    recommendation: Annotated[str, typer.Argument(help="RUN:SKU, such as 12:KIT-00007, or the recommendation's id.")],
    *,
    as_json: JsonOption = False,
) -> None:
    """Recompute a recommendation from the files of its run; exit code 1 if the result differs."""
    from planning.replay import replay as replay_recommendation

    settings = load_settings()
    quiet_logging(settings)
    with open_engine(settings) as engine:
        found = replay_recommendation(engine, settings.home, recommendation)
    if as_json:
        print_json({**asdict(found), "is_identical": found.is_identical})
    else:
        out.print(
            f"Run {found.run_id}, SKU {found.sku}: {found.quantity:,} units, published {found.stored_quantity:,}."
        )
        for term in found.waterfall:
            out.print(f"  {term['key']:<20}{term['units']:>+12,}", markup=False)
        out.print(f"  SHA-256 of the inputs {found.sha256}", markup=False)
    if not found.is_identical:
        raise FaultError(
            f"The replay gives {found.quantity} units, the run made {found.stored_quantity};"
            f" made by {found.made_by}, replayed by {found.replayed_by}."
        )


def diff(
    first: Annotated[int, typer.Argument(help="Number of the earlier run.")],
    second: Annotated[int, typer.Argument(help="Number of the later run.")],
    *,
    sku: Annotated[str, typer.Option("--sku", help="Code of the SKU.")],
    as_json: JsonOption = False,
) -> None:
    """Show which inputs changed a SKU's recommended quantity between two runs, and by how much."""
    from planning.difference import difference

    found = difference(load_settings().home, first, second, sku)
    if as_json:
        print_json(asdict(found))
        return
    out.print(f"SKU {sku}: {found.first_quantity:,} units in run {first}, {found.second_quantity:,} in run {second}.")
    for key, units in found.moved.items():
        if units:
            out.print(f"  {key:<20}{units:>+12,}", markup=False)


def _worse(found: "pd.DataFrame") -> int:
    """SKUs on which the cheaper competing policy would have cost less than the recommended one."""
    competitors = found[found["unique_id"].isna() & (found["policy"] != "RECOMMENDED")]
    best = competitors.loc[competitors["total_cost"].idxmin(), "policy"]
    by_sku = found.dropna(subset=["unique_id"]).pivot_table(index="unique_id", columns="policy", values="total_cost")
    return int((by_sku["RECOMMENDED"] > by_sku[best]).sum())


def _print(totals: list[dict[str, Any]], worse: int, currency: str) -> None:
    table = Table(
        "policy", "served", f"total cost, {currency}", "90 % of SKU draws", "stock value", "recommended / this one"
    )
    for row in totals:
        ratio = ""
        if row["cost_ratio"] is not None:
            ratio = f"{row['cost_ratio']:.3f} ({row['cost_ratio_low']:.3f} to {row['cost_ratio_high']:.3f})"
        table.add_row(
            NAMES[row["policy"]],
            f"{row['service_level']:.2%}",
            f"{row['total_cost']:,.0f}",
            f"{row['total_cost_low']:,.0f} to {row['total_cost_high']:,.0f}",
            f"{row['mean_stock_value']:,.0f}",
            ratio,
        )
    out.print(table)
    for row in totals:
        if row["parameters"]:
            out.print(f"  {NAMES[row['policy']]}, tuned: {row['parameters']}.", markup=False)
    out.print(
        f"  On {worse:,} SKUs the cheaper competing policy would have cost less than the recommended one.", markup=False
    )
