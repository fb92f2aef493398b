"""What a reader does on the built pages: search, switch to dark, copy, turn the page."""

from collections.abc import Callable, Iterator

import pytest
from measures import ALL_LAID_OUT
from playwright.sync_api import Browser, Page, expect

CHAPTER = "book/training/depth-width.html"


@pytest.fixture
def reader(chromium: Browser, address: str) -> Iterator[Callable[[str], Page]]:
    """Open a page of the book in a window that has seen nothing before."""
    context = chromium.new_context(
        base_url=address, color_scheme="light", permissions=["clipboard-read", "clipboard-write"]
    )

    def open_page(path: str) -> Page:
        page = context.new_page()
        page.goto(f"/{path}")
        return page

    yield open_page
    context.close()


def test_a_search_finds_the_chapter(reader):
    page = reader("search.html?q=validation")
    expect(page.locator("#search-results .search li a").first).to_be_visible(timeout=15_000)
    hits = page.locator("#search-results .search li a").all()
    assert any("training/" in (hit.get_attribute("href") or "") for hit in hits)


def test_the_search_field_leads_to_results(reader):
    page = reader("book/notation.html")
    page.keyboard.press("Control+k")
    page.keyboard.type("validation")
    page.keyboard.press("Enter")
    expect(page.locator("#search-results .search li").first).to_be_visible(timeout=15_000)


def test_a_word_that_no_page_has_gives_no_result(reader):
    page = reader("search.html?q=xylophonist")
    expect(page.locator("#search-results .search-summary")).to_contain_text(
        "did not match any", timeout=15_000
    )
    assert page.locator("#search-results .search li").count() == 0


def test_the_switch_turns_the_page_dark_and_it_stays_so(reader):
    page = reader(CHAPTER)
    colour = "getComputedStyle(document.body).backgroundColor"
    light = page.evaluate(colour)
    for _ in range(3):  # auto, light, dark
        if page.locator("html").get_attribute("data-mode") == "dark":
            break
        page.locator(".theme-switch-button:visible").first.click()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert page.evaluate(colour) != light
    page.goto("/book/notation.html")
    assert page.locator("html").get_attribute("data-theme") == "dark"


def test_the_copy_button_copies_the_cell(reader):
    page = reader(CHAPTER)
    # The first cell, of the imports, is folded.
    cell = page.locator("div.cell:not(:has(details)) div.cell_input div.highlight").first
    cell.hover()
    cell.locator("button.copybtn").click()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied.strip() == (cell.locator("pre").text_content() or "").strip() != ""


def test_every_code_cell_has_a_copy_button(reader):
    page = reader(CHAPTER)
    expect(page.locator("div.cell_input button.copybtn").first).to_be_attached()
    cells = page.locator("div.cell_input pre").count()
    assert page.locator("div.cell_input button.copybtn").count() == cells > 0


def test_next_and_previous_lead_there_and_back(reader):
    page = reader("book/training/loss.html")
    # Both stand at the very end, which moves while what comes before it is laid out on the way.
    page.add_style_tag(content=ALL_LAID_OUT)
    page.locator("a.right-next").click()
    page.wait_for_url(f"**/{CHAPTER}")
    page.add_style_tag(content=ALL_LAID_OUT)
    page.locator("a.left-prev").click()
    page.wait_for_url("**/book/training/loss.html")


def test_the_start_page_sends_on_to_the_book(reader):
    page = reader("index.html")
    page.wait_for_url("**/book/index.html")
    assert page.locator("h1:visible").count() == 1
