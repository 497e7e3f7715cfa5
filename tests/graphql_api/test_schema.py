"""The schema as a whole: described, exported, guarded, in step with the words of the database."""

import re
from pathlib import Path

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLUnionType,
    get_named_type,
    is_specified_directive,
    is_specified_scalar_type,
    parse,
    validate,
)

from domain.anomalies import models as anomalies
from domain.audit.rules import OUTCOMES
from domain.forecasting import ledger
from domain.forecasting import models as forecasting
from domain.identity.models import LOCALES, ROLES, SCOPES
from domain.ingestion import models as ingestion
from domain.notifications import models as notifications
from domain.outbox.events import REQUIRED
from domain.pipeline import models as pipeline
from domain.planning_settings import models as planning
from domain.published import models as published
from domain.purchasing import models as purchasing
from domain.purchasing.confirmations import WARNING_CODES
from domain.purchasing.rules import Action
from domain.replenishment.repository import RECOMMENDATION_ORDERINGS
from domain.saved_views.models import PAGES
from domain.skus.repository import SKU_ORDERINGS
from graphql_api.limits import ROWS_BEHIND
from graphql_api.permission_matrix import BACKREF, LEVELS, PUBLIC, UNMARKED, accesses, level, matrix, permission
from graphql_api.permissions import Guard
from graphql_api.schema import schema
from tests.graphql_api.answers import is_refused
from tests.graphql_api.test_query_counts import NESTED, WITHOUT_FIRST

ROOT = Path(__file__).resolve().parents[2]
CORE = schema._schema
TYPES = {name: type_ for name, type_ in CORE.type_map.items() if not name.startswith("__")}
PUBLIC_FIELDS = {
    ("Mutation", "login"),
    ("Mutation", "logout"),
    ("Mutation", "refreshSession"),
    ("SignedOut", "wasSignedIn"),
    ("SessionEnded", "code"),
    ("SessionEnded", "message"),
    ("SessionJustRenewed", "code"),
    ("SessionJustRenewed", "message"),
    ("SessionJustRenewed", "retryAfterSeconds"),
    ("SignedIn", "accessToken"),
    ("SignedIn", "expiresAt"),
    ("InvalidCredentials", "code"),
    ("InvalidCredentials", "message"),
    ("TooManyAttempts", "code"),
    ("TooManyAttempts", "message"),
    ("TooManyAttempts", "retryAfterSeconds"),
    ("Mutation", "checkWelcomeLink"),
    ("Mutation", "createFirstAdministrator"),
    ("WelcomeLink", "expiresAt"),
    ("WelcomeLink", "currency"),
    ("WelcomeLink", "timeZone"),
    ("WelcomeLinkRefused", "code"),
    ("WelcomeLinkRefused", "message"),
    ("WelcomeLinkRefused", "hasUsers"),
    ("FirstAdministratorRefused", "code"),
    ("FirstAdministratorRefused", "message"),
    ("FirstAdministratorRefused", "field"),
}
FOR_MANAGERS = {
    ("Supplier", "leadTimeDays"),
    ("Supplier", "orderCycleDays"),
    ("Supplier", "orderWeekdays"),
    ("Supplier", "minOrderValue"),
    ("Features", "leadTimeStatedDays"),
    ("Features", "leadTimeMeanDays"),
    ("Features", "leadTimeSdDays"),
    ("Recommendation", "leadTimeDays"),
    ("PlannedOrder", "leadTimeDays"),
    ("User", "approvalLimit"),
    ("AuditLog", "sequence"),
    ("AuditLog", "happenedAt"),
    ("AuditLog", "action"),
    ("AuditLog", "outcome"),
    ("AuditLog", "subjectType"),
    ("AuditLog", "subjectId"),
    ("AuditLog", "requestId"),
    ("AuditLog", "actor"),
    ("AuditLog", "address"),
    ("AuditLog", "details"),
    ("Query", "auditLogs"),
    ("Query", "policyBacktest"),
    ("Query", "planningSettings"),
    ("Query", "planningDefaults"),
    ("Query", "importBatches"),
    ("Query", "rejectedRows"),
    ("Query", "imports"),
    ("Query", "import"),
    ("Query", "importProfiles"),
    ("Query", "importFields"),
    ("Query", "importMappings"),
    ("Query", "unknownCodes"),
    ("Mutation", "matchCode"),
    ("Mutation", "mapImport"),
    ("Mutation", "startImport"),
    ("Mutation", "upsertInventory"),
    ("Mutation", "upsertOrders"),
    ("Mutation", "upsertProducts"),
    ("Mutation", "discardImport"),
    ("Mutation", "updatePlanningSettings"),
    ("Mutation", "triggerPipelineRun"),
    ("Mutation", "approvePurchaseOrder"),
    ("Mutation", "approvePurchaseOrders"),
    ("Mutation", "rejectPurchaseOrder"),
}
FOR_THOSE_WHO_SEE_COSTS = {
    ("Sku", "unitCost"),
    ("Recommendation", "unitCost"),
    ("Recommendation", "cost"),
    ("Recommendation", "serviceLevel"),
    ("Recommendation", "overstockValue"),
    ("OrderSums", "cost"),
    ("Query", "whatIf"),
    ("Query", "budgetPlan"),
}
BOUNDED = {
    *("nodes", "edges"),  # a page
    *("contributions", "rules", "waterfall", "steps", "counts", "numbers", "warnings", "details"),  # kinds, not rows
    *("notificationSettings", "settings"),  # event types times channels
    *("risks", "money", "toOrder"),  # classes and currencies
    *("fieldErrors", "refusals", "purchaseOrders", "outcomes", "rows"),  # as many as the input has
    *("batches", "unknownStatuses"),  # tables; words that the input has
    "apiTokens",  # 100 of a user
    "receipts",  # arrivals of one line
    *("accuracy", "forecastAccuracy", "calibration"),  # horizons times classes times models, sums
    *("demandCorrections", "overrideValue"),  # layers; reasons times directions
    "anomalyPrecision",  # types
    *("policies", "forecast"),  # policies; horizons
    *("reasons", "cells", "assumptions"),  # kinds; columns of a file
    *("files", "columns", "previews", "problems"),  # tables and at most 500 columns of a file, kinds
    *("questions", "setAside", "statusWords"),  # at most 200 of a file, 500 words
    *("importProfiles", "importFields", "importMappings"),  # layouts and fields that there are, 500 mappings
    "suggestions",  # at most five of a code
    "parameters",  # 20 of a saved view
    "overrides",  # periods of a SKU that do not overlap, at most 100
}
FOR_ADMINS = {
    *(("Mutation", name) for name in ("createUser", "updateUser", "disableUser", "enableUser", "setUserRoles")),
    *(("User", name) for name in ("roles", "disabledAt", "lastLoginAt", "createdAt", "version", "maySeeCosts")),
    ("Query", "users"),
    ("Mutation", "addSampleData"),
    ("Mutation", "removeSampleData"),
}


def to_snake_case(name: str) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", name).lower()


def test_everything_is_described() -> None:
    silent = []
    for name, type_ in TYPES.items():
        if is_specified_scalar_type(type_):
            continue
        parts = {name: type_}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType | GraphQLInputObjectType):
            parts |= {f"{name}.{field}": value for field, value in type_.fields.items()}
        if isinstance(type_, GraphQLObjectType | GraphQLInterfaceType):
            for field, value in type_.fields.items():
                parts |= {f"{name}.{field}({argument}:)": arg for argument, arg in value.args.items()}
        if isinstance(type_, GraphQLEnumType):
            parts |= {f"{name}.{value}": definition for value, definition in type_.values.items()}
        silent += [part for part, element in parts.items() if not (element.description or "").strip()]
    for directive in CORE.directives:
        if not is_specified_directive(directive) and not directive.description:
            silent.append(f"@{directive.name}")
    assert silent == []


def test_the_exported_schema_is_the_one_served() -> None:
    text = (ROOT / "schema.graphql").read_text()
    assert text == schema.as_str() + "\n", "run: make schema (jaego export-schema > schema.graphql)"


def test_the_permission_matrix_is_the_one_enforced() -> None:
    text = (ROOT / "docs" / "permissions.csv").read_text()
    assert text == matrix(CORE), "run: make schema (jaego export-schema --permissions > docs/permissions.csv)"


def test_no_field_is_readable_by_accident() -> None:
    found = list(accesses(CORE))
    assert [access for access in found if access.level == UNMARKED] == []
    assert {(a.type_name, a.field_name) for a in found if a.level == PUBLIC} == PUBLIC_FIELDS
    assert {(a.type_name, a.field_name) for a in found if a.level == "MANAGER"} == FOR_MANAGERS
    assert {(a.type_name, a.field_name) for a in found if a.level == "ADMIN"} == FOR_ADMINS
    assert {(a.type_name, a.field_name) for a in found if a.permission == "SEE_COSTS"} == FOR_THOSE_WHO_SEE_COSTS


def test_every_mark_on_a_field_is_enforced_by_a_guard_of_that_role() -> None:
    for name, type_ in TYPES.items():
        if not isinstance(type_, GraphQLObjectType):
            continue
        for field_name, field in type_.fields.items():
            guards = [guard for guard in field.extensions[BACKREF].extensions if isinstance(guard, Guard)]
            enforced = guards[0].role.name if guards else UNMARKED
            needed = guards[0].permission if guards else None
            assert permission(field) == (None if needed is None else needed.name)
            marked = level(field)
            assert enforced == (UNMARKED if marked == PUBLIC else marked), f"{name}.{field_name}"


def test_no_list_is_sorted_by_what_is_hidden_from_operators() -> None:
    """The order of rows gives their values away."""
    catalogue = ("Sku", "Recommendation", "Supplier", "Features")
    hidden = {to_snake_case(field) for type_, field in FOR_MANAGERS | FOR_THOSE_WHO_SEE_COSTS if type_ in catalogue} | {
        "margin"
    }
    for ordering in (*SKU_ORDERINGS.values(), *RECOMMENDATION_ORDERINGS.values()):
        for key in ordering.keys:
            assert getattr(key.column, "key", None) not in hidden
    for name, type_ in TYPES.items():
        if isinstance(type_, GraphQLInputObjectType) and name in {"SkuFilterInput", "RecommendationFilterInput"}:
            assert hidden & {to_snake_case(field) for field in type_.fields} == set()


def test_every_list_is_bounded_by_a_page_or_by_its_nature() -> None:
    """A new list is either paged, counted as rows by the limits, or named here with what bounds it."""
    found = set()
    for name, type_ in TYPES.items():
        if not isinstance(type_, GraphQLObjectType):
            continue
        for field_name, field in type_.fields.items():
            inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
            target = get_named_type(field.type)
            is_page = target.name.endswith("Connection")
            if is_page or "first" in field.args:
                assert str(field.args["first"].type) == "Int!", f"{name}.{field_name}"
            elif isinstance(inner, GraphQLList) and isinstance(target, GraphQLObjectType):
                found.add(field_name)
    assert found - ROWS_BEHIND.keys() - BOUNDED == set()


def test_every_list_of_the_query_has_its_statements_counted() -> None:
    """A new list gets a selection and a hundred rows in `test_query_counts`."""
    lists = set()
    for name, field in CORE.query_type.fields.items():
        inner = field.type.of_type if isinstance(field.type, GraphQLNonNull) else field.type
        if isinstance(inner, GraphQLList) or get_named_type(inner).name.endswith("Connection"):
            lists.add(name)
    assert lists == {*NESTED, *WITHOUT_FIRST}


def test_no_field_leads_to_a_type_that_is_guarded_more_strictly() -> None:
    """A type's mark is kept by the guards on the way to it."""
    for access in accesses(CORE):
        target = TYPES[access.target or ""]
        if isinstance(target, GraphQLObjectType) and level(target) != UNMARKED:
            assert LEVELS.index(access.level) >= LEVELS.index(level(target)), access


@pytest.mark.parametrize(
    ("enum", "words"),
    [
        ("Role", ROLES),
        ("Scope", SCOPES),
        ("Locale", LOCALES),
        ("StockoutRisk", published.RISKS),
        ("AbcClass", published.ABC),
        ("XyzClass", published.XYZ),
        ("DemandClass", published.DEMAND_CLASSES),
        ("DemandReason", published.DEMAND_REASONS),
        ("ImportStatus", ingestion.BATCH_STATUSES),
        ("RejectionReason", ingestion.REASONS),
        ("PlanningScope", planning.SCOPES),
        ("ListPage", PAGES),
        ("OverrideMode", forecasting.OVERRIDE_MODES),
        ("OverrideReason", forecasting.OVERRIDE_REASONS),
        ("OverrideDirection", ledger.DIRECTIONS),
        ("DemandLayer", published.DEMAND_LAYERS),
        ("DemandDecision", published.DEMAND_DECISIONS),
        ("AccuracySource", forecasting.SOURCES),
        ("TrustGrade", ("A", "B", "C", "D")),
        ("Lifecycle", published.LIFECYCLES),
        ("OrderWarningCode", WARNING_CODES),
        ("SkuOrder", tuple(SKU_ORDERINGS)),
        ("RecommendationOrder", tuple(RECOMMENDATION_ORDERINGS)),
        ("RecommendationStatus", published.RECOMMENDATION_STATUSES),
        ("NotificationType", tuple(REQUIRED)),
        ("NotificationChannel", notifications.CHANNELS),
        ("DeliveryStatus", notifications.DELIVERY_STATUSES),
        ("AnomalyType", anomalies.ANOMALY_TYPES),
        ("Severity", anomalies.SEVERITIES),
        ("AnomalyStatus", anomalies.STATUSES),
        ("AnomalyFeedback", anomalies.FEEDBACK),
        ("PurchaseOrderState", purchasing.ORDER_STATES),
        ("PurchaseOrderAction", tuple(action.name for action in Action)),
        ("AuditOutcome", OUTCOMES),
        ("RunKind", pipeline.RUN_KINDS),
        ("RunTrigger", pipeline.TRIGGERS),
        ("RunStatus", pipeline.RUN_STATUSES),
        ("RunErrorCode", pipeline.RUN_ERRORS),
        ("StepStatus", pipeline.STEP_STATUSES),
        ("Horizon", tuple(f"DAYS_{days}" for days in forecasting.HORIZONS)),
    ],
)
def test_enums_hold_the_words_of_the_database(enum: str, words: tuple[str, ...]) -> None:
    type_ = TYPES[enum]
    assert isinstance(type_, GraphQLEnumType)
    assert tuple(type_.values) == words


def outcomes() -> dict[str, list[str]]:
    """The types that each mutation may answer with."""
    found = {}
    for name, field in CORE.mutation_type.fields.items():
        type_ = get_named_type(field.type)
        found[name] = [each.name for each in (type_.types if isinstance(type_, GraphQLUnionType) else [type_])]
    return found


def test_a_mutation_answers_with_one_object_or_a_named_error() -> None:
    for name, types in outcomes().items():
        assert [is_refused(each) for each in types] == [False] + [True] * (len(types) - 1), (name, types)


def test_a_mutation_that_takes_a_key_names_what_is_wrong_with_it() -> None:
    """Those of many orders name it for each order."""
    for name, types in outcomes().items():
        given = CORE.mutation_type.fields[name].args.get("input")
        if given is not None and "idempotencyKey" in get_named_type(given.type).fields:
            assert "ValidationFailed" in types, name
            assert "IdempotencyConflict" in types or types[0] == "PurchaseOrderOutcomes", name


def test_queries_of_the_page_are_valid() -> None:
    source = (ROOT / "frontend" / "src" / "graphiql" / "examples.ts").read_text()
    source += (ROOT / "frontend" / "src" / "graphiql" / "api.ts").read_text()
    documents = re.findall(r"^const [A-Z]+ = `(.*?)`;", source, re.DOTALL | re.MULTILINE)
    assert len(documents) == 5 + 2  # signing in and out
    for document in documents:
        assert validate(CORE, parse(document)) == []
