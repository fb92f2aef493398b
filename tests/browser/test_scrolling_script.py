"""What scrolls within itself is a stop of the Tab key, whenever its fonts come, and shows more."""

import base64
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

ASSETS = Path(__file__).parents[2] / "book/_assets"
FONT = base64.b64encode((ASSETS / "katex/fonts/KaTeX_Main-Regular.woff2").read_bytes()).decode()
# A formula that has room in another font and none in its own, in a box that stays as it is.
PAGE = """<!doctype html><style>
@font-face { font-family: Early; src: url(data:font/woff2;base64,FONT) }
@font-face { font-family: Late; src: url(data:font/woff2;base64,FONT); size-adjust: 300% }
.katex-display { display: block; width: 300px; height: 80px; overflow: auto; white-space: nowrap }
</style><p style="font-family: Early">Words</p>
<span class="katex-display" id="narrow" tabindex="0">a + b</span>
<span class="katex-display" id="wide" tabindex="0">WIDE</span>
<span class="katex-display" id="late" tabindex="0">abcdefghijklmnopqrst</span>"""
STOPS = "() => [...document.querySelectorAll('[tabindex]')].map(each => each.id).join(' ')"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    page = chromium.new_page(viewport={"width": 375, "height": 600})
    page.set_content(PAGE.replace("FONT", FONT).replace("WIDE", 40 * "wide "))
    page.evaluate("document.fonts.ready")
    page.add_script_tag(path=ASSETS / "scrolling.js")
    page.wait_for_function(f"({STOPS})() === 'wide'")
    yield page
    page.close()


def test_a_formula_is_a_stop_once_a_later_font_makes_it_too_wide(page: Page):
    page.evaluate("document.querySelector('#late').style.fontFamily = 'Late'")
    page.wait_for_function(f"({STOPS})() === 'wide late'", timeout=5000)


def test_a_formula_is_no_stop_once_its_box_has_room(page: Page):
    page.evaluate("document.querySelector('#wide').style.width = '2000px'")
    page.wait_for_function(f"({STOPS})() === ''", timeout=5000)


MORE = "[...document.querySelectorAll('[data-more]')].map(e => `${e.id}: ${e.dataset.more}`).join()"


@pytest.mark.parametrize(
    ("reached", "more"), [(0, "wide: right"), (50, "wide: left right"), (9999, "wide: left")]
)
def test_a_formula_says_on_which_sides_there_is_more(page: Page, reached: int, more: str):
    page.evaluate(f"document.querySelector('#wide').scrollLeft = {reached}")
    page.wait_for_function(f"{MORE} === '{more}'", timeout=5000)


def test_a_formula_that_has_room_says_nothing_of_more(page: Page):
    page.evaluate("document.querySelector('#wide').style.width = '2000px'")
    page.wait_for_function(f"{MORE} === ''", timeout=5000)
