"""The one schema: queries and mutations of all features."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any

import strawberry
from graphql import GraphQLError
from strawberry.extensions import ParserCache
from strawberry.schema.config import StrawberryConfig
from strawberry.tools import create_type
from strawberry.types import ExecutionResult
from strawberry.types.execution import ExecutionContext

from graphql_api import company, node_query
from graphql_api.anomalies import mutations as anomalies_mutations
from graphql_api.anomalies import queries as anomalies
from graphql_api.audit import queries as audit
from graphql_api.catalog import mutations as catalog_mutations
from graphql_api.catalog import queries as catalog
from graphql_api.context import Context
from graphql_api.cursor_runs import CursorRuns
from graphql_api.dashboard import queries as dashboard
from graphql_api.decorators import fields_of
from graphql_api.errors import ListExpiredError, log_faults, told
from graphql_api.forecasting import mutations as forecasting_mutations
from graphql_api.forecasting import queries as forecasting
from graphql_api.identity import mutations as identity_mutations
from graphql_api.identity import queries as identity
from graphql_api.identity import session_mutations, welcome_mutations
from graphql_api.ingestion import mutations as ingestion_mutations
from graphql_api.ingestion import queries as ingestion
from graphql_api.ingestion.codes import mutations as codes_mutations
from graphql_api.ingestion.codes import queries as codes
from graphql_api.ingestion.uploads import mutations as uploads_mutations
from graphql_api.ingestion.uploads import queries as uploads
from graphql_api.limits import GuardedValidation
from graphql_api.notifications import mutations as notifications_mutations
from graphql_api.notifications import queries as notifications
from graphql_api.pipeline import mutations as pipeline_mutations
from graphql_api.pipeline import queries as pipeline
from graphql_api.planning_settings import mutations as planning_settings_mutations
from graphql_api.planning_settings import queries as planning_settings
from graphql_api.purchasing import mutations as purchasing_mutations
from graphql_api.purchasing import queries as purchasing
from graphql_api.replenishment import mutations as replenishment_mutations
from graphql_api.replenishment import queries as replenishment
from graphql_api.saved_views import mutations as saved_views_mutations
from graphql_api.saved_views import queries as saved_views
from graphql_api.scalars import DEFINITIONS
from graphql_api.setup import mutations as setup_mutations
from graphql_api.setup import queries as setup

QUERIES = (
    identity,
    catalog,
    forecasting,
    replenishment,
    planning_settings,
    ingestion,
    uploads,
    codes,
    anomalies,
    pipeline,
    purchasing,
    notifications,
    dashboard,
    audit,
    company,
    saved_views,
    setup,
    node_query,
)
Query = create_type("Query", fields_of(QUERIES), description="All queries.")
Subscription = create_type(
    "Subscription",
    fields_of(QUERIES, is_subscription=True),
    description="All subscriptions, by server-sent events.",
)
MUTATIONS = (
    ingestion_mutations,
    session_mutations,
    welcome_mutations,
    identity_mutations,
    catalog_mutations,
    purchasing_mutations,
    forecasting_mutations,
    replenishment_mutations,
    anomalies_mutations,
    planning_settings_mutations,
    pipeline_mutations,
    notifications_mutations,
    saved_views_mutations,
    setup_mutations,
    uploads_mutations,
    codes_mutations,
)
Mutation = create_type("Mutation", fields_of(MUTATIONS), description="All mutations.")


class JaegoSchema(strawberry.Schema):
    """The schema; of an operation's errors only faults are logged, and clients receive only what is meant for them."""

    async def execute(self, *arguments: Any, **options: Any) -> ExecutionResult:  # noqa: ANN401  # passed through
        """Run an operation. Errors are rewritten here, past all extensions, whose own failures end here too."""
        result = await super().execute(*arguments, **options)
        if await options["context_value"].has_lost_run():
            result.data, result.errors = None, [ListExpiredError()]
        _rewrite(result, options["context_value"])
        return result

    async def subscribe(self, *arguments: Any, **options: Any) -> AsyncGenerator[ExecutionResult, None]:  # noqa: ANN401  # passed through
        """Run a subscription; its errors are rewritten as those of other operations."""
        results = await super().subscribe(*arguments, **options)

        async def rewritten() -> AsyncGenerator[ExecutionResult, None]:
            async with aclosing(results):
                async for result in results:
                    _rewrite(result, options["context_value"])
                    yield result

        return rewritten()

    def process_errors(
        self,
        errors: list[GraphQLError],
        execution_context: ExecutionContext | None = None,  # noqa: ARG002  # the base class's signature
    ) -> None:
        """Log what is nobody's input."""
        log_faults(errors)


def _rewrite(result: ExecutionResult, context: Context) -> None:
    if result.errors:
        is_schema_known = context.caller is not None
        result.errors = [told(error, is_schema_known=is_schema_known) for error in result.errors]


schema = JaegoSchema(
    query=Query,
    mutation=Mutation,
    subscription=Subscription,
    extensions=[ParserCache, GuardedValidation, CursorRuns],
    config=StrawberryConfig(scalar_map=DEFINITIONS),
)
