"""`whatIf`: a recommendation under other circumstances, beside the stored one; nothing is written."""

import asyncio
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from domain.purchasing.open_units_repository import ordered_since_run
from domain.purchasing.rules import remaining
from domain.replenishment.rules import expected_arrival
from graphql_api.context import Info
from graphql_api.errors import BadInputError
from graphql_api.permissions import Guard, Role, costs, operators
from graphql_api.replenishment.types import WaterfallKey, WaterfallTerm

if TYPE_CHECKING:
    from planning.what_if import Changes, Outcome

NO_RUN = "No run is published yet; start one first."


@strawberry.input(description="A hypothetical planned discount.")
class WhatIfPromotionInput:
    """A promotion."""

    starts_on: date = strawberry.field(description="First day.")
    ends_on: date = strawberry.field(description="Last day, not before the first; days beyond 60 ahead do not count.")
    discount_rate: float = strawberry.field(description="Share off the price, 0.01 to 0.95.")


@strawberry.input(description="Hypothetical changes. Absent values stay as in the published run.")
class WhatIfInput:
    """Changes of one SKU's circumstances."""

    sku: str = strawberry.field(description="The SKU's code.")
    lead_time_days: float | None = strawberry.field(
        default=None, description="Days from order to arrival, 0 to 365; the measured spread stays."
    )
    service_level: float | None = strawberry.field(
        default=None, description="Target probability of no stock-out, 0.01 to 0.999."
    )
    price: Decimal | None = strawberry.field(
        default=None,
        description="Selling price of one unit, in the SKU's currency. It sets the margin; a lower one than now is"
        " forecast as a discount, a higher one leaves the forecast as it is.",
    )
    promotion: WhatIfPromotionInput | None = strawberry.field(default=None, description="A planned discount.")
    delay_days: int | None = strawberry.field(
        default=None, description="Days by which all that is on its way, and this order, arrive later; 0 to 365."
    )
    budget: Decimal | None = strawberry.field(
        default=None, description="Maximum cost of the order, in the SKU's currency; a SKU without cost is refused."
    )

    def changes(self) -> "Changes":
        """As the computation takes them."""
        from planning.what_if import Changes, Promotion

        asked = self.promotion
        return Changes(
            lead_time_days=self.lead_time_days,
            service_level=self.service_level,
            price=None if self.price is None else float(self.price),
            promotion=Promotion(asked.starts_on, asked.ends_on, asked.discount_rate) if asked else None,
            delay_days=self.delay_days,
            budget=None if self.budget is None else float(self.budget),
        )


@strawberry.type(description="Expected demand of the next days.", directives=operators())
class ExpectedDemand:
    """One horizon."""

    horizon_days: int = strawberry.field(description="7, 14 or 30 days.")
    units: float = strawberry.field(description="Expected units, all days together.")


@strawberry.type(description="The quantity to order of a SKU, and how it is derived.", directives=operators())
class PlannedOrder:
    """An outcome of a computation."""

    quantity: int = strawberry.field(description="Units that are recommended; 0: nothing.")
    remaining: int = strawberry.field(description="Units still to order: `quantity` less what has been ordered since.")
    order_up_to: int = strawberry.field(description="Order-up-to level, in units, for stock and orders together.")
    service_level: float = strawberry.field(description="Target probability of no stock-out, 0 to 1.")
    lead_time_days: float | None = strawberry.field(
        description="Days from order to arrival that the plan uses.", extensions=[Guard(Role.MANAGER)]
    )
    stockout_probability: float | None = strawberry.field(
        description="Probability of running out before the next order arrives, if nothing is ordered; null: stock not"
        " known."
    )
    order_by: date | None = strawberry.field(description="Last day to order; null: nothing to order.")
    expected_arrival: date | None = strawberry.field(
        description="When an order of that day arrives; when that day is past, an order of today."
    )
    depletion_date: date | None = strawberry.field(
        description="First day without stock if nothing is ordered; null: not within the next 60 days, or the stock"
        " has ended already."
    )
    forecast: list[ExpectedDemand] = strawberry.field(description="Expected demand of 7, 14 and 30 days.")
    waterfall: list[WaterfallTerm] = strawberry.field(description="The signed terms that add up to the quantity.")
    assumptions: list[str] = strawberry.field(description="Text keys of what had to be assumed.")

    @classmethod
    def of(cls, outcome: "Outcome", today: date, ordered: int) -> "PlannedOrder":
        """The type over an outcome; `ordered` units were ordered since the run's data."""
        return cls(
            quantity=outcome.quantity,
            remaining=remaining(outcome.quantity, ordered),
            order_up_to=outcome.order_up_to,
            service_level=outcome.service_level,
            lead_time_days=outcome.lead_time_days,
            stockout_probability=outcome.stockout_probability,
            order_by=outcome.order_by,
            expected_arrival=expected_arrival(outcome.order_by, outcome.lead_time_days, today),
            depletion_date=outcome.depletion_date,
            forecast=[ExpectedDemand(horizon_days=days, units=units) for days, units in outcome.forecast.items()],
            waterfall=[WaterfallTerm(key=WaterfallKey(term["key"]), units=term["units"]) for term in outcome.waterfall],
            assumptions=outcome.assumptions,
        )


@strawberry.type(description="A recommendation as it is stored, and as it would be.", directives=operators())
class WhatIf:
    """Two outcomes."""

    sku: str = strawberry.field(description="The SKU's code.")
    as_of: date = strawberry.field(description="Last day that the published run includes.")
    ordered_since: int = strawberry.field(description="Units of the SKU ordered since the run's data.")
    stored: PlannedOrder = strawberry.field(description="As the published run recommends.")
    changed: PlannedOrder = strawberry.field(description="As it would recommend; without changes the same.")
    quantity_difference: int = strawberry.field(description="Units that the changes add; negative: take away.")


@strawberry.type
class WhatIfQueries:
    """Questions about what would be otherwise."""

    @strawberry.field(
        description="The recommendation of the published run for a SKU under hypothetical changes. Nothing is written.",
        extensions=[costs()],
    )
    async def what_if(
        self,
        info: Info,
        input: Annotated[WhatIfInput, strawberry.argument(description="The hypothetical changes.")],  # noqa: A002
    ) -> WhatIf:
        """Compute in a thread: the run's evidence is read from files."""
        from planning.what_if import what_if

        published = await info.context.published_run()
        if published is None:
            raise BadInputError(NO_RUN)
        home = info.context.services.home
        found = await asyncio.to_thread(what_if, home, published.run_id, input.sku, input.changes())
        async with info.context.reading() as reading:
            ordered = (await ordered_since_run(reading, published.run_id)).get(found.product_id, 0)
        today = info.context.today
        return WhatIf(
            sku=found.sku,
            as_of=found.as_of,
            ordered_since=ordered,
            stored=PlannedOrder.of(found.stored, today, ordered),
            changed=PlannedOrder.of(found.changed, today, ordered),
            quantity_difference=found.changed.quantity - found.stored.quantity,
        )
