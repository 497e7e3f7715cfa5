"""A person at a browser, who notices every error on the way."""

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self
from weakref import WeakKeyDictionary

from playwright.sync_api import APIResponse, Browser, BrowserContext, ConsoleMessage, Error, Page, Request, Response
from sqlalchemy.engine import URL

from tests.factories.secrets import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
WIDE = (1440, 900)
NARROW = (390, 844)
QUIET_MS = 400
POLL_MS = 50
REST_MS = 100
PATIENCE_MS = 60_000
"""A busy machine is not a defect: what comes at all has come by then."""

Language = Literal["ko", "en"]
Theme = Literal["light", "dark"]

LEFT: WeakKeyDictionary[Browser, dict[object, list[BrowserContext]]] = WeakKeyDictionary()
"""Contexts that nobody uses any more, by the browser and by what they were made with."""

RUN_AXE = """
([within, options]) => {
  const shown = within ? [...document.querySelectorAll(within)].filter((it) => it.checkVisibility()) : document;
  return axe.run(shown, options);
}
"""

IDLE = "(pause) => new Promise((done) => setTimeout(() => requestIdleCallback(done, {timeout: 2000}), pause))"

LOGIN = """
mutation Login($email: String!, $password: String!) {
  login(input: {email: $email, password: $password}) { __typename ... on SignedIn { accessToken } }
}
"""


SPEAK = """
mutation Speak($locale: Locale!) { chooseLanguage(input: {locale: $locale}) { __typename } }
"""


@dataclass(frozen=True)
class Stand:
    """Where the console is served, and on which data.

    Attributes:
        address: of the server.
        database: that it reads.
        home: its folder.
        sku: code of the SKU with the most money at risk.
    """

    address: str
    database: URL
    home: Path
    sku: str


class Visitor:
    """One browser window. Leaving it fails on any off-origin request, console error or page error that was not awaited.

    It begins without cookies and without anything stored. Only the scripts that the console is made of may be in its
    cache, where another window had to compile them before.

    Args:
        browser: the running browser.
        stand: the served console.
        language: of the pages.
        theme: of the pages.
        size: width and height of the window, in CSS pixels.
        is_first: it was never here before, so that its cache is empty too.
    """

    def __init__(
        self,
        browser: Browser,
        stand: Stand,
        *,
        language: Language = "en",
        theme: Theme = "light",
        size: tuple[int, int] = WIDE,
        is_first: bool = False,
    ) -> None:
        self.stand = stand
        self.language = language
        self.problems: list[str] = []
        self._awaited: list[re.Pattern[str]] = []
        known = (stand.address, language, theme, size)
        self._left = LEFT.setdefault(browser, {}).setdefault(known, [])
        is_known = bool(self._left) and not is_first
        self.context = self._left.pop() if is_known else new_context(browser, *known)
        self.page: Page = self.context.new_page()
        forget(self.context, self.page, stand.address)
        self.operations: list[dict[str, Any]] = []
        self._open: set[Request] = set()
        self._listen()

    def _listen(self) -> None:
        self.page.on("console", self._on_console)
        self.page.on("pageerror", lambda error: self.problems.append(f"page error: {error}"))
        self.page.on("request", self._on_request)
        self.page.on("response", self._on_response)
        self.page.on("requestfinished", self._on_end)
        self.page.on("requestfailed", self._on_end)

    def _on_console(self, message: ConsoleMessage) -> None:
        if message.type == "error":
            self.problems.append(f"console: {message.text}")

    def _on_request(self, request: Request) -> None:
        self._open.add(request)
        if not request.url.startswith((f"{self.stand.address}/", "data:", "blob:")):
            self.problems.append(f"off-origin: {request.url}")
        if request.url.endswith("/graphql") and request.post_data:
            self.operations.append(request.post_data_json)

    def _on_end(self, request: Request) -> None:
        self._open.discard(request)

    def _on_response(self, response: Response) -> None:
        if response.status >= 400:
            self.problems.append(f"answer: {response.status} {response.url}")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if error is not None:
            self.context.close()
            return
        for page in self.context.pages:
            page.close()
        self._left.append(self.context)
        assert self.unexpected() == []

    def unexpected(self) -> list[str]:
        """The problems that nobody awaited."""
        return [problem for problem in self.problems if not any(known.search(problem) for known in self._awaited)]

    def awaits(self, pattern: str) -> None:
        """Say that problems like this one belong to the test."""
        self._awaited.append(re.compile(pattern))

    def sign_in(self, name: str, path: str = "/") -> Self:
        """Sign in by the API, so that the window has the cookie, and open a page."""
        self._speak(self._login(name))
        return self.open(path)

    def sign_out_everywhere(self, name: str) -> None:
        """End all sessions of a person, as from another device."""
        query = "mutation { logout(input: {everywhere: true}) { wasSignedIn } }"
        assert self.ask(name, query) == {"logout": {"wasSignedIn": True}}

    def ask(self, name: str, query: str, **variables: object) -> dict[str, Any]:
        """The data that the API answers a person with, as to a program."""
        headers = {"Authorization": f"Bearer {self._login(name)}"}
        answer = self._post({"query": query, "variables": variables}, headers)
        data: dict[str, Any] = answer.json()["data"]
        return data

    def _speak(self, token: str) -> None:
        """Have the window's language kept with the account, as by the switch."""
        variables = {"locale": self.language}
        headers = {"Authorization": f"Bearer {token}"}
        answer = self._post({"query": SPEAK, "variables": variables}, headers)
        assert answer.json()["data"]["chooseLanguage"]["__typename"] == "User"

    def _login(self, name: str) -> str:
        variables = {"email": f"{name}@shop.example", "password": PASSWORD}
        answer = self._post({"query": LOGIN, "variables": variables})
        login = answer.json()["data"]["login"]
        assert login["__typename"] == "SignedIn"
        return str(login["accessToken"])

    def _post(self, data: dict[str, Any], headers: dict[str, str] | None = None) -> APIResponse:
        """Send a document; once more if the server closed the idle connection just then."""
        return self.context.request.post("/graphql", data=data, headers=headers, max_retries=1)

    def open(self, path: str) -> Self:
        """Open a page and wait until it has asked for what it shows."""
        self.page.goto(path)
        return self.settle()

    def settle(self) -> Self:
        """Wait until the page has asked for nothing for a while: it may wait for a pause in typing."""
        self.page.wait_for_load_state("networkidle")
        return self._wait(QUIET_MS)

    def rest(self) -> Self:
        """Wait until nothing that was asked for is on its way."""
        return self._wait(REST_MS)

    def _wait(self, quiet_ms: int) -> Self:
        """Wait until the page has been idle for so long, by its own clock: a starved page is not a quiet one."""
        quiet = 0
        while quiet < quiet_ms:
            is_idle = self._idles()
            quiet = quiet + POLL_MS if is_idle and not self._open else 0
        return self

    def _idles(self) -> bool:
        """Let the page do what it has to do, and rest; whether it is still the same page then."""
        try:
            self.page.evaluate(IDLE, POLL_MS)
        except Error:  # the page is being replaced
            self.page.wait_for_timeout(POLL_MS)
            return False
        return True

    def asked(self, operation: str) -> list[dict[str, Any]]:
        """The variables of each request of a named operation, so far."""
        wanted = re.compile(rf"\b(query|mutation) {operation}\b")
        return [sent.get("variables") or {} for sent in self.operations if wanted.search(sent["query"])]

    def axe(self, *, ignored: tuple[str, ...] = (), only: tuple[str, ...] = (), within: str = "") -> list[str]:
        """What the accessibility checker objects to: rule, element and reason.

        Args:
            ignored: rules that are not ours to keep on this page.
            only: the rules to check, where the others have been; empty: all.
            within: a selector of the elements to check; empty: the whole document.
        """
        if not self.page.evaluate("'axe' in window"):
            self.page.evaluate(_axe_source())
        options = {"resultTypes": ["violations"], **({"runOnly": list(only)} if only else {})}
        found = self.page.evaluate(RUN_AXE, [within, options])
        return [
            f"{violation['id']}: {node['target']}: {node['failureSummary']}"
            for violation in found["violations"]
            if violation["id"] not in ignored
            for node in violation["nodes"]
        ]

    def picture(self, path: Path) -> None:
        """Take a picture of the window."""
        path.parent.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=path, animations="disabled", caret="hide")


def new_context(
    browser: Browser, address: str, language: Language, theme: Theme, size: tuple[int, int]
) -> BrowserContext:
    """What pages are opened in: a person's cookies, language and window."""
    context = browser.new_context(
        base_url=address,
        viewport={"width": size[0], "height": size[1]},
        locale="ko-KR" if language == "ko" else "en-US",
        color_scheme=theme,
        reduced_motion="reduce",
        timezone_id="Asia/Seoul",
    )
    context.set_default_timeout(PATIENCE_MS)
    context.add_init_script(
        f"localStorage.getItem('jaego.language') ?? localStorage.setItem('jaego.language', '{language}')"
    )
    return context


def forget(context: BrowserContext, page: Page, address: str) -> None:
    """Remove everything that the previous user of a context left, except the cache."""
    context.clear_cookies()
    context.clear_permissions()
    session = context.new_cdp_session(page)
    kept = "local_storage,indexeddb,service_workers,cache_storage,websql,shared_storage"
    session.send("Storage.clearDataForOrigin", {"origin": address, "storageTypes": kept})
    session.detach()


@lru_cache(maxsize=1)
def _axe_source() -> str:
    return AXE.read_text("utf-8")
