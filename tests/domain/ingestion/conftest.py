"""Import files written in a test's own folder."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, text

from domain.ingestion.layouts import Profile
from domain.ingestion.options import AS_THEY_ARE, Complete, ImportOptions
from domain.ingestion.service import import_files
from domain.ingestion.summary import ImportSummary
from kit.progress import silent


@dataclass(frozen=True)
class Importer:
    """Writes files, imports them, and reads tables."""

    engine: Engine
    folder: Path

    def write(self, name: str, *lines: str) -> Path:
        """A text file of lines."""
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8", newline="")
        return path

    def load(
        self,
        *paths: Path,
        profile: Profile | None = "canonical",
        options: ImportOptions = AS_THEY_ARE,
        assume: dict[str, str] | None = None,
        timezone: str = "Asia/Seoul",
        report: Callable[[str, int, int | None], None] = silent,
        complete: Collection[Complete] = (),
        status_words: dict[str, str] | None = None,
    ) -> ImportSummary:
        """Import, and check that every batch adds up as the summary says."""
        summary = import_files(
            self.engine,
            paths,
            profile=profile,
            options=replace(
                options,
                complete=options.complete | frozenset(complete),
                status_words={**options.status_words, **(status_words or {})},
            ),
            timezone=ZoneInfo(timezone),
            currency="KRW",
            cancellation_hours=72,
            assume=assume or {},
            report=report,
        )
        for file in summary.files:
            assert file.rows_in == file.loaded + file.unchanged + file.rejected, file
            assert file.rejected == sum(file.by_reason.values()), file
        return summary

    def rows(self, query: str, **bound: object) -> list[tuple[Any, ...]]:
        """The rows of a query."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), bound)]

    def value(self, query: str, **bound: object) -> Any:
        """The one value of a query."""
        ((value,),) = self.rows(query, **bound)
        return value

    def rejections(self) -> list[tuple[Any, ...]]:
        """Table, line and reason of the rejected rows that are not resolved."""
        return self.rows(
            "select table_name, line_no, reason from raw.rejected_rows where resolved_at is null order by 1, 2, 3"
        )


@pytest.fixture
def importer(engine: Engine, tmp_path: Path) -> Importer:
    """An importer on an empty database."""
    return Importer(engine, tmp_path)


RAW = (
    "suppliers",
    "products",
    "listings",
    "listing_lines",
    "orders",
    "order_items",
    "payments",
    "inventory",
    "inventory_movements",
    "purchase_history",
    "promotions",
    "promotion_products",
    "ad_campaigns",
    "ad_spend_daily",
    "order_returns",
    "reversals",
)


def contents(importer: Importer, tables: Sequence[str] = RAW) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the raw tables by content: without ids, line numbers, batches, times, and returns taken back."""
    skipped = ["id", "batch_id", "row_version", "created_at", "updated_at", "line_no"]
    skipped += [
        "listing_id",
        "supplier_id",
        "replaced_by_id",
        "promotion_id",
        "campaign_id",
    ]  # the row's hash covers what they name
    keys = {
        "product_id": "(select sku from raw.products k where k.id = (j ->> 'product_id')::bigint)",
        "order_id": "(select order_no from raw.orders k where k.id = (j ->> 'order_id')::bigint)",
        "order_item_id": "(select encode(row_hash, 'hex') from raw.order_items k"
        " where k.id = (j ->> 'order_item_id')::bigint)",
    }
    return {
        table: importer.rows(
            f"select (j - cast(:skipped as text[]) - cast(:keys as text[]))::text, {', '.join(keys.values())}"
            f" from (select to_jsonb(t) as j from raw.{table} t) s"
            " where j ->> 'quantity' is distinct from '0' order by 1, 2, 3, 4",
            skipped=skipped,
            keys=list(keys),
        )
        for table in tables
    }
