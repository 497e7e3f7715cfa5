"""Every list costs the same number of SQL statements, at most eight, whether it has one row or a hundred."""

import pytest
from graphql import GraphQLError, GraphQLObjectType, get_named_type, is_leaf_type, parse
from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from domain.audit.service import AuditEntry, record
from graphql_api.limits import MAX_PAGE_SIZE, check_limits
from graphql_api.node import global_id
from graphql_api.schema import schema
from tests.factories import published
from tests.factories.people import create_user
from tests.factories.purchasing import create_draft
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Shop

MAX_STATEMENTS = 8
QUERY = schema._schema.query_type
assert QUERY is not None
SUPPLIED = "code unitCost supplier { code leadTimeDays }"
FORECAST = "forecast(horizon: DAYS_14) { mean explanation { contributions { units } rules { key } } }"
EVERYTHING = f"""{SUPPLIED} features {{ level28 }} overrides {{ id }} demandCorrections {{ layer }}
    openOrders {{ orderNo }} comments {{ body }} recommendation {{ quantity waterfall {{ key }} }}
    {FORECAST.replace("mean ", "mean daily { mean } accuracy { source } ", 1)}
    history(from: "2026-03-30", to: "2026-03-31") {{ date }}"""
NESTED = {
    "users": "users(first: $first) { totalCount edges { cursor node { email role roles approvalLimit } } }",
    "skus": f"""skus(first: $first) {{ totalCount edges {{ cursor node {{ {SUPPLIED} {FORECAST}
        features {{ level28 }} recommendation {{ quantity waterfall {{ key }} }} }} }} }}""",
    "stockoutRiskTop": f"""stockoutRiskTop(first: $first) {{ {SUPPLIED}
        recommendation {{ quantity waterfall {{ key }} }} forecast(horizon: DAYS_7) {{ mean daily {{ mean }} }}
        history(from: "2026-03-30", to: "2026-03-31") {{ date }} }}""",
    "recommendations": f"""recommendations(first: $first) {{ totalCount nodes {{ quantity waterfall {{ units }}
        supplier {{ code }} sku {{ {SUPPLIED} features {{ level28 }} forecast {{ mean }} }} }} }}""",
    "anomalies": f"""anomalies(first: $first) {{ totalCount nodes {{ type details {{ name }}
        sku {{ {SUPPLIED} {FORECAST} }} }} }}""",
    "pipelineRuns": """pipelineRuns(first: $first) { totalCount nodes {
        counts { count } warnings { message } steps { name counts { count } } } }""",
    "purchaseOrders": """purchaseOrders(first: $first) { totalCount nodes {
        allowedActions supplier { code } createdBy approvedBy timeline { kind actor } comments { body author }
        items { quantity receipts { quantity } waterfall { units } sku { code onHand supplier { name } } } } }""",
    "notifications": "notifications(first: $first) { totalCount edges { cursor node { title text subjectId } } }",
    "notificationDeliveries": "notificationDeliveries(first: $first) { totalCount nodes { status reason } }",
    "planningSettings": "planningSettings(first: $first) { totalCount nodes { scope target targetName updatedBy } }",
    "importBatches": """importBatches(first: $first) { totalCount nodes { id sha256 reasons { count } ignoredColumns
        assumptions { value } } }""",
    "imports": """imports(first: $first) { totalCount nodes { refusedRows refusedFile files { rowsIn reasons { count } }
        setAside { count } progress { done } answers { columns { field } } description { rows } } }""",
    "rejectedRows": "rejectedRows(first: $first) { totalCount nodes { message column cells { column value } } }",
    "unknownCodes": "unknownCodes(first: $first) { totalCount nodes { lines units suggestions { code reason } } }",
    "auditLogs": "auditLogs(first: $first) { totalCount nodes { actor details { name value } } }",
}
"""What a page shows of a row and of what hangs on it. A new list of `Query` gets one here, and its rows in `full`."""
ROUND_TRIP = f"""{EVERYTHING} other: history(from: "2026-03-29", to: "2026-03-31") {{ soldUnits }}
    week: forecast(horizon: DAYS_7) {{ history(from: "2026-03-27", to: "2026-03-31") {{ date }}
        daily {{ p90 }} explanation {{ prediction }} }}
    terms: recommendation {{ orderUpTo
        sku {{ name onHand list: listPrice supplier {{ name }} features {{ adi }}
            forecast(horizon: DAYS_30) {{ history(from: "2026-03-26", to: "2026-03-31") {{ date }}
                p90 daily {{ p10 }} explanation {{ baseValue }} }}
            history(from: "2026-03-28", to: "2026-03-31") {{ orderedUnits }} }} }}"""
"""Everything of a SKU, several times over, and the way back to the SKU by its recommendation."""
ON_SKUS = {
    "skus": "skus(first: $first) { totalCount nodes { %s } }",
    "stockoutRiskTop": "stockoutRiskTop(first: $first) { %s }",
    "recommendations": "recommendations(first: $first) { totalCount nodes { quantity sku { %s } } }",
    "anomalies": "anomalies(first: $first) { totalCount nodes { type sku { %s } } }",
    "purchaseOrders": """purchaseOrders(first: $first) { totalCount nodes { timeline { kind } comments { body }
        items { quantity receipts { quantity } sku { %s } } } }""",
}
WITHOUT_FIRST = {
    *("apiTokens", "notificationSettings", "weeklyTrend"),
    *("forecastAccuracy", "calibration", "overrideValue", "anomalyPrecision"),
    *("importProfiles", "importFields", "importMappings"),
}
"""Bounded lists, each with a test of its own."""
MESSAGES = """
with inserted as (
    insert into app.outbox (event_type, payload, relayed_at)
    select 'RUN_PUBLISHED', '{"run_id": 1, "kind": "NIGHTLY", "logical_date": "2026-03-31"}', now()
    from generate_series(1, 100) returning event_id, event_type, payload
), noticed as (
    insert into app.notifications (event_id, recipient_id, event_type, payload)
    select event_id, users.id, event_type, payload from inserted, app.users where email = 'admin@shop.example'
    returning id, event_id, recipient_id
)
insert into app.notification_deliveries (event_id, notification_id, recipient_id, channel)
select event_id, id, recipient_id, 'EMAIL' from noticed
"""
RUNS = """
with made as (
    insert into jobs.pipeline_run (logical_date, attempt, trigger, status, error, started_at, finished_at)
    select '2026-03-31', attempt, 'COMMAND', 'FAILED', 'The disk is full.', now(), now()
    from generate_series(2, 100) as attempt
    returning id
)
insert into jobs.pipeline_step (run_id, position, name, status, started_at, counts)
select id, position, 'forecast', 'SUCCEEDED', now(), '{"skus": 3}' from made, generate_series(1, 3) as position
"""
IMPORTS = """
with uploaded as (
    insert into app.imports (file_name, size_bytes, sha256, state, source, uploaded_by, finished_at)
    select 'a.csv', 1, sha256(n::text::bytea), 'DONE', 'INBOX', 'inbox', now() from generate_series(1, 100) as n
    returning id, sha256
),
handed_in as (
    insert into raw.import_batches (
        file_name, sha256, profile, table_name, status, rows_in, rows_loaded, rows_unchanged, rows_rejected, started_at,
        import_id
    )
    select 'a.csv', sha256, 'canonical', 'orders', 'REFUSED', 1, 0, 0, 1, now(), id from uploaded returning id
)
insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, row)
select id, 'orders', 2, 'MISSING_VALUE', 'order_no is empty.', '{"order_no": null}' from handed_in
"""
WAITING = """
with ordered as (
    insert into raw.orders (order_no, ordered_at, status, currency) values ('W-1', now(), 'PLACED', 'KRW')
    returning order_no
),
handed_in as (
    insert into raw.import_batches (
        file_name, sha256, profile, table_name, status, rows_in, rows_loaded, rows_unchanged, rows_rejected, started_at
    )
    values ('w.csv', sha256('w'), 'canonical', 'order_items', 'REFUSED', 100, 0, 0, 100, now()) returning id
)
insert into raw.rejected_rows (batch_id, table_name, line_no, reason, message, row)
select
    id, 'order_items', n, 'UNKNOWN_REFERENCE', 'product is not known.',
    jsonb_build_object('order', order_no, 'product', 'unknown-' || n, 'quantity', '2')
from handed_in, ordered, generate_series(1, 100) as n
"""
SETTINGS = """
insert into app.planning_settings (scope, product_id, service_level)
select 'PRODUCT', id, 0.9 from raw.products
"""
TOKENS = """
insert into app.api_tokens (user_id, name, prefix, token_hash, scopes, expires_at)
select
    users.id, 'feed', users.id || 'p' || n, sha256(concat(users.id, ' ', n)::bytea), '{READ}', now() + interval '9 days'
from app.users, generate_series(1, 100) as n where email = 'admin@shop.example' or (email like 'operator%' and n = 1)
"""


def fill_skus(connection: Connection, buyer: int) -> None:
    """A hundred SKUs with everything, each of a supplier of its own and in an order of its own."""
    run_id = published.create_run(connection)
    published.create_step(connection, run_id, 1)
    for _ in range(MAX_PAGE_SIZE):
        supplier = create_supplier(connection)
        product = create_product(connection, supplier_id=supplier)
        published.create_overview(connection, run_id, product)
        published.create_forecast(connection, run_id, product)
        published.create_features(connection, run_id, product)
        published.create_recommendation(connection, run_id, product, supplier_id=supplier)
        published.create_anomaly(connection, run_id, product)
        published.create_day(connection, run_id, product, published.AS_OF)
        create_draft(connection, supplier, product, buyer)


@pytest.fixture(scope="module")
def full(shop: Shop) -> Shop:
    """A hundred rows and more of every list."""
    with shop.api.engine.begin() as connection:
        buyers = [create_user(connection, "OPERATOR", f"buyer{number}") for number in range(MAX_PAGE_SIZE)]
        for statement in (MESSAGES, RUNS, TOKENS):
            connection.execute(text(statement))
        fill_skus(connection, buyers[0])
        for statement in (SETTINGS, IMPORTS, WAITING):
            connection.execute(text(statement))
    with Session(shop.api.engine) as session, session.begin():
        for number in range(MAX_PAGE_SIZE):
            record(session, AuditEntry("TRY", details={"number": number}))
    return shop


def flat(name: str) -> str:
    """A document that asks for every plain field of a list's rows, and for the page's own."""
    target = get_named_type(QUERY.fields[name].type)
    assert isinstance(target, GraphQLObjectType)
    is_page = target.name.endswith("Connection")
    row = get_named_type(target.fields["nodes"].type) if is_page else target
    assert isinstance(row, GraphQLObjectType)
    plain = [
        field for field, found in row.fields.items() if is_leaf_type(get_named_type(found.type)) and not found.args
    ]
    selection = f"nodes {{ {' '.join(plain)} }}" if is_page else " ".join(plain)
    page = "totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor }" if is_page else ""
    return f"query ($first: Int!) {{ {name}(first: $first) {{ {page} {selection} }} }}"


def greatest_page(document: str) -> int:
    """The greatest page of a document that the limits allow."""
    for first in range(MAX_PAGE_SIZE, 0, -1):
        try:
            check_limits(parse(document), {"first": first})
        except GraphQLError:
            continue
        return first
    raise AssertionError(f"not one row is allowed: {document}")


def statements(shop: Shop, name: str, document: str, first: int) -> int:
    """How many statements a page costs that is full."""
    found = shop.api.data(document, shop.admin, first=first)[name]
    rows = found if isinstance(found, list) else found.get("nodes") or found["edges"]
    assert len(rows) == first
    return len(shop.api.statements)


@pytest.mark.parametrize("name", NESTED)
def test_all_plain_fields_of_one_row_and_of_a_hundred_cost_equally_few_statements(full: Shop, name: str) -> None:
    document = flat(name)
    assert greatest_page(document) == MAX_PAGE_SIZE
    counts = [statements(full, name, document, first) for first in (1, MAX_PAGE_SIZE)]
    assert counts[0] == counts[1] <= MAX_STATEMENTS


@pytest.mark.parametrize("name", NESTED)
def test_one_row_and_the_greatest_page_with_what_hangs_on_it_cost_equally_few_statements(full: Shop, name: str) -> None:
    document = f"query ($first: Int!) {{ {NESTED[name]} }}"
    most = greatest_page(document)
    assert most > MAX_PAGE_SIZE // 2
    counts = [statements(full, name, document, first) for first in (1, most)]
    assert counts[0] == counts[1] <= MAX_STATEMENTS


@pytest.mark.parametrize("asked", [EVERYTHING, ROUND_TRIP], ids=["once", "several_times"])
@pytest.mark.parametrize("name", ON_SKUS)
def test_everything_of_one_sku_and_of_the_greatest_page_costs_equally_few_statements(
    full: Shop, name: str, asked: str
) -> None:
    document = f"query ($first: Int!) {{ {ON_SKUS[name] % asked} }}"
    most = greatest_page(document)
    assert most > 1
    counts = [statements(full, name, document, first) for first in (1, most)]
    assert counts[0] == counts[1] <= MAX_STATEMENTS


def test_the_days_below_a_forecast_are_read_together_with_it(full: Shop) -> None:
    document = """query ($first: Int!, $from: Date! = "2026-03-31", $to: Date!) {
        skus(first: $first) { nodes { forecast { ...days } } } }
        fragment days on Forecast { history(from: $from, to: $to) { date } }"""
    found = full.api.data(document, full.admin, first=2, to="2026-03-31")["skus"]["nodes"]
    assert [row["forecast"]["history"] for row in found] == [[{"date": "2026-03-31"}]] * 2
    assert len(full.api.statements) == len(("who asks", "published run", "page", "totals and days"))


def test_one_token_and_a_hundred_cost_equally_few_statements(full: Shop) -> None:
    counts = []
    with full.api.engine.connect() as connection:
        query = "select id from app.users where email in ('operator@shop.example', 'admin@shop.example') order by 1"
        owners = connection.scalars(text(query)).all()
    for owner, tokens in zip(owners, (1, 100), strict=True):
        document = "query ($id: ID!) { apiTokens(userId: $id) { id name prefix scopes expiresAt lastUsedAt } }"
        assert len(full.api.data(document, full.admin, id=global_id("User", owner))["apiTokens"]) == tokens
        counts.append(len(full.api.statements))
    assert counts[0] == counts[1] <= MAX_STATEMENTS


def test_settings_cost_few_statements_with_and_without_wishes(full: Shop) -> None:
    """As many rows as there are types and channels: chosen ones cost no more than those that hold by role."""
    document = "{ notificationSettings { eventType channel isEnabled isDigest quietFrom quietUntil isDefault } }"
    counts = []
    for chosen in (False, True):
        if chosen:
            given = "{eventType: RUN_PUBLISHED, channel: EMAIL, isEnabled: false}"
            full.api.data(
                f"mutation {{ updateNotificationSettings(input: {{settings: [{given}]}}) {{ __typename }} }}",
                full.admin,
            )
        settings = full.api.data(document, full.admin)["notificationSettings"]
        assert any(not setting["isDefault"] for setting in settings) == chosen
        counts.append(len(full.api.statements))
    assert counts[0] == counts[1] <= MAX_STATEMENTS
