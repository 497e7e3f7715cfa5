"""The inputs of a run's recommendations, read back from its evidence, each file held to its SHA-256."""

import hashlib
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.dataset as ds

from analytics.forecast.model import Model, load
from analytics.forecast.panel import DemandPanel
from analytics.replenishment.inputs import Policy, ReplenishmentInputs
from kit.errors import FaultError, InputError
from planning.evidence import MANIFEST, MODEL_FOLDER, RUNS_FOLDER
from planning.frames import groups_of, panel_of

INPUTS = ("sku_terms", "stock_positions", "inbound_units", "outlook", "spread")
MADE = "recommendations"
ADDED_TERMS = {"interval_factor": 1.0, "shelf_life_days": None}
PANEL = ("forecast_demand", "known_ahead", "market_daily", "group_daily", "sku_groups")


@dataclass(frozen=True)
class Snapshot:
    """What a run's recommendations were made from, and what they were.

    Args:
        run_id: the run.
        folder: its evidence.
        as_of: its date.
        policy: what was assumed where nothing was known.
        code_version: the code that made it.
        history: the first and the last day of demand that it looked at.
        model_sha256: hash of its model's manifest; None where there was no model.
        files: SHA-256 of each file.
    """

    run_id: int
    folder: Path
    as_of: date
    policy: Policy
    code_version: str
    history: tuple[date, date]
    model_sha256: bytes | None
    files: Mapping[str, str]

    def inputs(self, products: Collection[int]) -> ReplenishmentInputs:
        """The inputs of some SKUs."""
        terms, positions, inbound, path, spread = (self._frame(name, products) for name in INPUTS)
        # Runs of earlier releases trusted all data, and let no goods expire.
        unknown = {name: value for name, value in ADDED_TERMS.items() if name not in terms}
        return ReplenishmentInputs(
            terms.assign(**unknown), positions, inbound.rename(columns={"expected_date": "expected_on"}), path, spread
        )

    def made(self, products: Collection[int]) -> pd.DataFrame:
        """The recommendations as they were made."""
        return self._frame(MADE, products)

    def product_of(self, sku: str) -> int:
        """The product id of a SKU's code.

        Raises:
            InputError: the run has no such SKU.
        """
        found = self._read("sku_terms", ds.field("sku") == sku)
        if found.empty:
            raise InputError(f"Run {self.run_id} has no SKU {sku}.")
        return int(found["unique_id"].iloc[0])

    def same_supplier(self, product: int) -> list[int]:
        """The SKUs of the run whose orders are weighed together with this one's: its supplier's, or itself alone."""
        terms = self._frame("sku_terms", [product])
        if terms.empty:
            raise InputError(f"Run {self.run_id} has no product {product}.")
        supplier = terms["supplier_id"].iloc[0]
        if pd.isna(supplier):
            return [product]
        known = set(self._columns("spread", ["unique_id"])["unique_id"].tolist())
        members = self._read("sku_terms", ds.field("supplier_id") == int(supplier))["unique_id"].tolist()
        return sorted(known & {int(member) for member in members})

    def model(self) -> Model | None:
        """The model that forecast; None where a baseline served every SKU."""
        if self.model_sha256 is None:
            return None
        return load(self.folder / MODEL_FOLDER, self.model_sha256)

    def panel(self, product: int, discount: Mapping[date, float]) -> DemandPanel:
        """One SKU's panel, with other discounts on some of the days ahead."""
        for name in PANEL:
            check_file(self.folder / f"{name}.parquet", self.files)
        demand, ahead = self._frame("forecast_demand", [product]), self._frame("known_ahead", [product])
        days = pd.to_datetime(ahead["ds"]).dt.date
        planned = pd.to_numeric(ahead["planned_discount_rate"]).astype("float64")
        ahead = ahead.assign(ds=pd.to_datetime(ahead["ds"]), discount_rate=days.map(discount).fillna(planned))
        market = self._dataset("market_daily").to_table().to_pandas().sort_values("ds")
        daily, members = (self._dataset(name).to_table().to_pandas() for name in ("group_daily", "sku_groups"))
        grouped = groups_of(daily, members, *self.history)
        return panel_of(demand.assign(ds=pd.to_datetime(demand["ds"])), ahead, market, grouped)

    def forecast_products(self) -> list[int]:
        """All SKUs that the run has a recommendation for."""
        return sorted(int(product) for product in self._columns("spread", ["unique_id"])["unique_id"])

    def _frame(self, name: str, products: Collection[int]) -> pd.DataFrame:
        key = "product_id" if name in ("stock_positions", "inbound_units") else "unique_id"
        frame = self._read(name, ds.field(key).isin(list(products)))
        return frame.rename(columns={key: "unique_id"})

    def _read(self, name: str, where: ds.Expression) -> pd.DataFrame:
        found: pd.DataFrame = self._dataset(name).to_table(filter=where).to_pandas()
        return found

    def _columns(self, name: str, columns: list[str]) -> pd.DataFrame:
        found: pd.DataFrame = self._dataset(name).to_table(columns=columns).to_pandas()
        return found

    def _dataset(self, name: str) -> Any:  # noqa: ANN401  pyarrow has no types here
        return ds.dataset(self.folder / f"{name}.parquet", format="parquet")


def open_snapshot(home: Path, run_id: int) -> Snapshot:
    """Open a run's evidence and check the files that recommendations are made from.

    Raises:
        InputError: the run kept no such evidence, or its files have been removed.
        FaultError: a file is missing or was changed since the run; the message names it.
    """
    folder = home / RUNS_FOLDER / str(run_id)
    if not (folder / MANIFEST).is_file():
        raise InputError(f"Run {run_id} has no evidence in {folder}; it did not finish, or it is too old to be kept.")
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    parameters, files = manifest["parameters"], manifest["files"]
    if "policy" not in parameters or f"{MADE}.parquet" not in files:
        raise InputError(f"The evidence of run {run_id} has no recommendations; runs since this release keep them.")
    for name in (*INPUTS, MADE):
        check_file(folder / f"{name}.parquet", files)
    return Snapshot(
        run_id=run_id,
        folder=folder,
        as_of=date.fromisoformat(parameters["as_of"]),
        policy=Policy(**parameters["policy"]),
        code_version=parameters["code_version"],
        history=(date.fromisoformat(parameters["history_start"]), date.fromisoformat(parameters["history_until"])),
        model_sha256=bytes.fromhex(parameters["model_sha256"]) if parameters["model_sha256"] else None,
        files=files,
    )


def check_file(path: Path, hashes: Mapping[str, str]) -> None:
    """Hold a file to its SHA-256.

    Raises:
        FaultError: it is missing or differs.
    """
    if not path.is_file():
        raise FaultError(f"The evidence file {path} is missing.")
    if hashlib.sha256(path.read_bytes()).hexdigest() != hashes.get(path.name):
        raise FaultError(f"The evidence file {path} was changed since the run: its SHA-256 is not the one recorded.")
