"""Signing in, staying signed in, and leaving."""

import re

from playwright.sync_api import Browser, expect

from tests.e2e.visitor import Stand, Visitor
from tests.factories.secrets import PASSWORD


def fill(visitor: Visitor, password: str) -> None:
    visitor.page.get_by_label("E-mail").fill("operator@shop.example")
    visitor.page.get_by_label("Password", exact=True).fill(password)
    visitor.page.get_by_role("button", name="Sign in").click()


def test_a_wrong_password_is_told_and_the_right_one_leads_back_to_the_page(visitor: Visitor) -> None:
    page = visitor.open("/no-such-page?x=1").page
    expect(page).to_have_url(re.compile(r"/sign-in\?return="))
    fill(visitor, "another phrase of words")
    expect(page.get_by_role("alert")).to_contain_text("The address or the password is wrong")
    fill(visitor, PASSWORD)
    expect(page).to_have_url(f"{visitor.stand.address}/no-such-page?x=1")
    expect(page.get_by_role("heading", name="No such page")).to_be_visible()


def test_a_reload_and_a_second_window_go_on_with_the_session(visitor: Visitor) -> None:
    page = visitor.sign_in("operator").page
    page.reload()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    other = visitor.context.new_page()
    other.goto("/")
    expect(other.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_signing_out_ends_all_windows_of_the_browser(visitor: Visitor) -> None:
    page = visitor.sign_in("operator").page
    other = visitor.context.new_page()
    other.goto("/")
    expect(other.get_by_role("heading", name="Dashboard")).to_be_visible()
    page.get_by_role("button", name="Menu of").click()
    page.get_by_role("menuitem", name="Sign out", exact=True).click()
    expect(page).to_have_url(re.compile("/sign-in"))
    expect(other).to_have_url(re.compile("/sign-in"))
    page.goto("/")
    expect(page).to_have_url(re.compile("/sign-in"))


def test_signing_out_everywhere_ends_sessions_elsewhere(visitor: Visitor, browser: Browser, stand: Stand) -> None:
    page = visitor.sign_in("deputy").page
    with Visitor(browser, stand) as elsewhere:
        elsewhere.sign_in("deputy")
        page.get_by_role("button", name="Menu of").click()
        page.get_by_role("menuitem", name="Sign out everywhere").click()
        page.get_by_role("dialog").get_by_role("button", name="Sign out everywhere").click()
        expect(page).to_have_url(re.compile("/sign-in"))
        elsewhere.page.reload()
        expect(elsewhere.page).to_have_url(re.compile("/sign-in"))


def test_a_session_that_ends_under_ones_hands_leads_to_the_sign_in_and_back(
    visitor: Visitor, browser: Browser, stand: Stand
) -> None:
    page = visitor.sign_in("operator", "/no-such-page").page
    with Visitor(browser, stand) as elsewhere:
        elsewhere.sign_out_everywhere("operator")
    page.get_by_role("button", name="Find a page").click()
    page.get_by_role("combobox").fill("abc")
    expect(page.get_by_text("The session has ended.")).to_be_visible()
    fill(visitor, PASSWORD)
    expect(page.get_by_role("heading", name="No such page")).to_be_visible()


def test_a_server_that_is_down_is_told_and_found_again(visitor: Visitor) -> None:
    visitor.awaits("ERR_CONNECTION_REFUSED")
    page = visitor.sign_in("operator").page
    page.route("**/graphql", lambda route: route.abort("connectionrefused"))
    page.reload()
    expect(page.get_by_role("alert")).to_contain_text("The server can't be reached")
    page.unroute("**/graphql")
    page.get_by_role("button", name="Try again").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()


def test_the_language_goes_with_the_account_to_another_device(visitor: Visitor, browser: Browser, stand: Stand) -> None:
    page = visitor.sign_in("operator").page
    page.get_by_role("button", name="한국어").click()
    expect(page.get_by_role("heading", name="대시보드")).to_be_visible()
    visitor.settle()
    with Visitor(browser, stand) as elsewhere:  # where English was in view before
        elsewhere.open("/")
        fill(elsewhere, PASSWORD)
        expect(elsewhere.page.get_by_role("heading", name="대시보드")).to_be_visible()
        assert elsewhere.asked("ChooseLanguage") == []
        elsewhere.page.reload()
        expect(elsewhere.page.get_by_role("heading", name="대시보드")).to_be_visible()
        elsewhere.page.get_by_role("button", name="English").click()
        expect(elsewhere.page.get_by_role("heading", name="Dashboard")).to_be_visible()
        elsewhere.settle()


def test_a_language_chosen_before_signing_in_is_kept_with_the_account(
    visitor: Visitor, browser: Browser, stand: Stand
) -> None:
    page = visitor.sign_in("operator").page  # the account reads English
    with Visitor(browser, stand) as elsewhere:
        elsewhere.open("/")
        elsewhere.page.get_by_role("button", name="한국어").click()
        elsewhere.page.get_by_label("이메일").fill("operator@shop.example")
        elsewhere.page.get_by_label("비밀번호", exact=True).fill(PASSWORD)
        elsewhere.page.keyboard.press("Enter")
        expect(elsewhere.page.get_by_role("heading", name="대시보드")).to_be_visible()
        elsewhere.settle()
        assert elsewhere.asked("ChooseLanguage") == [{"input": {"locale": "ko"}}]
    page.reload()
    expect(page.get_by_role("heading", name="대시보드")).to_be_visible()
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    visitor.settle()
