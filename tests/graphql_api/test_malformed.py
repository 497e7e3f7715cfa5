"""Some hundred bodies that are not an operation: each is refused with 4xx and JSON before anything is looked up."""

import base64
import gzip
import json
import zlib
from collections.abc import Iterator

import pytest

from tests.graphql_api.conftest import Shop

OPERATION = {
    "query": "query Q($n: Int!) { skus(first: $n) { totalCount } }",
    "variables": {"n": 1},
    "operationName": "Q",
    "extensions": {"a": [1, {"b": "가"}]},
}
VALID = json.dumps(OPERATION, ensure_ascii=False).encode()
VALUES = ("null", "true", "0", "-1.5", '""', '"x"', "[]", '[{"query": "{ me { id } }"}]', "{}")
TAKEN = {
    "query": {'"x"'},
    "variables": {"null", "{}"},
    "extensions": {"null", "{}"},
    "operationName": {"null", '""', '"x"'},
}
"""Which of these values a key may have; of others the body is malformed."""
NUMBERS = (
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "-1e999",
    "9" * 5000,
    "-" + "9" * 4301,
    "01",
    "+1",
    "0x10",
    "1.",
    ".5",
    "1e",
    "\u0661",
)
BYTES = (b"\x00", b"\x1f", b"\xff", b"\x80", b"\xc0\xaf", b"\xed\xa0\x80", b"\xf4\x90\x80\x80")
"""Control characters, bytes that UTF-8 doesn't have, an overlong slash, half a surrogate pair, a code point too far."""


def with_value(path: tuple[str | int, ...], raw: str) -> bytes:
    """The operation with other JSON text at one place."""
    mark = "@@"
    operation = json.loads(VALID)
    holder = operation
    for step in path[:-1]:
        holder = holder[step]
    holder[path[-1]] = mark
    return json.dumps(operation, ensure_ascii=False).replace(f'"{mark}"', raw).encode()


PLACES: tuple[tuple[str | int, ...], ...] = (
    ("query",),
    ("variables", "n"),
    ("extensions", "a", 0),
    ("extensions", "a", 1, "b"),
)


def truncated() -> Iterator[bytes]:
    yield from (VALID[:length] for length in range(len(VALID)))


def of_wrong_types() -> Iterator[bytes]:
    yield from (value.encode() for value in VALUES)
    for key, taken in TAKEN.items():
        yield from (with_value((key,), value) for value in VALUES if value not in taken)
    yield json.dumps({name: value for name, value in OPERATION.items() if name != "query"}).encode()


def in_other_encodings() -> Iterator[bytes]:
    text = VALID.decode()
    yield from (text.encode(name) for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig", "cp949"))
    yield from (gzip.compress(VALID, mtime=0), zlib.compress(VALID), base64.b64encode(VALID), json.dumps(text).encode())
    yield b"query=" + VALID
    for odd in BYTES:
        yield from (VALID[:at] + odd + VALID[at:] for at in range(1, len(VALID), 17))


def of_bent_syntax() -> Iterator[bytes]:
    document = range(VALID.index(b"query Q"), VALID.index(b'", "variables"'))
    for at, byte in enumerate(VALID):
        if byte in b'{}[]:",' and at not in document:
            yield VALID[:at] + VALID[at + 1 :]
    yield from (VALID + VALID, VALID + b",", b"," + VALID, VALID + b"}", b"[" + VALID, VALID[:-1] + b",}")
    yield from (VALID.replace(b'"', b"'"), b"/* a */" + VALID, VALID.replace(b"{", b"{,", 1), VALID.replace(b":", b"="))
    yield from (VALID.replace(b" ", b"\t\x0b"), VALID.replace(b'"Q"', b'"Q\n"'), VALID.replace(b'"Q"', b'"\\x"'))


def of_odd_numbers_and_texts() -> Iterator[bytes]:
    for place in PLACES:
        yield from (with_value(place, number) for number in NUMBERS)
        yield from (with_value(place, text) for text in ('"\\u0000"', '"\\ud800"', '"\\udc00\\ud800"', '"\\u12"'))
    yield from (b'{"query": "{ me { id } }", "%s": 1}' % name for name in (b"\\u0000", b"\\udfff"))


def of_great_depth() -> Iterator[bytes]:
    for depth in (1_000, 10_000, 45_000):
        yield from (opening * depth for opening in (b"[", b'{"a":', b"[{"[:2]) if len(opening) * depth < 100_000)
    for depth in (10_000, 45_000):
        yield b"[" * depth + b"]" * depth
        yield with_value(("variables", "n"), "[" * depth + "]" * depth)


FAMILIES = {
    family.__name__: [body for body in dict.fromkeys(family()) if body != VALID]
    for family in (
        truncated,
        of_wrong_types,
        in_other_encodings,
        of_bent_syntax,
        of_odd_numbers_and_texts,
        of_great_depth,
    )
}


def test_there_are_more_than_three_hundred_and_the_bodies_around_them_are_good(shop: Shop) -> None:
    assert len({body for bodies in FAMILIES.values() for body in bodies}) > 380
    good = [VALID, *(with_value((key,), value) for key, taken in TAKEN.items() for value in taken & {"null", "{}"})]
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {shop.operator}"}
    assert {shop.api.send("POST", "/graphql", content=body, headers=headers).status_code for body in good} == {200}


@pytest.mark.parametrize("family", FAMILIES)
def test_a_malformed_body_is_refused_with_4xx_and_json(shop: Shop, family: str) -> None:
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {shop.operator}"}
    shop.api.statements.clear()
    for body in FAMILIES[family]:
        answer = shop.api.send("POST", "/graphql", content=body, headers=headers)
        assert answer.status_code == 400, body[:200]
        assert answer.headers["content-type"] == "application/json"
        (error,) = answer.json()["errors"]
        assert error["extensions"] == {"code": "BAD_REQUEST"}
        assert error["message"]
    assert shop.api.statements == []


@pytest.mark.parametrize(
    ("kind", "status"),
    [
        ("application/json; charset=utf-8", 200),
        ("APPLICATION/JSON", 200),
        ("application/json, text/plain", 415),
        ("application/graphql", 415),
        ("application/graphql-response+json", 415),
        ("application/x-json", 415),
        ("text/json", 415),
        ("text/plain;application/json", 415),
        ("multipart/form-data; boundary=x", 415),
        ("\xff", 415),
        (";", 415),
        ("", 415),
    ],
)
def test_only_json_by_its_name_is_read(shop: Shop, kind: str, status: int) -> None:
    headers = [("Content-Type", kind.encode("latin-1")), ("Authorization", f"Bearer {shop.operator}".encode())]
    answer = shop.api.send("POST", "/graphql", content=VALID, headers=headers)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/json"


@pytest.mark.parametrize("size", [100_001, 1_000_000])
def test_a_body_too_large_is_413_whatever_its_length_says(shop: Shop, size: int) -> None:
    async def chunks() -> object:
        for _ in range(0, size, 10_000):
            yield b" " * 10_000
        yield VALID

    for content in (b" " * size, chunks()):
        answer = shop.api.send("POST", "/graphql", content=content, headers={"Content-Type": "application/json"})
        assert answer.status_code == 413
        assert answer.json()["errors"][0]["message"] == "The body is larger than 100 KB."
