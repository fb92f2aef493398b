"""A browser, a server for built pages, and one visit that looks at all there is to see."""

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from lab_book import LabPage
from lab_book import make as make_lab
from measures import ALL_LAID_OUT, AT_REST, AXE, OVERFLOW, UNFOLD, VIOLATIONS, bring_fields
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect, sync_playwright
from serving import FLAGS, chromium_program, served

from workedout_book.interactive.playground import core_script

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "book/_assets"
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
    bring_fields(page)
    page.add_style_tag(content=ALL_LAID_OUT)
    visit.overflow = page.evaluate(OVERFLOW)
    page.evaluate(UNFOLD)
    visit.overflow += page.evaluate(OVERFLOW)
    page.evaluate(AT_REST)
    page.evaluate(AXE.read_text("utf-8"))
    visit.violations = page.evaluate(VIOLATIONS)
    return visit


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """Chromium; a module's scope, so that no event loop outlives the module."""
    with sync_playwright() as playwright:
        program = chromium_program(playwright)
        if program is None:
            pytest.skip("there is no chromium: the README says how to get it")
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
                viewport={"width": width, "height": HEIGHTS[width]},
                color_scheme=scheme,
                # What unfolds fades in; a colour in the midst of that is no fault of the page.
                reduced_motion="reduce",
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


@pytest.fixture(scope="module")
def with_core(chromium: Browser) -> Iterator[Callable[[Callable[[str], str]], Page]]:
    """Empty pages with the playground's arithmetic, changed by a function of its text."""
    script = core_script(ASSETS)
    with ExitStack() as stack:

        def open_page(change: Callable[[str], str] = str) -> Page:
            page = stack.enter_context(chromium.new_page())
            page.set_content("<!doctype html><title>A page</title>")
            page.add_script_tag(content=change(script))
            return page

        yield open_page


@pytest.fixture(scope="module")
def core(with_core: Callable[[], Page]) -> Page:
    """An empty page with the playground's arithmetic."""
    return with_core()


NETWORK = """\
# A network

:::{playground}
Without scripts.
:::

Predict: {experiment}`Another one <hidden=3&seed=5&steps=50>`,
or {experiment}`the first <hidden=2>`?

## The settings

```{playground-settings}
```
"""


@pytest.fixture(scope="module")
def network(
    tmp_path_factory: pytest.TempPathFactory, serve: Callable[[Path], str]
) -> tuple[str, Path]:
    """A page with the playground: where it is served, and its file."""
    from tiny_book import build_book

    book = build_book(
        tmp_path_factory.mktemp("network"),
        {"index.md": NETWORK},
        ["workedout_book.interactive.playground"],
        playground_page="index",
        playground_assets=str(ASSETS),
        html_css_files=["workedout.css", "blocks.css", "cells.css"],
    )
    assert book.warnings == ""
    return f"{serve(book.output)}/index.html", book.output / "index.html"


class NetworkPage:
    """A page with the playground, and what a reader does there; else what Playwright's page is."""

    def __init__(self, page: Page) -> None:
        self.page = page

    def __getattr__(self, name: str) -> Any:
        return getattr(self.page, name)

    def press(self, name: str, times: int = 1) -> None:
        """Click on a button some times."""
        for _ in range(times):
            self.page.get_by_role("button", name=name, exact=True).click()

    def line(self) -> tuple[int, float, float]:
        """Whole epochs, loss on the points trained on, loss on those held out, as shown."""
        shown = self.page.locator(".wo-pg-numbers b").all_text_contents()
        numbers = [re.match(r"[−\d][\d.e−]*", text)[0].replace("−", "-") for text in shown]
        epoch, train, held_out = map(float, numbers)
        return int(epoch), train, held_out

    def weights(self) -> list[str]:
        """Every weight and bias, to the last digit."""
        fold = self.page.locator("details", has=self.page.locator(".wo-pg-weights"))
        fold.evaluate("fold => { fold.open = true; }")
        expect(fold.locator("data").first).not_to_be_empty()
        found: list[str] = fold.locator("td:nth-child(2) data").evaluate_all(
            "cells => cells.map(cell => cell.value)"
        )
        return found

    def settings(self) -> dict[str, str]:
        """What the address says."""
        text = self.page.evaluate("location.hash.slice(1)")
        return dict(part.split("=") for part in text.split("&") if part)

    def wait_for_epoch(self, epoch: int) -> None:
        """Until so many epochs are shown."""
        self.page.wait_for_function(
            "epoch => parseInt(document.querySelector('.wo-pg-numbers b').textContent) >= epoch",
            arg=epoch,
        )


@pytest.fixture
def show(chromium: Browser, network: tuple[str, Path]) -> Iterator[Callable[..., NetworkPage]]:
    """Open the playground, each time in a window of its own, with the settings after the #."""
    errors: list[str] = []
    with ExitStack() as stack:

        def open_page(settings: str = "", **options: Any) -> NetworkPage:
            page = stack.enter_context(chromium.new_context(**options)).new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.goto(f"{network[0]}#{settings}" if settings else network[0])
            return NetworkPage(page)

        yield open_page
    assert errors == []


@pytest.fixture(scope="session")
def lab_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of a small book with the digits lab."""
    return make_lab(tmp_path_factory.mktemp("lab"))


@pytest.fixture
def lab(chromium: Browser, lab_file: Path) -> Iterator[Callable[..., LabPage]]:
    """Open the lab from the disk, each time in a window of its own, in some state."""
    errors: list[str] = []
    with ExitStack() as stack:

        def open_lab(settings: str = "room=look", **options: Any) -> LabPage:
            page = stack.enter_context(chromium.new_context(**options)).new_page()
            page.on("pageerror", lambda error: errors.append(str(error)))
            page.on("request", lambda asked: errors.extend(foreign(asked.url)))
            page.goto(f"{lab_file.as_uri()}#{settings}")
            return LabPage(page)

        yield open_lab
    assert errors == []


def foreign(url: str) -> list[str]:
    """What is asked of another place than this disk."""
    return [] if url.startswith(("file:", "data:", "blob:")) else [f"asked for {url}"]
