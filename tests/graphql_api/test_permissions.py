"""Roles hold on the served schema, at once and without trusting the token."""

import pytest
from graphql import GraphQLNonNull, GraphQLObjectType, get_named_type, is_leaf_type
from sqlalchemy import text

from domain.identity.models import ROLES
from graphql_api.schema import schema
from tests.graphql_api.conftest import Api, Shop, user

FOR_MANAGERS = (
    *("auditLogs", "policyBacktest", "planningSettings", "planningDefaults"),
    *("importBatches", "rejectedRows", "imports", "import", "importProfiles", "importFields", "importMappings"),
    "unknownCodes",
)
ROOT_FIELDS = {
    "me": "{ me { id } }",
    "skus": "{ skus(first: 1) { nodes { code } } }",
    "sku": '{ sku(code: "A") { code } }',
    "stockoutRiskTop": "{ stockoutRiskTop(first: 1) { code } }",
    "recommendations": "{ recommendations(first: 1) { totalCount } }",
    "anomalies": "{ anomalies(first: 1) { totalCount } }",
    "anomalyPrecision": "{ anomalyPrecision { precision } }",
    "pipelineRuns": "{ pipelineRuns(first: 1) { totalCount } }",
    "publishedRun": "{ publishedRun { id } }",
    "company": "{ company { businessDay } }",
    "dataFreshness": "{ dataFreshness { state } }",
    "users": "{ users(first: 1) { totalCount } }",
    "apiTokens": "{ apiTokens { id } }",
    "purchaseOrders": "{ purchaseOrders(first: 1) { totalCount } }",
    "purchaseOrder": '{ purchaseOrder(id: "UHVyY2hhc2VPcmRlcjox") { id } }',
    "auditLogs": "{ auditLogs(first: 1) { totalCount } }",
    "notifications": "{ notifications(first: 1) { totalCount } }",
    "notificationSummary": "{ notificationSummary { unreadCount } }",
    "notificationSettings": "{ notificationSettings { channel } }",
    "notificationDeliveries": "{ notificationDeliveries(first: 1) { totalCount } }",
    "dashboard": "{ dashboard { logicalDate } }",
    "weeklyTrend": "{ weeklyTrend { weekStart } }",
    "skuFacets": "{ skuFacets { categories { value } } }",
    "forecastAccuracy": "{ forecastAccuracy { wape } }",
    "calibration": "{ calibration { actual } }",
    "overrideValue": "{ overrideValue { valueAdded } }",
    "policyBacktest": "{ policyBacktest { currency } }",
    "planningSettings": "{ planningSettings(first: 1) { totalCount } }",
    "planningDefaults": "{ planningDefaults { currency } }",
    "importBatches": "{ importBatches(first: 1) { totalCount } }",
    "rejectedRows": "{ rejectedRows(first: 1) { totalCount } }",
    "imports": "{ imports(first: 1) { totalCount } }",
    "import": '{ import(id: "SW1wb3J0OjE") { state } }',
    "importProfiles": "{ importProfiles { title(language: KO) } }",
    "importFields": "{ importFields { name } }",
    "importMappings": "{ importMappings { name } }",
    "unknownCodes": "{ unknownCodes(first: 1) { totalCount } }",
    "setup": "{ setup { orders steps { step isDone } newestNight { id } } }",
    "sampleData": "{ sampleData { state } }",
    "savedViews": "{ savedViews(page: SKUS) { hiddenColumns } }",
    "node": '{ node(id: "U2t1OjE") { id } }',
}
REQUIRED_ROLE = {"users": "ADMIN", **dict.fromkeys(FOR_MANAGERS, "MANAGER")}
IN_TEST_DECISIONS = {"whatIf", "budgetPlan"}
"""They need the evidence of a real night."""


def test_every_root_query_is_listed_here() -> None:
    query = schema._schema.query_type
    assert isinstance(query, GraphQLObjectType)
    assert set(query.fields) == set(ROOT_FIELDS) | IN_TEST_DECISIONS
    assert all(not is_leaf_type(get_named_type(field.type)) for field in query.fields.values())
    assert isinstance(query.fields["me"].type, GraphQLNonNull)


@pytest.mark.parametrize("field", ROOT_FIELDS)
def test_nobody_reads_without_signing_in(shop: Shop, field: str) -> None:
    code, _ = shop.api.refusal(ROOT_FIELDS[field])
    assert code == "UNAUTHENTICATED"
    assert shop.api.statements == []
    tokens = dict(zip(ROLES, (shop.operator, shop.manager, shop.admin), strict=True))
    least = ROLES.index(REQUIRED_ROLE.get(field, "OPERATOR"))
    for role, token in tokens.items():
        body = shop.api.post(ROOT_FIELDS[field], token)
        if ROLES.index(role) >= least:
            assert "errors" not in body
        else:
            assert body["errors"][0]["extensions"]["code"] == "FORBIDDEN"


@pytest.mark.parametrize("query", ["{ __schema { types { name } } }", '{ __type(name: "Sku") { name } }'])
def test_the_schema_is_told_to_signed_in_users_only(shop: Shop, query: str) -> None:
    assert "introspection" in shop.api.refusal(query)[1]
    assert "errors" not in shop.api.post(query, shop.operator)
    assert "introspection" in shop.api.refusal(query)[1]


@pytest.mark.parametrize(
    ("document", "variables"),
    [
        ("{ skuss(first: 1) { totalCount } }", {}),
        ("{ skus(frist: 1) { totalCount } }", {}),
        ("{ skus(first: 1, orderBy: RISKK) { totalCount } }", {}),
        ("query ($o: SkuOrder!) { skus(first: 1, orderBy: $o) { totalCount } }", {"o": "RISKK"}),
        ("{ me { ...f } } fragment f on Userr { id }", {}),
    ],
)
def test_names_of_the_schema_are_suggested_to_signed_in_users_only(
    shop: Shop, document: str, variables: dict[str, str]
) -> None:
    assert "Did you mean" in str(shop.api.post(document, shop.operator, **variables)["errors"])
    assert "Did you mean" not in str(shop.api.post(document, None, **variables)["errors"])


def test_me(api: Api) -> None:
    token = api.token(user(api.engine, "MANAGER"))
    assert api.data("{ me { email displayName role locale } }", token)["me"] == {
        "email": "manager@shop.example",
        "displayName": "manager",
        "role": "MANAGER",
        "locale": "ko",
    }


@pytest.mark.parametrize(
    "change",
    [
        "update app.users set disabled_at = now()",
        "update app.users set deleted_at = now()",
        "update app.users set session_epoch = session_epoch + 1",
    ],
)
def test_a_user_who_is_disabled_deleted_or_signed_out_is_nobody_at_once(api: Api, operator: str, change: str) -> None:
    api.data("{ me { id } }", operator)
    with api.engine.begin() as connection:
        connection.execute(text(change))
    assert api.refusal("{ me { id } }", operator)[0] == "UNAUTHENTICATED"


def test_roles_given_and_taken_hold_at_once(api: Api, operator: str) -> None:
    with api.engine.begin() as connection:
        connection.execute(text("insert into app.user_roles (user_id, role_code) select id, 'ADMIN' from app.users"))
    assert api.data("{ me { role } }", operator)["me"]["role"] == "ADMIN"
    with api.engine.begin() as connection:
        connection.execute(text("delete from app.user_roles"))
    assert api.refusal("{ me { role } }", operator) == ("FORBIDDEN", "me needs the role OPERATOR or above.")
