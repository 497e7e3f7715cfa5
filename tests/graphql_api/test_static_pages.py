"""The built pages: the console at every free address, compressed copies, and how long browsers keep what."""

import gzip
from pathlib import Path

import pytest

from tests.graphql_api.conftest import Api, Shop

PAGE = "<title>Jaego</title>"
HTML = {"Accept": "text/html,application/xhtml+xml;q=0.9,*/*;q=0.8"}


@pytest.fixture
def dist(tmp_path: Path) -> Path:
    """A build of two pages and one asset with its compressed copies."""
    dist = tmp_path / "dist"
    (dist / "graphiql").mkdir(parents=True)
    (dist / "assets").mkdir()
    (dist / "index.html").write_text(PAGE)
    (dist / "graphiql" / "index.html").write_text("<title>API</title>")
    (dist / "assets" / "page-1a2b.js").write_text("plain")
    (dist / "assets" / "page-1a2b.js.gz").write_bytes(gzip.compress(b"zipped"))
    (tmp_path / "secret").write_text("no")
    return dist


@pytest.mark.parametrize("path", ["/", "/graphiql/", "/skus/A-1"])
def test_pages_that_are_not_built_are_missed_in_words(shop: Shop, path: str) -> None:
    answer = shop.api.send("GET", path, headers=HTML)
    assert (answer.status_code, answer.text) == (503, "The pages are not built; run: make build")


@pytest.mark.parametrize("path", ["/", "/skus", "/skus/A%2F1", "/sign-in?return=/skus", "/no/such/page"])
def test_the_console_answers_every_free_address(api: Api, dist: Path, path: str) -> None:
    answer = api.send("GET", path, headers=HTML)
    assert (answer.status_code, answer.text, answer.headers["cache-control"]) == (200, PAGE, "no-cache")


def test_what_asks_for_no_page_is_told_that_there_is_none(api: Api, dist: Path) -> None:
    answer = api.send("GET", "/api/v1/skus", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()) == (404, {"errors": [{"message": "Not Found"}]})
    assert api.send("POST", "/skus", headers=HTML).status_code == 404


def test_addresses_of_the_api_keep_their_own(api: Api, dist: Path) -> None:
    assert api.send("GET", "/graphiql/", headers=HTML).text == "<title>API</title>"
    assert api.send("GET", "/graphiql", headers=HTML).headers["location"].endswith("/graphiql/")
    assert api.send("GET", "/graphql", headers=HTML).status_code == 405
    assert api.send("GET", "/livez", headers=HTML).json() == {"status": "alive"}


def test_assets_are_kept_for_ever_and_never_left(api: Api, dist: Path) -> None:
    asset = api.send("GET", "/assets/page-1a2b.js", headers={"Accept-Encoding": "identity"})
    assert (asset.text, asset.headers["cache-control"]) == ("plain", "public, max-age=31536000, immutable")
    for path in ("/assets/other.js", "/assets/%2e%2e/secret", "/assets/%2e%2e/%2e%2e/secret"):
        answer = api.send("GET", path, headers=HTML)
        assert (answer.status_code, "cache-control" in answer.headers) == (404, False)


@pytest.mark.parametrize(
    ("accepted", "text", "coding"),
    [
        ("gzip, deflate, br", "zipped", "gzip"),
        ("gzip;q=0.5", "zipped", "gzip"),
        ("br", "plain", None),
        ("identity", "plain", None),
        ("", "plain", None),
    ],
)
def test_a_copy_is_sent_to_who_reads_it(api: Api, dist: Path, accepted: str, text: str, coding: str | None) -> None:
    answer = api.send("GET", "/assets/page-1a2b.js", headers={"Accept-Encoding": accepted})
    assert (answer.text, answer.headers.get("content-encoding")) == (text, coding)
    assert answer.headers["vary"] == "Accept-Encoding"
    assert answer.headers["content-type"].startswith("text/javascript")


def test_an_asset_that_has_not_changed_is_not_sent_again(api: Api, dist: Path) -> None:
    first = api.send("GET", "/assets/page-1a2b.js", headers={"Accept-Encoding": "identity"})
    again = {"Accept-Encoding": "identity", "If-None-Match": first.headers["etag"]}
    assert api.send("GET", "/assets/page-1a2b.js", headers=again).status_code == 304
