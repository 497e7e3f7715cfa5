"""The console's words: what it calls a control in a language, and English words in its Korean pages."""

import json
import re
from functools import lru_cache
from typing import Any

from playwright.sync_api import Page

from tests.e2e.visitor import ROOT, Language

SOURCE = ROOT / "frontend" / "src"
ENGLISH_WORDS = """
() => {
  const words = (text) => text?.match(/[A-Za-z]{3,}/g) ?? [];
  const isData = (element) => element.closest('[translate="no"], [lang="en"], [aria-hidden="true"], script, style');
  // Names from the data stand in the names of controls too.
  const names = [...document.querySelectorAll('[translate="no"]')];
  const data = new Set(names.flatMap(({ innerText }) => words(innerText)));
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const element = node.parentElement;
    if (!isData(element) && element.checkVisibility()) found.push(...words(node.textContent));
  }
  for (const element of document.querySelectorAll('[aria-label], [title], [placeholder]')) {
    // Within a control that has a name of its own, that one is read out.
    if (isData(element) || element.parentElement.closest('button[aria-label], a[aria-label]')) continue;
    for (const name of ['aria-label', 'title', 'placeholder']) found.push(...words(element.getAttribute(name)));
  }
  return found.filter((word) => !data.has(word));
}
"""
ENGLISH_SENTENCES = """
() => {
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const isShown = node.parentElement.checkVisibility() && !node.parentElement.closest('script, style');
    const isEnglish = /(?:[A-Za-z][a-z'\\u2019]+,? ){3}[A-Za-z][a-z'\\u2019]+/.test(node.textContent);
    if (isShown && isEnglish) found.push(node.textContent);
  }
  return found;
}
"""
"""Four plain English words in a row, wherever they stand; codes and names of goods are none."""
METHODS = {"WAPE", "TSB", "ADIDA", "IMAPA", "Croston", "SBA"}
FORMATS = {"CSV", "TSV", "XLSX", "XLS", "XLSB", "ODS", "ZIP", "GZ", "PDF"}
SAME_IN_KOREAN = {"SKU", "API", "Ctrl", "ABC", "XYZ", "MOQ", "Jaego", "Enter", "Esc"} | FORMATS | METHODS


def english_in(page: Page) -> set[str]:
    """English words in what a Korean page says in its own words."""
    return set(page.evaluate(ENGLISH_WORDS)) - SAME_IN_KOREAN


def english_sentences_in(page: Page) -> list[str]:
    """English sentences in what a Korean page shows, also where it quotes the server."""
    found: list[str] = page.evaluate(ENGLISH_SENTENCES)
    return found


def called(language: Language, key: str) -> re.Pattern[str]:
    """The text of a key such as `purchasing:action.REJECT`, whole, or that of its singular.

    Anything may stand for its placeholders.
    """
    namespace, path = key.split(":")
    *steps, last = path.split(".")
    texts = _texts(language, namespace)
    for step in steps:
        texts = texts[step]
    forms = [str(texts[last]), str(texts.get(f"{last}_one", texts[last]))]
    patterns = [".+".join(re.escape(part) for part in re.split(r"\{\{\w+\}\}", form)) for form in forms]
    return re.compile(f"^(?:{'|'.join(patterns)})$")


@lru_cache(maxsize=64)
def _texts(language: Language, namespace: str) -> dict[str, Any]:
    folder = SOURCE / {"common": "lib", "components": "components"}.get(namespace, f"features/{namespace}")
    texts: dict[str, Any] = json.loads((folder / "messages" / f"{language}.json").read_text("utf-8"))
    return texts
