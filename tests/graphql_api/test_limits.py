"""What one document may ask for."""

import time

import pytest
from graphql import get_introspection_query

from tests.graphql_api.conftest import Shop

LOGIN = 'login(input: {email: "a@b.c", password: "x"}) { __typename }'
TOO_MUCH = {
    "tokens": ("{ me { " + "id " * 1000 + "} }", "1000 tokens"),
    "depth": (
        "{ skus(first: 1) { nodes { " + "recommendation { sku { " * 4 + "code" + " } }" * 4 + " } } }",
        "levels of fields",
    ),
    "aliases": ("{ me { " + " ".join(f"a{n}: id" for n in range(31)) + " } }", "31 aliases"),
    "aliases in fragments": (
        "{ a: me { ...f } b: me { ...f } } fragment f on User { " + " ".join(f"a{n}: id" for n in range(15)) + " }",
        "32 aliases",
    ),
    "root fields": ("{ " + " ".join(f"a{n}: me {{ id }}" for n in range(11)) + " }", "11 root fields"),
    "fragments": (
        "{ me { id } } " + " ".join(f"fragment f{n} on User {{ id }}" for n in range(21)),
        "21 fragments",
    ),
    "rows": (
        '{ skus(first: 100) { nodes { history(from: "2026-01-01", to: "2026-01-02") { date } } } }',
        "1,100 rows",
    ),
    "directives": ("{ me { " + "id @include(if: true) " * 10 + "} }", "10 directives"),
    "circle": ("{ me { ...a } } fragment a on User { ...b } fragment b on User { ...a }", "contains itself"),
    "two logins": (
        f"mutation {{ a: {LOGIN} b: {LOGIN} }}",
        "2 uses of login",
    ),
    "logins in a fragment": (
        f"mutation {{ ...f }} fragment f on Mutation {{ {LOGIN} }}",
        "not in fragments",
    ),
}


@pytest.mark.parametrize("name", TOO_MUCH)
def test_a_document_that_asks_for_too_much_is_refused_before_any_reading(shop: Shop, name: str) -> None:
    document, told = TOO_MUCH[name]
    code, message = shop.api.refusal(document, shop.operator)
    assert code == ("BAD_REQUEST" if name == "tokens" else "LIMIT_EXCEEDED")
    assert told in message
    assert len(shop.api.statements) == 1  # who asks; nothing else


@pytest.mark.parametrize(("variables", "rows"), [({"n": 101}, "1,010"), ({}, "1,000")])
def test_rows_are_counted_with_variables_and_defaults(shop: Shop, variables: dict[str, int], rows: str) -> None:
    document = (
        "query ($n: Int! = 100) { " + " ".join(f"a{n}: skus(first: $n) {{ totalCount }}" for n in range(10)) + " }"
    )
    body = shop.api.post(document, shop.operator, **variables)
    if rows == "1,000":
        assert "errors" not in body
    else:
        assert f"{rows} rows" in body["errors"][0]["message"]


def test_the_whole_schema_may_be_asked_for(shop: Shop) -> None:
    data = shop.api.data(get_introspection_query(descriptions=True), shop.operator)
    assert "Sku" in {type_["name"] for type_ in data["__schema"]["types"]}


def test_a_text_with_nul_in_the_document_is_refused(shop: Shop) -> None:
    assert shop.api.refusal('{ sku(code: "\\u0000") { code } }', shop.operator)[0] == "BAD_USER_INPUT"


def test_a_search_is_at_most_100_characters(shop: Shop) -> None:
    query = "query ($s: String!) { skus(first: 1, filter: {search: $s}) { totalCount } }"
    assert shop.api.refusal(query, shop.operator, s="x" * 101) == (
        "BAD_USER_INPUT",
        "search has 101 characters; at most 100 are allowed.",
    )


def test_nested_fragments_cost_no_more_than_their_text(shop: Shop) -> None:
    """Expanded without memory, these are 2 to the 19th fields."""
    spreads = " ".join(f"fragment f{n} on User {{ ...f{n + 1} ...f{n + 1} }}" for n in range(19))
    document = "{ me { ...f0 } } " + spreads + " fragment f19 on User { id }"
    start = time.perf_counter()
    assert "id" in shop.api.data(document, shop.operator)["me"]
    assert time.perf_counter() - start < 2
