"""The book without a mouse, at twice the size, and without motion."""

from collections.abc import Callable, Iterator

import pytest
from measures import ALL_LAID_OUT, bring_fields
from playwright.sync_api import Browser, Page

# A chapter with folded cells and a stepped diagram, one with a table beyond the page's width, the
# playground, and the glossary.
PAGES = ["signals/backpropagation", "back/results", "signals/playground", "back/glossary"]

# Numbers everything that the Tab key should stop at. Of a group of radio buttons that is one.
STOPS = """() => {
    const groups = new Set();
    const stops = [...document.querySelectorAll(
        'a[href], button, input, select, textarea, summary, [tabindex]')].filter(e => {
            if (e.tabIndex < 0 || e.disabled || !e.checkVisibility({visibilityProperty: true})) {
                return false;
            }
            if (e.type !== 'radio') return true;
            const first = !groups.has(e.name);
            groups.add(e.name);
            return first;
        });
    stops.forEach((e, i) => { e.dataset.stop = i; });
    return stops.map(e => e.outerHTML.slice(0, 120));
}"""
# A formula that does not scroll is no stop: its box has been told, and asked, by then.
SETTLED = """() => ![...document.querySelectorAll('.katex-display[tabindex]')].some(
    e => e.checkVisibility() && e.scrollWidth <= e.clientWidth + 1)"""
HERE = """() => {
    const e = document.activeElement;
    if (!e || e === document.body) return null;
    const style = getComputedStyle(e);
    const ring = parseFloat(style.outlineWidth) > 0 && style.outlineStyle !== 'none';
    return {stop: e.dataset.stop ?? null, ring, html: e.outerHTML.slice(0, 120)};
}"""
MOTION = """() => [...document.querySelectorAll('*')].filter(e => {
    const style = getComputedStyle(e);
    const longest = list => Math.max(...list.split(',').map(parseFloat));
    return longest(style.transitionDuration) > 0.01
        || style.animationName !== 'none' && longest(style.animationDuration) > 0.01;
}).map(e => e.outerHTML.slice(0, 120))"""
# At a size of 200 % a window of 1280 pixels has room for 640.
TWICE = 640


@pytest.fixture
def open_page(chromium: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Open a page of the book in a window of its own."""
    contexts = []

    def get(name: str, **settings) -> Page:
        contexts.append(chromium.new_context(**settings))
        page = contexts[-1].new_page()
        page.goto(f"{address}/book/{name}.html")
        page.wait_for_load_state("load")
        return page

    yield get
    for context in contexts:
        context.close()


def walked(page: Page) -> tuple[list[str], list[dict]]:
    """All stops of a page, and those at which the Tab key stopped, until it left the page.

    What is not laid out yet is not known to scroll or not: first, all is.
    """
    bring_fields(page)
    page.add_style_tag(content=ALL_LAID_OUT)
    page.wait_for_function(SETTLED)
    stops = page.evaluate(STOPS)
    seen: list[dict] = []
    for _ in range(len(stops) + 10):
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None:
            break
        seen.append(here)
    return stops, seen


@pytest.mark.parametrize("name", PAGES)
def test_the_tab_key_reaches_everything_shows_where_it_is_and_gets_away(open_page, name):
    stops, seen = walked(open_page(name, viewport={"width": 1280, "height": 900}))
    reached = [here["stop"] for here in seen]
    assert [html for place, html in enumerate(stops) if str(place) not in reached] == []
    assert len(set(reached)) == len(reached), "it went in a circle"
    assert [here["html"] for here in seen if not here["ring"]] == []


def test_a_stop_without_a_ring_and_one_that_is_passed_over_are_noticed(open_page):
    page = open_page("notation")
    page.set_content(
        "<style>:focus-visible { outline: 2px solid } #b { outline: none !important }</style>"
        "<button>a</button><button id='b'>b</button><button>c</button>"
        "<script>document.querySelector('#b').onfocus = e =>"
        " document.querySelectorAll('button')[2].tabIndex = -1</script>"
    )
    stops, seen = walked(page)
    assert (len(stops), [here["stop"] for here in seen]) == (3, ["0", "1"])
    assert [here["ring"] for here in seen] == [True, False]


@pytest.mark.parametrize("name", PAGES)
def test_who_wants_no_motion_gets_none(open_page, name):
    page = open_page(name, reduced_motion="reduce")
    assert page.evaluate(MOTION) == []
    assert open_page(name, reduced_motion="no-preference").evaluate(MOTION) != []


@pytest.mark.parametrize("name", PAGES)
def test_at_twice_the_size_nothing_sticks_out_and_no_words_are_cut(open_page, name):
    page = open_page(name, viewport={"width": TWICE, "height": 450})
    assert page.evaluate("document.documentElement.scrollWidth") <= TWICE
    cut = page.evaluate(
        """() => [...document.querySelectorAll('main :is(p, li, h1, h2, h3, figcaption)')].filter(
            e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 1
                && getComputedStyle(e).overflowX !== 'visible'
                && getComputedStyle(e).overflowX !== 'auto').map(e => e.outerHTML.slice(0, 120))"""
    )
    assert cut == []
