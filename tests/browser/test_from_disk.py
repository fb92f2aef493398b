"""The site's folder, unpacked from an archive, opened from disk: no server, nothing missing."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

PAGES = ["book/index", "book/training/depth-width", "book/signals/backpropagation",
         "book/signals/playground", "book/back/glossary", "search"]  # fmt: skip


@pytest.fixture(scope="module")
def disk(site: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the archive was unpacked, as an address."""
    folder = tmp_path_factory.mktemp("disk")
    archive = shutil.make_archive(str(folder / "book"), "zip", site)
    shutil.unpack_archive(archive, folder / "unpacked")
    return (folder / "unpacked").as_uri()


@pytest.fixture
def page(chromium) -> Iterator[Page]:
    with chromium.new_context() as context:
        yield context.new_page()


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_whole(page, disk, name):
    faults: list[str] = []
    page.on("requestfailed", lambda request: faults.append(f"failed: {request.url}"))
    page.on("request", lambda request: faults.append(request.url) if away(request.url) else None)
    page.on("pageerror", lambda error: faults.append(f"uncaught: {error}"))
    page.on("console", lambda said: faults.append(said.text) if said.type == "error" else None)
    page.goto(f"{disk}/{name}.html", wait_until="load")
    assert faults == []
    assert "Source S" in page.evaluate("getComputedStyle(document.querySelector('h1')).fontFamily")


def away(url: str) -> bool:
    """Tell whether a request leaves the disk."""
    return not url.startswith(("file:", "data:"))


def test_mathematics_has_its_fonts(page, disk):
    page.goto(f"{disk}/book/training/depth-width.html")
    assert page.locator(".math .katex").count() > 0
    assert page.evaluate("document.fonts.load('1em KaTeX_Main').then(found => found.length)") > 0


def test_the_search_answers(page, disk):
    page.goto(f"{disk}/book/notation.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("why is my ReLU dead")
    page.keyboard.press("Enter")
    first = page.locator("#search-results .search > li").first
    expect(first.locator("p.context")).to_contain_text("ReLU", timeout=15_000)
    first.locator("a").click()
    page.wait_for_url("**/book/**")
    expect(page.locator("h1:visible")).to_have_text(re.compile("Do ReLU units die"))


def test_the_playground_trains(page, disk):
    page.goto(f"{disk}/book/signals/playground.html")
    before = page.locator(".wo-pg-numbers").inner_text()
    page.get_by_role("button", name="Epoch", exact=True).click()
    expect(page.locator(".wo-pg-numbers")).not_to_have_text(before)


def test_the_start_leads_to_the_book(page, disk):
    page.goto(f"{disk}/index.html")
    page.wait_for_url("**/book/index.html")
