"""What holds on every page: accessible in both themes and languages, whole in Korean, nothing wider than the window."""

import pytest
from playwright.sync_api import Browser

from tests.e2e.pages import PAGES, ConsolePage
from tests.e2e.visitor import NARROW, WIDE, Language, Stand, Theme, Visitor

every_page = pytest.mark.parametrize("shown", PAGES, ids=lambda shown: shown.name)

ENGLISH_WORDS = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (element.closest('[translate="no"], [lang="en"], script, style') || !element.checkVisibility()) continue;
    const words = node.textContent.match(/[A-Za-z]{3,}/g) ?? [];
    for (const word of words) found.push(word);
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    if (element.closest('[translate="no"], [lang="en"], [aria-hidden="true"]')) continue;
    if (element.parentElement.closest('button[aria-label], a[aria-label]')) continue;  // the outer name counts
    for (const name of ['aria-label', 'title', 'placeholder'])
      for (const word of element.getAttribute(name)?.match(/[A-Za-z]{3,}/g) ?? []) found.push(word);
  }
  return found;
}
"""
SAME_IN_KOREAN = {"SKU", "API", "CSV", "XLSX", "PDF", "Ctrl", "ABC", "XYZ", "MOQ", "Jaego", "Enter", "Esc"}


def opened(visitor: Visitor, shown: ConsolePage) -> Visitor:
    path = shown.path.replace("{sku}", visitor.stand.sku)
    return visitor.sign_in(shown.person, path) if shown.person else visitor.open(path)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("language", ["ko", "en"])
@every_page
def test_the_page_is_accessible(
    browser: Browser, stand: Stand, shown: ConsolePage, language: Language, theme: Theme
) -> None:
    with Visitor(browser, stand, language=language, theme=theme) as visitor:
        assert opened(visitor, shown).axe() == []


@every_page
def test_the_korean_page_is_korean(browser: Browser, stand: Stand, shown: ConsolePage) -> None:
    with Visitor(browser, stand, language="ko") as visitor:
        found = opened(visitor, shown).page.evaluate(ENGLISH_WORDS)
    assert set(found) - SAME_IN_KOREAN == set()


@pytest.mark.parametrize("size", [WIDE, NARROW], ids=["wide", "narrow"])
@every_page
def test_the_page_is_not_wider_than_the_window(
    browser: Browser, stand: Stand, shown: ConsolePage, size: tuple[int, int]
) -> None:
    with Visitor(browser, stand, size=size) as visitor:
        page = opened(visitor, shown).page
        widths = (
            "() => [document.documentElement, document.querySelector('main')].map((e) => e.scrollWidth - e.clientWidth)"
        )
        assert page.evaluate(widths) == [0, 0]
