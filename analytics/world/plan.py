"""Everything that is decided before the first day is lived."""

from dataclasses import dataclass

from analytics.world.calendar import Calendar, make_calendar
from analytics.world.catalog import Catalog, make_catalog
from analytics.world.demand import Demand, make_demand
from analytics.world.marketing import Ads, Promotions, make_ads, make_promotions
from analytics.world.parameters import Parameters
from analytics.world.planting import Planted, Slips, make_planted, make_slips
from analytics.world.suppliers import Suppliers, make_suppliers


@dataclass(frozen=True)
class Plan:
    """The world's constants."""

    parameters: Parameters
    calendar: Calendar
    suppliers: Suppliers
    catalog: Catalog
    promotions: Promotions
    ads: Ads
    planted: Planted
    slips: Slips
    demand: Demand


def make_plan(parameters: Parameters) -> Plan:
    """Draw everything."""
    calendar = make_calendar(parameters)
    suppliers = make_suppliers(parameters, calendar)
    catalog = make_catalog(parameters, suppliers)
    promotions, ads = make_promotions(parameters, catalog), make_ads(parameters, catalog)
    planted, slips = make_planted(parameters, catalog), make_slips(parameters, len(suppliers))
    demand = make_demand(parameters, calendar, catalog, promotions=promotions, ads=ads, planted=planted)
    return Plan(parameters, calendar, suppliers, catalog, promotions, ads, planted, slips, demand)
