"""A new installation in the browser: the first administrator by the one-time link, then the steps of an empty shop."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy.engine import URL

from cli.welcome import LINK_FILE
from kit.postgres import libpq_url
from tests.e2e.conftest import served
from tests.e2e.visitor import NARROW, Stand, Visitor
from tests.factories.secrets import PASSWORD
from tests.servers import fresh_database


@pytest.fixture
def new_stand(server_url: URL, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A served instance without users and without data."""
    home = tmp_path_factory.mktemp("home")
    with fresh_database(server_url) as url, served(home, libpq_url(url)) as address:
        yield Stand(address, url, home, "")


def test_the_link_leads_from_an_empty_installation_to_the_first_steps(browser: Browser, new_stand: Stand) -> None:
    link = (new_stand.home / LINK_FILE).read_text().strip()
    path = link[link.index("/welcome") :]
    with Visitor(browser, new_stand, language="ko", theme="dark", size=NARROW) as before:
        before.page.goto(path)
        expect(before.page.get_by_role("heading", name="첫 관리자 만들기")).to_be_visible()
        assert before.axe() == []
    with Visitor(browser, new_stand) as visitor:
        page = visitor.page
        page.goto(path)
        expect(page.get_by_role("heading", name="Create the first administrator")).to_be_visible()
        expect(page.get_by_text("Asia/Seoul")).to_be_visible()
        assert visitor.axe() == []
        page.get_by_label("Name").fill("Kim Hana")
        page.get_by_label("E-mail").fill("kim@shop.example")
        page.get_by_label("Password", exact=True).fill(PASSWORD)
        page.get_by_label("Password again").fill(PASSWORD)
        page.get_by_role("button", name="Create administrator and start").click()
        expect(page).to_have_url(f"{new_stand.address}/")
        steps = page.get_by_role("main").get_by_role("listitem")
        expect(steps).to_have_count(5)
        expect(steps.first).to_contain_text("Upload sales")
        with page.expect_download() as download:
            steps.first.get_by_role("link", name="Excel template").click()
        assert download.value.suggested_filename == "jaego-sales-en.xlsx"
        assert visitor.axe() == []
        page.get_by_role("link", name="SKUs", exact=True).click()
        expect(page.get_by_text("Nothing to show yet")).to_be_visible()
        page.get_by_role("link", name="Show the first steps").click()
        expect(steps).to_have_count(5)
    with Visitor(browser, new_stand) as second:
        second.page.goto(path)
        expect(second.page.get_by_role("alert")).to_contain_text("has users already")
    code = path.partition("=")[2]
    assert code not in (new_stand.home / "server.log").read_text()
