"""The web application: GraphQL, health and the built pages."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from decimal import Decimal
from pathlib import Path

from sqlalchemy.engine import URL
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from domain.identity.passwords import PasswordPool
from domain.pipeline.freshness import FreshnessLimits
from domain.planning_settings.rules import PlanningDefaults
from graphql_api import health, http, static_pages
from graphql_api.catalog.documents import routes as sku_file
from graphql_api.context import Services
from graphql_api.exports import routes as exports
from graphql_api.ingestion.templates import routes as templates
from graphql_api.ingestion.uploads import routes as uploads
from graphql_api.purchasing.documents import routes as documents
from graphql_api.request_id import RequestIds
from graphql_api.security import SecurityHeaders
from kit.clock import Clock, utc_now
from kit.database import head_revision, make_async_engine
from kit.settings import Settings, ensure_secret_key


def create_app(settings: Settings, url: URL, *, clock: Clock = utc_now, dist: Path = static_pages.DIST) -> Starlette:
    """The application on a database; its connections are opened when first needed and closed at its end.

    Args:
        settings: a secret key is made into `home` when there is none.
        url: the database.
        clock: returns the present instant.
        dist: folder of the built pages.
    """
    services = make_services(ensure_secret_key(settings), url, clock)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        loading = asyncio.create_task(asyncio.to_thread(_load_calculations))
        yield
        await loading
        await close(services)

    app = Starlette(
        routes=[
            Route("/graphql", http.graphql, methods=["POST"]),
            Route("/livez", health.livez),
            Route("/readyz", health.readyz),
            *documents.routes(),
            *sku_file.routes(),
            *templates.routes(),
            *exports.routes(),
            *uploads.routes(),
            *static_pages.routes(dist),
        ],
        middleware=[Middleware(RequestIds), Middleware(SecurityHeaders)],
        exception_handlers={HTTPException: _refused},  # type: ignore[dict-item]
        lifespan=lifespan,
    )
    app.router.default = static_pages.console(dist)
    app.state.services = services
    return app


def _load_calculations() -> None:
    """Import what `whatIf` and `budgetPlan` compute with: it takes seconds, and the first question must not wait."""
    from planning import budget, what_if  # noqa: F401


def make_services(settings: Settings, url: URL, clock: Clock) -> Services:
    """What all requests of the process share."""
    if settings.secret_key is None:
        raise ValueError("settings have no secret key; see kit.settings.ensure_secret_key")
    engine = make_async_engine(url)
    return Services(
        engine=engine,
        reader=engine.execution_options(isolation_level="AUTOCOMMIT"),
        passwords=PasswordPool(),
        clock=clock,
        secret_key=settings.secret_key.get_secret_value(),
        access_token_minutes=settings.access_token_minutes,
        session_days=settings.session_days,
        secure_cookies=settings.secure_cookies,
        head_revision=head_revision(),
        currency=settings.currency,
        zone=settings.zone,
        planning=_planning_defaults(settings),
        freshness=FreshnessLimits(settings.data_late_after_days, settings.data_stale_after_days),
        home=settings.home,
        max_upload_bytes=settings.max_upload_mb * 1_000_000,
        cancellation_hours=settings.cancellation_hours,
    )


def _planning_defaults(settings: Settings) -> PlanningDefaults:
    return PlanningDefaults(
        is_profit_optimal=settings.service == "profit",
        service_level=settings.service_level,
        review_days=settings.default_review_days,
        lead_time_days=settings.default_lead_time_days,
        holding_cost_rate=settings.holding_cost_rate,
        ordering_cost=Decimal(str(settings.ordering_cost)),
    )


async def close(services: Services) -> None:
    """Close connections and threads."""
    services.passwords.close()
    await services.engine.dispose()


async def _refused(_: Request, error: HTTPException) -> Response:
    return JSONResponse({"errors": [{"message": error.detail}]}, error.status_code, error.headers)
