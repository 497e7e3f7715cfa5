"""Which step of the setup is done, and when sample data may be added and removed."""

from dataclasses import dataclass
from datetime import date

from domain.setup.errors import SampleDataError

STEPS = ("SALES", "STOCK", "PRODUCTS", "RUN", "PEOPLE")
"""In the order in which they are worth doing."""
MARK_OF_FILLING = "jaego.adding_sample_data"
"""Setting of the database sessions that add sample data: the only ones that may import while there are any."""
MAX_COUNTED = 100_000
"""Counts stop here: nobody needs to know more to see that something is there."""


@dataclass(frozen=True)
class Found:
    """What the shop has; counts up to `MAX_COUNTED`. The days are those of the first and the last order."""

    orders: int
    first_day: date | None
    last_day: date | None
    products: int
    products_with_cost: int
    products_with_stock: int
    suppliers: int
    suppliers_with_lead_time: int
    users: int
    is_published: bool

    def is_done(self, step: str) -> bool:
        """Whether a step of `STEPS` needs nothing more."""
        return {
            "SALES": self.orders > 0,
            "STOCK": self.products_with_stock > 0,
            "PRODUCTS": self.products_with_cost > 0 and self.suppliers_with_lead_time > 0,
            "RUN": self.is_published,
            "PEOPLE": self.users > 1,
        }[step]


def check_can_add(state: str | None, *, has_data: bool) -> None:
    """Accept sample data in a shop without data, or again after they failed.

    Args:
        state: of the sample data that are there; None: there are none.
        has_data: whether anything was imported.

    Raises:
        SampleDataError: the shop has data.
    """
    if state == "FAILED":
        return
    if state is not None:
        raise SampleDataError("SAMPLE_DATA_PRESENT", "Sample data are already here or on their way.")
    if has_data:
        raise SampleDataError(
            "SHOP_NOT_EMPTY", "Your shop has data of its own. Sample data are only added to a shop without data."
        )


def check_can_remove(state: str | None, foreign: int) -> None:
    """Accept the removal of sample data that are not being added at the moment, and that nothing was mixed with.

    Args:
        state: of the sample data; None: there are none.
        foreign: rows that did not come with the sample data.

    Raises:
        SampleDataError: they can't be removed now.
    """
    if state is None:
        raise SampleDataError("NO_SAMPLE_DATA", "There are no sample data to remove.")
    if state == "FILLING":
        raise SampleDataError("SAMPLE_DATA_BEING_ADDED", "Sample data are being added. Wait until they are complete.")
    if foreign:
        raise SampleDataError(
            "MIXED_WITH_OWN_DATA",
            f"{foreign:,} rows did not come with the sample data, and would be removed with them. Nothing was removed."
            " Use a new JAEGO_HOME or database for your own data.",
        )
