"""Notifications, and choosing them."""

import re

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor


def test_a_switch_is_kept_and_quiet_hours_hold_for_what_is_sent(visitor: Visitor) -> None:
    page = visitor.sign_in("deputy", "/notifications/settings").page
    switch = page.get_by_role("switch", name="New results: E-mail")
    expect(switch).not_to_be_checked()
    switch.click()
    expect(switch).to_be_checked()
    page.get_by_role("textbox", name="Quiet from").fill("22:00")
    page.get_by_role("textbox", name="Quiet from").press("Enter")
    page.get_by_role("textbox", name="Quiet until").fill("07:30")
    page.get_by_role("textbox", name="Quiet until").press("Enter")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("button", name="No quiet hours")).to_be_visible()
    visitor.settle().page.reload()
    expect(switch).to_be_checked()
    expect(page.get_by_role("textbox", name="Quiet from")).to_have_value("22:00")
    expect(page.get_by_role("textbox", name="Quiet until")).to_have_value("07:30")


def test_a_test_is_sent_and_a_second_one_at_once_is_refused_in_words(visitor: Visitor) -> None:
    page = visitor.sign_in("operator", "/notifications/settings").page
    expect(page.get_by_role("button", name="Test: Webhook")).to_have_count(0)
    page.get_by_role("button", name="Test: E-mail").click()
    expect(page.get_by_text("The test is on its way.")).to_be_visible()
    page.get_by_role("button", name="Test: E-mail").click()
    expect(page.get_by_text("The last test was less than a minute ago.")).to_be_visible()


def test_conditions_of_the_delivery_log_stand_in_the_address(visitor: Visitor) -> None:
    page = visitor.sign_in("admin", "/notifications/deliveries?status=GIVEN_UP&channel=SLACK").page
    expect(page.get_by_text("No deliveries")).to_be_visible()
    page.get_by_role("button", name="Reset conditions").click()
    expect(page).to_have_url(re.compile(r"/notifications/deliveries$"))
