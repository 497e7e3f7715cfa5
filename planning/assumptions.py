"""What runs assume, taken from settings and imports."""

from datetime import date

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from analytics.replenishment.inputs import Policy
from analytics.transform.service import Parameters
from domain.ingestion.repository import newest_assumption
from kit.settings import Settings


def replenishment_policy(settings: Settings, engine: Engine) -> Policy:
    """What recommendations assume where nothing is known."""
    return Policy(
        default_lead_time_days=assumed_lead_time_days(settings, engine),
        default_review_days=settings.default_review_days,
        holding_cost_rate=settings.holding_cost_rate,
        ordering_cost=settings.ordering_cost,
        is_profit_optimal=settings.service == "profit",
    )


def parameters(settings: Settings, policy: Policy, as_of: date) -> Parameters:
    """What the marts of a day are built with."""
    return Parameters(
        as_of=as_of,
        timezone=settings.timezone,
        country=settings.country,
        history_days=settings.history_days,
        default_lead_time_days=int(policy.default_lead_time_days),
        default_review_days=settings.default_review_days,
        service_level=settings.service_level,
    )


def assumed_lead_time_days(settings: Settings, engine: Engine) -> int:
    """Days assumed where no lead time is known: as the newest import assumed (`--assume lead-time=…`), else as set."""
    with Session(engine) as session:
        assumed = newest_assumption(session, "lead-time")
    return int(assumed) if assumed is not None else settings.default_lead_time_days
