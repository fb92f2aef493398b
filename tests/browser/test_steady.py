"""Text stays where it is while a page opens, on a slow processor and a slow network."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import expect
from shifts import MOST, SETTLED, WATCH, WIDTHS, opened
from test_pages import KINDS

PRELOADS = "[...document.querySelectorAll('link[rel=preload][as=font]')].map(link => link.href)"
LOADED = "performance.getEntriesByType('resource').map(entry => entry.name)"


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", sorted(KINDS))
def test_no_text_jumps(chromium, address, name, width):
    assert opened(chromium, f"{address}/{name}.html", width).shift <= MOST


@pytest.mark.parametrize("name", sorted(KINDS))
def test_a_font_that_is_asked_for_early_is_asked_for_once_and_used(chromium, address, name):
    page = chromium.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{address}/{name}.html", wait_until="load")
    page.wait_for_timeout(4000)  # the browser waits so long before it says that one was not used
    early, loaded = page.evaluate(PRELOADS), page.evaluate(LOADED)
    page.close()
    assert early
    assert [loaded.count(font) for font in early] == [1] * len(early)
    assert [text for text in said if "preload" in text] == []


def test_a_page_waits_for_a_font_that_comes_late(chromium, address):
    page = chromium.new_page(viewport={"width": 1280, "height": 900})
    page.add_init_script(WATCH)
    page.route("**/*.woff2", lambda route: (time.sleep(0.3), route.continue_()))
    page.goto(f"{address}/book/signals/backpropagation.html", wait_until="networkidle")
    page.wait_for_timeout(SETTLED)
    shift = page.evaluate("shiftOf(shifts)")
    page.close()
    assert shift <= MOST


def test_a_page_does_not_wait_for_a_font_that_never_comes(chromium, address):
    page = chromium.new_page()
    page.route("**/*.woff2", lambda route: None)
    page.goto(f"{address}/book/signals/backpropagation.html", wait_until="commit")
    expect(page.locator(".bd-article h1")).to_be_visible()
    page.close()


LONG = "book/training/depth-width"
COUNTS = {"LayoutCount": 30, "RecalcStyleCount": 40}  # at most; once hundreds, and seconds of them
SECTIONS = "[...document.querySelectorAll('.bd-article > section > section')]"
LAID_OUT = f"""{SECTIONS}.map(
    section => section.firstElementChild.checkVisibility({{contentVisibilityAuto: true}}))"""


def test_opening_a_long_page_lays_out_what_is_near_and_not_over_and_over(chromium, address):
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        line = context.new_cdp_session(page)
        line.send("Performance.enable")
        page.goto(f"{address}/{LONG}.html", wait_until="networkidle")
        page.wait_for_timeout(SETTLED)
        metrics = line.send("Performance.getMetrics")["metrics"]
        laid_out = page.evaluate(LAID_OUT)
    found = {each["name"]: each["value"] for each in metrics if each["name"] in COUNTS}
    assert {name: count for name, count in found.items() if count > COUNTS[name]} == {}
    assert laid_out[0]
    assert not any(laid_out[len(laid_out) // 2 :])


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("anchor", ["the-grid", "ex-count", "fig-budgets", "further-reading"])
def test_a_link_into_a_page_ends_where_it_leads(chromium, address, anchor, width):
    with chromium.new_context(viewport={"width": width, "height": WIDTHS[width]}) as context:
        page = context.new_page()
        for start in (f"{LONG}.html#{anchor}", f"{LONG}.html"):
            page.goto(f"{address}/{start}", wait_until="networkidle")
            page.evaluate(f"location.hash = '#{anchor}'")
            page.wait_for_timeout(SETTLED)
            top = page.locator(f"[id='{anchor}']").bounding_box()["y"]
            at_the_end = page.evaluate("innerHeight + scrollY >= document.body.scrollHeight - 2")
            assert -5 <= top <= (WIDTHS[width] if at_the_end else 250), start


def test_the_list_of_sections_marks_where_the_reader_is(chromium, address):
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{address}/{LONG}.html", wait_until="networkidle")
        for anchor, within in (("the-grid", "depth-against-width"), ("summary", "summary")):
            page.evaluate(f"location.hash = '#{anchor}'")
            here = page.locator("#pst-page-toc-nav a[aria-current]")
            expect(here).to_have_attribute("href", f"#{anchor}")
            marked = page.locator("#pst-page-toc-nav a.active").evaluate_all(
                "links => links.map(link => link.hash)"
            )
            assert marked == [f"#{each}" for each in dict.fromkeys((within, anchor))]


# The measure itself.

JUMPING = """<!doctype html><p id="a">Words.</p><p>%s</p><script>
addEventListener("load", () => setTimeout(() => { %s }, 300));</script>"""
WORDS = "A line of words. " * 200
LATER = {
    "a block that comes late": ("document.querySelector('#a').style.height = '500px'", True),
    "a colour that comes late": ("document.querySelector('#a').style.color = 'red'", False),
}


@pytest.mark.parametrize(("change", "jumps"), LATER.values(), ids=LATER)
def test_a_jump_is_measured(
    chromium, tmp_path: Path, serve: Callable[[Path], str], change: str, jumps: bool
):
    (tmp_path / "page.html").write_text(JUMPING % (WORDS, change), "utf-8")
    assert (opened(chromium, f"{serve(tmp_path)}/page.html", 1280).shift > MOST) == jumps


def test_the_sum_begins_anew_after_a_rest(chromium):
    page = chromium.new_page()
    page.add_init_script(WATCH)
    page.goto("about:blank")
    near = "shiftOf([{at: 0, value: 0.1}, {at: 900, value: 0.2}])"
    far = "shiftOf([{at: 0, value: 0.1}, {at: 1900, value: 0.2}])"
    assert page.evaluate(near) == pytest.approx(0.3)
    assert page.evaluate(far) == pytest.approx(0.2)
    page.close()
