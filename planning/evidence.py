"""What a run keeps of its inputs and outputs, with a SHA-256 of each file."""

import hashlib
import json
from pathlib import Path

import pandas as pd
from duckdb import DuckDBPyConnection

from analytics.warehouse import within_limits

RUNS_FOLDER = "runs"
MANIFEST = "manifest.json"
MODEL_FOLDER = "model"
TABLES = (
    "forecast_demand",
    "known_ahead",
    "market_daily",
    "group_daily",
    "sku_groups",
    "sku_features",
    "sku_terms",
    "stock_positions",
    "inbound_units",
)


def keep_tables(warehouse: DuckDBPyConnection, folder: Path) -> None:
    """Write the marts that forecasts and orders were made from as Parquet."""
    for table in TABLES:
        with within_limits(warehouse, f"the evidence of {table}"):
            warehouse.execute(f"copy (select * from {table} order by all) to '{_quoted(folder / table)}.parquet'")


def keep_frame(frame: pd.DataFrame, folder: Path, name: str) -> None:
    """Write one frame as Parquet."""
    frame.to_parquet(folder / f"{name}.parquet", index=False)


def seal(folder: Path, parameters: dict[str, object]) -> str:
    """List every file with its SHA-256 and the run's parameters; returns the manifest's own SHA-256."""
    hashes = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.iterdir())
        if path.name != MANIFEST and path.is_file()
    }
    content = json.dumps({"parameters": parameters, "files": hashes}, indent=1, sort_keys=True, default=str)
    (folder / MANIFEST).write_text(content, "utf-8")
    return hashlib.sha256(content.encode()).hexdigest()


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
