"""A page of orders or audit entries costs the same number of SQL statements, however many rows it has."""

import pytest
from sqlalchemy.orm import Session

from domain.audit.service import AuditEntry, record
from tests.factories import published
from tests.factories.people import create_user
from tests.factories.purchasing import create_draft
from tests.factories.raw import create_product, create_supplier
from tests.graphql_api.conftest import Shop

PAGES = {
    "purchaseOrders": """query ($first: Int!) { purchaseOrders(first: $first) { totalCount pageInfo { endCursor }
        nodes { orderNo state totalAmount allowedActions supplier { code } createdBy approvedBy
        items { quantity receipts { quantity } waterfall { units } sku { code onHand } }
        timeline { kind actor } comments { body author } } } }""",
    "auditLogs": """query ($first: Int!) { auditLogs(first: $first) { totalCount pageInfo { endCursor }
        nodes { sequence actor details { name } } } }""",
}


@pytest.fixture(scope="module")
def full(shop: Shop) -> Shop:
    """A hundred orders of a hundred SKUs, a hundred audit entries."""
    with shop.api.engine.begin() as connection:
        published.create_run(connection)
        supplier, user = create_supplier(connection), create_user(connection, "OPERATOR", "buyer")
        for _ in range(100):
            create_draft(connection, supplier, create_product(connection, supplier_id=supplier), user)
    with Session(shop.api.engine) as session, session.begin():
        for _ in range(100):
            record(session, AuditEntry("TRY"))
    return shop


@pytest.mark.parametrize("field", PAGES)
def test_one_row_and_a_hundred_cost_equally_few_statements(full: Shop, field: str) -> None:
    counts = []
    for first in (1, 100):
        found = full.api.data(PAGES[field], full.manager, first=first)[field]
        assert len(found["nodes"]) == first
        counts.append(len(full.api.statements))
    assert counts[0] == counts[1] <= 8
