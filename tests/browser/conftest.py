"""A browser, a server for built pages, and one visit that looks at all there is to see."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"
HEIGHTS = {1280: 900, 375: 812}

# Formulas that were not rendered, and TeX that a reader would see as it was typed.
MATHEMATICS = r"""() => {
    const text = document.body.cloneNode(true);
    text.querySelectorAll('.katex, pre, code, script, style').forEach(e => e.remove());
    const raw = /\\[([]|\\(begin|end|frac|sum|partial|mathbf|mathrm|sigma)\b|\$\$/;
    return {
        formulas: document.querySelectorAll('.math .katex').length,
        faults: [...document.querySelectorAll('.math')]
            .filter(e => !e.querySelector('.katex') || e.querySelector('.katex-error'))
            .map(e => 'not rendered: ' + e.textContent.slice(0, 80))
            .concat(text.textContent.split('\n').filter(line => raw.test(line)))
            .concat([...document.querySelectorAll('.katex .mord')].slice(0, 1)
                .filter(e => !getComputedStyle(e).fontFamily.includes('KaTeX'))
                .map(() => 'a formula without the fonts of KaTeX')),
    };
}"""

# What sticks out on the right, unless something around it scrolls or cuts it off.
OVERFLOW = """() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    const free = e => { for (let p = e.parentElement; p && p !== document.body; p = p.parentElement)
        if (getComputedStyle(p).overflowX !== 'visible') return false; return true; };
    return ['the page is ' + document.documentElement.scrollWidth + ' px wide'].concat(
        [...document.querySelectorAll('body *')]
            .filter(e => e.getBoundingClientRect().right > width + 1 && free(e))
            .slice(0, 5).map(e => e.outerHTML.slice(0, 120)));
}"""

UNFOLD = """() => {
    document.querySelectorAll('details').forEach(e => { e.open = true; });
    document.querySelectorAll('button.toggle-button[data-button$="hidden"]')
        .forEach(e => e.click());
}"""

VIOLATIONS = """async () => {
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.filter(v => ['serious', 'critical'].includes(v.impact)).flatMap(
        v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' +
            (n.failureSummary || '').split('\\n').slice(1, 2).join('').trim()));
}"""


@dataclass
class Visit:
    """What one look at a page found; each list is empty when nothing is wrong."""

    formulas: int = 0
    mathematics: list[str] = field(default_factory=list)
    strangers: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    overflow: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    scheme: str | None = None


class QuietHandler(SimpleHTTPRequestHandler):
    """Files of one folder, without a line on stderr for each."""

    def log_message(self, *_arguments: object) -> None:
        """Say nothing: the visit itself notes what failed."""


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder on a free local port."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(QuietHandler, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


def look_at(page: Page, url: str) -> Visit:
    """Open a page and note everything that a reader could stumble over."""
    visit = Visit()
    host = urlsplit(url).netloc

    def keep_home(route: Route) -> None:
        if urlsplit(route.request.url).netloc in (host, ""):
            route.continue_()
        else:
            visit.strangers.append(route.request.url)
            route.abort()

    page.route("**/*", keep_home)
    page.on("pageerror", lambda error: visit.console.append(f"uncaught: {error}"))
    page.on(
        "console",
        lambda message: (
            visit.console.append(f"{message.type}: {message.text}")
            if message.type in ("error", "warning")
            else None
        ),
    )
    page.on("requestfailed", lambda request: visit.failures.append(request.url))
    page.on(
        "response",
        lambda answer: (
            visit.failures.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None
        ),
    )
    page.goto(url, wait_until="networkidle")
    visit.scheme = page.locator("html").get_attribute("data-theme")
    found = page.evaluate(MATHEMATICS)
    visit.formulas, visit.mathematics = found["formulas"], found["faults"]
    visit.overflow = page.evaluate(OVERFLOW)
    page.evaluate(UNFOLD)
    visit.overflow += page.evaluate(OVERFLOW)
    page.evaluate(AXE.read_text())
    visit.violations = page.evaluate(VIOLATIONS)
    return visit


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Debian's Chromium; a module's scope, so that no event loop outlives the module."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("there is no chromium on the path: apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def window(chromium: Browser) -> Iterator[Callable[[int, str], BrowserContext]]:
    """Contexts by width and colour scheme, each made once."""
    contexts: dict[tuple[int, str], BrowserContext] = {}

    def get(width: int, scheme: str) -> BrowserContext:
        if (width, scheme) not in contexts:
            contexts[width, scheme] = chromium.new_context(
                viewport={"width": width, "height": HEIGHTS[width]}, color_scheme=scheme
            )
        return contexts[width, scheme]

    yield get
    for context in contexts.values():
        context.close()


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Path], str]]:
    """Serve folders until the module's tests are done."""
    with ExitStack() as stack:
        yield lambda folder: stack.enter_context(served(folder))


@pytest.fixture(scope="module")
def address(site: Path, serve: Callable[[Path], str]) -> str:
    """Where the built book is served."""
    return serve(site)


@pytest.fixture(scope="module")
def visit(window: Callable[[int, str], BrowserContext]) -> Callable[[str, int, str], Visit]:
    """Look at a page once for each width and scheme, however many tests ask."""
    seen: dict[tuple[str, int, str], Visit] = {}

    def get(url: str, width: int, scheme: str) -> Visit:
        if (url, width, scheme) not in seen:
            page = window(width, scheme).new_page()
            seen[url, width, scheme] = look_at(page, url)
            page.close()
        return seen[url, width, scheme]

    return get
