"""Generate a world into a folder."""

import json
import time
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pyarrow as pa

from analytics.world.dirty import DirtyRow, Spoiler
from analytics.world.files import MANIFEST, CsvFile, fingerprint, read_manifest, whole_folder
from analytics.world.masters import ad_tables, product_table, promotion_tables, supplier_table
from analytics.world.orders import order_tables
from analytics.world.parameters import GENERATOR_VERSION, Parameters, checked
from analytics.world.plan import Plan, make_plan
from analytics.world.purchases import purchase_table
from analytics.world.purchasing import Buyer, PurchaseLog
from analytics.world.simulation import Result, Shop
from analytics.world.stock import inventory_tables, movement_tables
from analytics.world.truth import write_truth
from kit.progress import Progress

LARGE_FILES = (
    "orders",
    "order_items",
    "payments",
    "inventory",
    "inventory_movements",
    "purchase_history",
    "ad_spend_daily",
)


@dataclass(frozen=True)
class Facts:
    """What a world came to.

    `rows` per canonical file, broken ones included; `stockout_share` and `zero_share` are shares of the SKU-days on
    which a SKU was sold at all: nothing left in the evening, nothing sold; `lost_units` were never sold by anyone,
    `waiting_units` are still waited for at the end: demanded = sold + lost + waiting.
    """

    rows: dict[str, int]
    dirty_rows: int
    planted_anomalies: int
    units_demanded: int
    units_sold: int
    lost_units: int
    waiting_units: int
    stockout_share: float
    zero_share: float


@dataclass(frozen=True)
class WorldSummary:
    """A generated world; `is_unchanged`: it already existed, complete, and nothing was written."""

    out: Path
    parameters: Parameters
    facts: Facts
    is_unchanged: bool
    seconds: float

    @property
    def order_lines(self) -> int:
        """Rows of `order_items`."""
        return self.facts.rows["order_items"]

    def as_json(self) -> dict[str, object]:
        """The summary for scripts."""
        told = {"out": str(self.out), "start": self.parameters.start.isoformat(), **_parameters_json(self.parameters)}
        return {**told, **asdict(self.facts), "unchanged": self.is_unchanged, "seconds": round(self.seconds, 2)}


def generate(out: Path, *, skus: int, days: int, seed: int, end: date, dirty: float, report: Progress) -> WorldSummary:
    """Write the canonical files and `truth/` into `out`; the same arguments give the same bytes.

    A complete world of the same arguments is left as it is; one of other arguments is replaced.

    Raises:
        InputError: a value is refused, or `out` holds what the generator did not write.
        FaultError: `out` cannot be written.
    """
    started = time.monotonic()
    parameters = checked(Parameters(skus, days, seed, end, dirty))
    manifest = read_manifest(out)
    if manifest is not None and manifest.get("parameters") == _parameters_json(parameters):
        return WorldSummary(out, parameters, Facts(**manifest["facts"]), True, time.monotonic() - started)  # type: ignore[arg-type]
    with whole_folder(out) as folder:
        facts = _write(folder, parameters, report)
        content = {"parameters": _parameters_json(parameters), "facts": asdict(facts), "files": fingerprint(folder)}
        (folder / MANIFEST).write_text(json.dumps(content, indent=1) + "\n")
    return WorldSummary(out, parameters, facts, False, time.monotonic() - started)


def _parameters_json(parameters: Parameters) -> dict[str, object]:
    return {**asdict(parameters), "end": parameters.end.isoformat(), "generator": GENERATOR_VERSION}


def _write(folder: Path, parameters: Parameters, report: Progress) -> Facts:
    plan = make_plan(parameters)
    buyer = Buyer(plan)
    result = Shop(plan, buyer).run(report)
    rows: dict[str, int] = {}
    dirty: list[DirtyRow] = []
    with ExitStack() as stack:
        files: dict[str, CsvFile] = {}
        for name, table in _tables(plan, result, buyer.log):
            if name not in files:
                spoiler = Spoiler(name, parameters.dirty, parameters.stream(f"dirty {name}"))
                path = folder / (f"{name}.csv.gz" if name in LARGE_FILES else f"{name}.csv")
                files[name] = stack.enter_context(CsvFile(path, spoiler))
            files[name].write(table)
            report("write rows", sum(file.rows for file in files.values()), None)
    for name, file in files.items():
        rows[name], dirty = file.rows, dirty + file.dirty
    anomalies = write_truth(folder / "truth", plan, result, buyer.log, dirty)
    return _facts(plan, result, rows, len(dirty), anomalies)


def _tables(plan: Plan, result: Result, log: PurchaseLog) -> Iterator[tuple[str, pa.Table]]:
    """Every canonical table by name, the large ones in stretches."""
    parameters, calendar, catalog = plan.parameters, plan.calendar, plan.catalog
    yield "suppliers", supplier_table(plan.suppliers)
    yield "products", product_table(calendar, catalog, plan.suppliers, plan.demand)
    promotions, promotion_products = promotion_tables(calendar, catalog, plan.promotions)
    yield from (("promotions", promotions), ("promotion_products", promotion_products))
    campaigns, spend = ad_tables(calendar, catalog, plan.ads)
    yield from (("ad_campaigns", campaigns), ("ad_spend_daily", spend))
    for stretch in order_tables(plan, result):
        yield from (("orders", stretch.orders), ("order_items", stretch.order_items), ("payments", stretch.payments))
    yield from _named("inventory", inventory_tables(parameters, calendar, catalog, result))
    yield from _named("inventory_movements", movement_tables(parameters, calendar, catalog, result))
    yield "purchase_history", purchase_table(plan, log)


def _named(name: str, tables: Iterable[pa.Table]) -> Iterator[tuple[str, pa.Table]]:
    return ((name, table) for table in tables)


def _facts(plan: Plan, result: Result, rows: dict[str, int], dirty: int, anomalies: int) -> Facts:
    day = np.arange(plan.parameters.days)[:, None]
    alive = (plan.catalog.launched[None, :] <= day) & (day <= plan.catalog.ended[None, :])
    units = {name: int(result.flows[name].sum(dtype=np.int64)) for name in ("demand", "sold", "lost")}
    return Facts(
        rows=rows,
        dirty_rows=dirty,
        planted_anomalies=anomalies,
        units_demanded=units["demand"],
        units_sold=units["sold"],
        lost_units=units["lost"],
        waiting_units=int(result.waiting.sum()),
        stockout_share=round(float((result.flows["on_hand"][alive] <= 0).mean()), 4),
        zero_share=round(float((result.flows["sold"][alive] == 0).mean()), 4),
    )
