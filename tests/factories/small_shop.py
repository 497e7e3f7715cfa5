"""A shop of a few SKUs with a hundred days of steady sales, one situation each, as canonical files."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import numpy as np

END = date(2026, 6, 30)
DAYS = tuple(END - timedelta(days=back) for back in range(99, -1, -1))
PRODUCT = {
    "category": "Special",
    "supplier": "SUP",
    "unit_cost": 9000,
    "list_price": 20000,
    "currency": "KRW",
    "launched_on": "2024-01-01",
    "is_stocked": "yes",
}


@dataclass
class SmallShop:
    """Rows of the files; the same seed gives the same sales."""

    random: np.random.Generator = field(default_factory=lambda: np.random.default_rng(5))
    products: list[dict[str, object]] = field(default_factory=list)
    orders: list[dict[str, object]] = field(default_factory=list)
    items: list[dict[str, object]] = field(default_factory=list)
    stock: list[dict[str, object]] = field(default_factory=list)
    suppliers: list[dict[str, object]] = field(default_factory=list)

    def sku(self, code: str, rate: float | Callable[[date], float] = 5.0, **product: object) -> None:
        """Add a SKU that sells Poisson(rate) single units a day at 20,000 KRW."""
        self.products.append({"sku": code, "name": code, **PRODUCT, **product})
        for day in DAYS:
            for _ in range(self.random.poisson(rate(day) if callable(rate) else rate)):
                self.sale(code, day)

    def sale(self, code: str, day: date, currency: str = "KRW", price: float = 20000) -> None:
        """Add one unit sold."""
        number = f"SO-{len(self.orders):06d}"
        self.orders.append(
            {"order_no": number, "ordered_at": f"{day} 12:00:00", "status": "DELIVERED", "currency": currency}
        )
        self.items.append({"order": number, "line_no": 1, "product": code, "quantity": 1, "unit_price": price})

    def on_hand(self, code: str, units: int, days: Iterable[date] = DAYS, warehouse: str = "MAIN") -> None:
        """Add a snapshot at the end of each day."""
        self.stock += [
            {"product": code, "warehouse_code": warehouse, "snapshot_at": f"{day} 23:59:00", "on_hand": units}
            for day in days
        ]

    def write(self, folder: Path) -> Path:
        """Write the files; suppliers are certain about 14 days and take orders every 7."""
        terms = {"lead_time_days": 14, "order_cycle_days": 7}
        suppliers = self.suppliers or [{"code": "SUP", "name": "Supplier", "currency": "KRW", **terms}]
        folder.mkdir(parents=True, exist_ok=True)
        for name, rows in (
            ("suppliers", suppliers),
            ("products", self.products),
            ("orders", self.orders),
            ("order_items", self.items),
            ("inventory", self.stock),
        ):
            with (folder / f"{name}.csv").open("w", newline="", encoding="utf-8") as file:
                writer = csv.DictWriter(file, list(rows[0]))
                writer.writeheader()
                writer.writerows(rows)
        return folder
