"""`/livez` says that the process runs; `/readyz` that it can answer, and from which run."""

from sqlalchemy.exc import SQLAlchemyError
from starlette.requests import Request
from starlette.responses import JSONResponse

from domain.pipeline.freshness import data_age
from domain.pipeline.repository import PublishedRun, published_run
from graphql_api.context import Services
from kit.database import current_revision

NO_STORE = {"Cache-Control": "no-store"}


async def livez(_: Request) -> JSONResponse:
    """The process runs and its event loop turns."""
    return JSONResponse({"status": "alive"}, headers=NO_STORE)


async def readyz(request: Request) -> JSONResponse:
    """Database, migration, published run and age of its data; 503 with the reasons when requests can't be answered.

    A missing published run does not matter: a new installation must be signed in to and started. Nor do old data: they
    are served, and `data.state` says so.
    """
    services: Services = request.app.state.services
    reasons: list[str] = []
    published: PublishedRun | None = None
    try:
        async with services.reader.connect() as connection:
            revision = await connection.run_sync(current_revision)
            if revision != services.head_revision:
                reasons.append(
                    f"The database is at migration {revision}, the program at {services.head_revision};"
                    " run: jaego migrate."
                )
            else:
                published = await published_run(connection)
    except (SQLAlchemyError, OSError):
        reasons.append("The database does not answer.")
    body = {
        "status": "not ready" if reasons else "ready",
        "reasons": reasons,
        "published_run": None if published is None else _described(services, published),
        "data": None if published is None else _aged(services, published),
    }
    return JSONResponse(body, 503 if reasons else 200, NO_STORE)


def _described(services: Services, published: PublishedRun) -> dict[str, object]:
    age = services.clock() - published.published_at
    return {
        "id": published.run_id,
        "logical_date": published.logical_date.isoformat(),
        "published_at": published.published_at.isoformat(),
        "age_seconds": round(age.total_seconds()),
    }


def _aged(services: Services, published: PublishedRun) -> dict[str, object]:
    age = data_age(published.data_until, services.today(), services.freshness)
    return {"until": age.until.isoformat(), "age_days": age.days, "state": age.state}
