"""The steps from an empty shop to the first published run."""

from datetime import date
from enum import Enum

import strawberry

from domain.pipeline.repository import find_run
from domain.setup.repository import newest_night
from domain.setup.rules import STEPS, Found
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.outcomes import UserError
from graphql_api.pipeline.types import PipelineRun
from graphql_api.rows import FromRow, asked


@enum
class SetupStepName(Enum):
    """A step from an empty shop to daily work."""

    SALES = "Orders are imported."
    STOCK = "Stock on hand is imported."
    PRODUCTS = "Costs of products and lead times of suppliers are imported."
    RUN = "The first nightly run is published."
    PEOPLE = "Colleagues have users of their own."


@enum
class SampleDataState(Enum):
    """The state of the sample data."""

    FILLING = "They are being added."
    READY = "They are complete."
    FAILED = "Adding or removing them failed; see `error`."
    REMOVING = "They are being removed."


@enum
class SampleDataStep(Enum):
    """What is being done to add sample data."""

    GENERATE = "A shop is generated."
    IMPORT = "Its files are imported."
    RUN = "Its first nightly run is under way."


@object_type
class SampleData(FromRow):
    """Generated data of a shop, to look around with. An ADMIN adds them to a shop without data and removes them."""

    state: SampleDataState = field("Their state.")
    step: SampleDataStep = field("The step that they are at, or came to.")
    done: int = field("How much of the step is done.")
    total: int | None = field("How much there is to do; null: unknown.")
    error: str | None = field("Why adding or removing them failed, in one sentence; null: it did not.")
    last_day: date = field("The last business day of the data.")


@object_type
class SampleDataPresent(UserError):  # noqa: N818  # the schema's own word, no exception
    """The shop is filled with sample data, beside which nothing else is imported. Remove them first."""


@object_type
class SetupStep:
    """A step and whether it is done."""

    step: SetupStepName = field("The step.")
    is_done: bool = field("Whether it needs nothing more.")


@object_type
class Setup:
    """What the shop has, and what it lacks. Counts stop at 100,000."""

    found: strawberry.Private[Found]
    orders: int = field("Orders.")
    first_day: date | None = field("The business day of the first order; null: there are no orders.")
    last_day: date | None = field("The business day of the last order; null: there are no orders.")
    products: int = field("SKUs.")
    products_with_cost: int = field("SKUs whose unit cost is known.")
    products_with_stock: int = field("SKUs whose stock is known.")
    suppliers: int = field("Suppliers.")
    suppliers_with_lead_time: int = field("Suppliers whose lead time is known.")
    users: int = field("Users.")
    is_published: bool = field("Whether a nightly run is published.")

    @resolver()
    def steps(self) -> list[SetupStep]:
        """The steps, in the order in which they are worth doing."""
        return [SetupStep(step=SetupStepName[step], is_done=self.found.is_done(step)) for step in STEPS]

    @resolver()
    async def newest_night(self, info: Info) -> PipelineRun | None:
        """The newest nightly run, whatever its status; null: none was asked for yet."""
        async with info.context.reading() as reading:
            run_id = await newest_night(reading)
            row = None if run_id is None else await find_run(reading, run_id, PipelineRun.columns_of(asked(info)))
        return None if row is None else PipelineRun.of(row)
