"""The language that people read, kept with their account."""

from sqlalchemy import text

from tests.graphql_api.conftest import Api

CHOOSE = """
mutation ($locale: Locale!) {
  chooseLanguage(input: {locale: $locale}) { email locale }
}
"""
TOKEN = """
mutation { createApiToken(input: {name: "feed", scopes: [READ, WRITE], days: 9}) {
  ... on NewApiToken { text } } }
"""


def entries(api: Api) -> list[tuple[str, dict[str, str]]]:
    with api.engine.connect() as connection:
        query = "select actor_label, details from audit.audit_logs where action = 'CHOOSE_LANGUAGE' order by sequence"
        return [(row.actor_label, row.details) for row in connection.execute(text(query))]


def versions(api: Api) -> list[int]:
    with api.engine.connect() as connection:
        return list(connection.scalars(text("select version from app.users order by id")))


def test_a_chosen_language_is_the_accounts_own_on_every_device(api: Api, operator: str, manager: str) -> None:
    before = versions(api)
    assert api.data("{ me { locale } }", operator) == {"me": {"locale": "ko"}}
    found = api.data(CHOOSE, operator, locale="en")["chooseLanguage"]
    assert found == {"email": "operator@shop.example", "locale": "en"}
    assert api.data("{ me { locale } }", api.token("operator@shop.example")) == {"me": {"locale": "en"}}
    assert api.data("{ me { locale } }", manager) == {"me": {"locale": "ko"}}
    assert entries(api) == [("operator@shop.example", {"before": "ko", "after": "en"})]
    assert versions(api) == before


def test_choosing_the_same_again_leaves_no_trace(api: Api, operator: str) -> None:
    assert api.data(CHOOSE, operator, locale="ko")["chooseLanguage"]["locale"] == "ko"
    assert entries(api) == []


def test_strangers_and_programs_choose_nothing(api: Api, operator: str) -> None:
    assert api.refusal(CHOOSE, None, locale="en")[0] == "UNAUTHENTICATED"
    program = api.data(TOKEN, operator)["createApiToken"]["text"]
    assert api.refusal(CHOOSE, program, locale="en") == ("FORBIDDEN", "chooseLanguage is not for API tokens; sign in.")
    assert entries(api) == []
