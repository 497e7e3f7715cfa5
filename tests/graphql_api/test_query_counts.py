"""A page costs the same number of SQL statements, however many rows it has."""

import pytest
from sqlalchemy import text

from tests.factories import published
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Shop

PAGES = {
    "skus": """query ($first: Int!) { skus(first: $first) { totalCount pageInfo { endCursor }
        nodes { code supplier { code }
        forecast(horizon: DAYS_14) { mean explanation { contributions { group units } } }
        features { level28 } recommendation { quantity waterfall { key units } } } } }""",
    "stockoutRiskTop": """query ($first: Int!) { stockoutRiskTop(first: $first) { code
        history(from: "2026-03-30", to: "2026-03-31") { date } recommendation { quantity }
        forecast(horizon: DAYS_7) { mean daily { mean } } } }""",
    "recommendations": """query ($first: Int!) { recommendations(first: $first) { totalCount
        nodes { quantity supplier { code } sku { code forecast { mean } features { adi } } } } }""",
    "anomalies": """query ($first: Int!) { anomalies(first: $first) { totalCount
        nodes { type sku { code onHand supplier { name } forecast { mean } } } } }""",
    "pipelineRuns": """query ($first: Int!) { pipelineRuns(first: $first) { totalCount
        nodes { status steps { name } } } }""",
    "notifications": """query ($first: Int!) { notifications(first: $first) { totalCount pageInfo { endCursor }
        nodes { id title text subjectId readAt } } }""",
    "notificationDeliveries": """query ($first: Int!) { notificationDeliveries(first: $first) { totalCount
        nodes { channel status recipient eventType reason } } }""",
}
TOLD = """
with told as (
    insert into app.outbox (event_type, payload, relayed_at)
    select 'RUN_PUBLISHED', '{"run_id": 1, "kind": "NIGHTLY", "logical_date": "2026-03-31"}', now()
    from generate_series(1, 70) returning event_id, event_type, payload
), noticed as (
    insert into app.notifications (event_id, recipient_id, event_type, payload)
    select event_id, users.id, event_type, payload from told, app.users where email like 'operator%'
    returning id, event_id, recipient_id
)
insert into app.notification_deliveries (event_id, notification_id, recipient_id, channel)
select event_id, id, recipient_id, 'EMAIL' from noticed
"""


@pytest.fixture(scope="module")
def full(shop: Shop) -> Shop:
    """Seventy SKUs with everything, seventy runs."""
    with shop.api.engine.begin() as connection:
        connection.execute(text(TOLD))
        for attempt in range(2, 71):
            run_id = published.create_run(connection, attempt=attempt, publish=False)
            published.create_step(connection, run_id, 1)
        run_id = published.create_run(connection)
        supplier = create_supplier(connection)
        for _ in range(70):
            product = create_product(connection, supplier_id=supplier)
            published.create_overview(connection, run_id, product)
            published.create_total(connection, run_id, product, 7, 21.0)
            published.create_total(connection, run_id, product, 14, 42.0)
            published.create_features(connection, run_id, product)
            published.create_recommendation(connection, run_id, product, supplier_id=supplier)
            published.create_anomaly(connection, run_id, product)
            published.create_day(connection, run_id, product, published.AS_OF)
    return shop


@pytest.mark.parametrize("field", PAGES)
def test_one_row_and_seventy_cost_equally_few_statements(full: Shop, field: str) -> None:
    counts = []
    for first in (1, 70):
        found = full.api.data(PAGES[field], full.operator, first=first)[field]
        rows = found if isinstance(found, list) else found["nodes"]
        assert len(rows) == first
        counts.append(len(full.api.statements))
    assert counts[0] == counts[1] <= 8
