"""What holds on every page: accessible in both themes and languages, whole in Korean, nothing wider than the window."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e.pages import PAGES, ConsolePage
from tests.e2e.visitor import NARROW, ROOT, Language, Stand, Visitor
from tests.e2e.words import english_in, english_sentences_in

WIDTHS = "() => [document.documentElement, document.querySelector('main')].map((e) => e.scrollWidth - e.clientWidth)"
COLOURS = ("color-contrast", "link-in-text-block")
MAX_BYTES = 420 * 1024


def opened(visitor: Visitor, shown: ConsolePage) -> Page:
    path = shown.path.replace("{sku}", visitor.stand.sku)
    return (visitor.sign_in(shown.person, path) if shown.person else visitor.open(path)).page


@pytest.mark.parametrize("language", ["ko", "en"])
@pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)
def test_the_page_is_accessible_and_fits(
    browser: Browser, stand: Stand, shown: ConsolePage, language: Language
) -> None:
    with Visitor(browser, stand, language=language, theme="light") as visitor:
        page = opened(visitor, shown)
        found = {"light": visitor.axe()}
        page.emulate_media(color_scheme="dark")
        expect(page.locator("html[data-theme=dark]")).to_be_attached()
        found["dark"] = visitor.settle().axe(only=COLOURS)  # nothing else of a page depends on its theme
        assert found == {"light": [], "dark": []}
        assert page.evaluate(WIDTHS) == [0, 0]
        if language == "ko":
            assert english_in(page) == set()
            assert english_sentences_in(page) == []
        page.set_viewport_size({"width": NARROW[0], "height": NARROW[1]})
        visitor.settle()
        assert page.evaluate(WIDTHS) == [0, 0]
        assert visitor.axe() == []


def test_the_first_page_needs_few_bytes(browser: Browser, stand: Stand) -> None:
    """All that is loaded for the dashboard, chart and texts included, as gzip sends it."""
    assets: set[str] = set()
    with Visitor(browser, stand, is_first=True) as visitor:
        visitor.page.on("request", lambda request: assets.add(request.url.partition("/assets/")[2]))
        visitor.sign_in("operator")
    folder = ROOT / "frontend" / "dist" / "assets"
    sizes = {name: size(folder, name) for name in assets if name}
    assert len(sizes) > 5
    assert sum(sizes.values()) <= MAX_BYTES, sizes


def size(folder: Path, name: str) -> int:
    zipped = folder / f"{name}.gz"
    return (zipped if zipped.exists() else folder / name).stat().st_size


def test_the_language_and_the_theme_are_switched_and_kept(visitor: Visitor) -> None:
    page = visitor.sign_in("operator").page
    page.get_by_role("button", name="한국어").click()
    expect(page.get_by_role("heading", name="대시보드")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "ko")
    page.get_by_role("button", name="화면 테마").click()
    page.get_by_role("menuitem", name="어둡게").click()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.reload()
    expect(page.get_by_role("heading", name="대시보드")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("data-theme", "dark")
    page.get_by_role("button", name="English").click()
    expect(page.get_by_role("heading", name="Dashboard")).to_be_visible()
    assert [sent["input"]["locale"] for sent in visitor.asked("ChooseLanguage")] == ["ko", "en"]


def test_the_navigation_is_a_drawer_on_a_narrow_window_and_folds_on_a_wide_one(browser: Browser, stand: Stand) -> None:
    with Visitor(browser, stand, size=NARROW) as visitor:
        page = visitor.sign_in("operator").page
        expect(page.get_by_role("navigation", name="Navigation")).to_have_count(0)
        page.get_by_role("button", name="Open navigation").click()
        assert visitor.settle().axe() == []
        page.get_by_role("link", name="SKUs", exact=True).click()
        expect(page.get_by_role("heading", name="SKUs")).to_be_visible()
        expect(page.get_by_role("dialog")).to_have_count(0)
    with Visitor(browser, stand) as visitor:
        page = visitor.sign_in("operator").page
        page.get_by_role("button", name="Collapse navigation").click()
        page.reload()
        expect(page.get_by_role("button", name="Expand navigation")).to_be_visible()
        page.get_by_role("link", name="SKUs", exact=True).click()
        expect(page).to_have_url(f"{stand.address}/skus")
