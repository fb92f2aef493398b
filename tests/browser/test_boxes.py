"""What is shown has room, on all pages: on the narrowest phone, in tables, listings and formulas.

Each test lists every place at fault, so that one run tells all that is to be mended.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack

import pytest
from measures import ALL_LAID_OUT, OVERFLOW, UNFOLD, bring_fields
from playwright.sync_api import Browser, Page
from test_pages import KINDS, PAGES

# How a place is told: the section that it is in, and how it begins.
TELL = """
    const tell = e => {
        let section = e.closest('section[id]');
        const text = (e.textContent || '').replace(/\\s+/g, ' ').trim();
        return `#${section ? section.id : ''}: ${text.slice(0, 60)}`;
    };
"""
# Source and what it prints, and what is cut of a line: only what is seen is wide.
CUT = f"""selector => {{ {TELL}
    return [...document.querySelectorAll(selector)]
        .filter(e => e.scrollWidth > e.clientWidth + 1)
        .map(e => `${{tell(e)}} (${{e.scrollWidth - e.clientWidth}} px)`);
}}"""
LISTINGS = ".bd-article div.highlight pre, .bd-article div.cell_output pre"
NUMBERED = ".bd-article div.math:has(> .eqno) > .katex-display"

# The last cell of each row must come into view where its table is scrolled to the end.
OUT_OF_REACH = f"""() => {{ {TELL}
    const found = [];
    for (const table of document.querySelectorAll('.bd-article table')) {{
        if (table.closest('.katex, .wo-pg') || !table.getClientRects().length) continue;
        for (let e = table.parentElement; e; e = e.parentElement) {{
            if (['auto', 'scroll'].includes(getComputedStyle(e).overflowX)) e.scrollLeft = 1e6;
        }}
        const last = [...table.rows].map(row => row.cells[row.cells.length - 1]).filter(Boolean);
        const right = Math.max(...last.map(cell => cell.getBoundingClientRect().right));
        let edge = document.documentElement.clientWidth;
        for (let e = table.parentElement; e && e !== document.body; e = e.parentElement) {{
            if (getComputedStyle(e).overflowX !== 'visible')
                edge = Math.min(edge, e.getBoundingClientRect().right);
        }}
        if (right > edge + 1) found.push(`${{tell(table)}} (${{Math.round(right - edge)}} px)`);
    }}
    return found;
}}"""

# Boxes that are out of the flow, and words of the text under them, wherever the page is scrolled.
COVERED = f"""() => {{ {TELL}
    const shown = e => e.checkVisibility({{opacityProperty: true, visibilityProperty: true}});
    const floats = [...document.querySelectorAll('body *')].filter(e => shown(e)
        && !e.closest('.katex, svg, dialog, [inert], .bd-header-article')
        && ['fixed', 'absolute'].includes(getComputedStyle(e).position)
        && e.getBoundingClientRect().width > 8 && e.getBoundingClientRect().height > 8);
    const found = [];
    const words = document.createTreeWalker(document.querySelector('.bd-article') ?? document.body,
        NodeFilter.SHOW_TEXT);
    const boxes = floats.map(e => [e, e.getBoundingClientRect()]);
    const range = document.createRange();
    for (let node = words.nextNode(); node; node = words.nextNode()) {{
        const parent = node.parentElement;
        const apart = '.katex, svg, title, style, .wo-playground';
        if (!node.data.trim() || !shown(parent) || parent.closest(apart)) continue;
        range.selectNodeContents(node);
        for (const line of range.getClientRects()) {{
            for (const [e, box] of boxes) {{
                const across = Math.min(line.right, box.right) - Math.max(line.left, box.left);
                const down = Math.min(line.bottom, box.bottom) - Math.max(line.top, box.top);
                if (across > 2 && down > 2 && !e.contains(parent) && !parent.contains(e))
                    found.push(`${{e.className || e.tagName}} over ${{tell(parent)}}`);
            }}
        }}
    }}
    return [...new Set(found)];
}}"""

# Punctuation after a formula that stands at the beginning of the next line, apart from it.
APART = f"""() => {{ {TELL}
    const found = [];
    const range = document.createRange();
    for (const formula of document.querySelectorAll('.bd-article span.math')) {{
        let text = formula.nextSibling;
        while (text && text.nodeType !== Node.TEXT_NODE) text = text.firstChild;
        const last = [...formula.querySelectorAll('.katex-html > .katex-base')].pop();
        if (!last || !/^[,.;:!?)]/.test(text?.data ?? '')) continue;
        range.setStart(text, 0);
        range.setEnd(text, 1);
        if (range.getBoundingClientRect().top > last.getBoundingClientRect().bottom - 1)
            found.push(`${{tell(formula)}}, then ${{text.data.slice(0, 20)}}`);
    }}
    return found;
}}"""


@pytest.fixture(scope="module")
def opened(chromium: Browser, address: str) -> Iterator[Callable[[str, int], Page]]:
    """A page of the book at a width, with its folds open; each width has one window."""
    with ExitStack() as stack:
        pages: dict[int, Page] = {}

        def get(name: str, width: int) -> Page:
            if width not in pages:
                context = stack.enter_context(
                    chromium.new_context(viewport={"width": width, "height": 900})
                )
                pages[width] = context.new_page()
            pages[width].goto(f"{address}/{name}.html", wait_until="load")
            bring_fields(pages[width])
            pages[width].add_style_tag(content=ALL_LAID_OUT)
            pages[width].evaluate("document.fonts.ready")
            return pages[width]

        yield get


each_page = pytest.mark.parametrize("name", PAGES)


@each_page
def test_the_narrowest_phone_shows_a_page_without_scrolling_sideways(opened, name):
    page = opened(name, 320)
    found = page.evaluate(OVERFLOW)
    page.evaluate(UNFOLD)
    assert found + page.evaluate(OVERFLOW) == []


@each_page
def test_a_table_s_last_column_is_in_reach_on_a_phone(opened, name):
    page = opened(name, 375)
    page.evaluate(UNFOLD)
    assert page.evaluate(OUT_OF_REACH) == []


@pytest.mark.parametrize("name", sorted(KINDS | {"book/training/loss", "book/signals/logic"}))
def test_no_line_begins_with_the_punctuation_of_a_formula(opened, name):
    page = opened(name, 375)
    page.evaluate(UNFOLD)
    assert page.evaluate(APART) == []


@each_page
def test_listings_and_outputs_fit_their_box(opened, name):
    page = opened(name, 1280)
    page.evaluate(UNFOLD)
    assert page.evaluate(CUT, LISTINGS) == []


@each_page
def test_no_numbered_formula_is_cut(opened, name):
    page = opened(name, 1280)
    page.evaluate(UNFOLD)
    assert page.evaluate(CUT, NUMBERED) == []


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", sorted(KINDS))
def test_nothing_floats_over_text(opened, name, width):
    page = opened(name, width)
    page.evaluate(UNFOLD)
    assert page.evaluate(COVERED) == []


# The measures themselves: what each must find, and what it must leave alone.

WIDE = "<pre>" + "x" * 400 + "</pre>"
FAULTY = {
    "a long line": (CUT, LISTINGS, f'<div class="highlight">{WIDE}</div>'),
    "a long output": (CUT, LISTINGS, f'<div class="cell_output">{WIDE}</div>'),
    "a wide formula with a number": (
        CUT,
        NUMBERED,
        '<div class="math"><span class="katex-display"><span style="display: inline-block;'
        ' width: 2000px">x</span></span><span class="eqno">(1)</span></div>',
    ),
    "a table that is cut off": (
        OUT_OF_REACH,
        None,
        '<div style="overflow: hidden; width: 300px"><table><tr><td>'
        '<div style="width: 900px">a</div></td><td>b</td></tr></table></div>',
    ),
    "a comma on a line of its own": (
        APART,
        None,
        '<p style="width: 100px"><span class="math"><span class="katex-html">'
        '<span class="katex-base" style="display: inline-block; width: 100px">x</span></span>'
        "</span>, then</p>",
    ),
    "a button over words": (
        COVERED,
        None,
        '<p>Words.</p><button style="position: fixed; top: 0; left: 0; width: 100%;'
        ' height: 100%">B</button>',
    ),
}
SOUND = {
    "a short line": (CUT, LISTINGS, '<div class="highlight"><pre>x</pre></div>'),
    "a table that scrolls": (
        OUT_OF_REACH,
        None,
        '<div style="overflow-x: auto; width: 300px"><table><tr><td>'
        '<div style="width: 900px">a</div></td><td>b</td></tr></table></div>',
    ),
    "a comma behind its formula": (
        APART,
        None,
        '<p><span class="math"><span class="katex-html"><span class="katex-base">x</span></span>'
        "</span>, then</p>",
    ),
    "a button beside words": (
        COVERED,
        None,
        '<p>Words.</p><button style="position: fixed; bottom: 0; right: 0">B</button>',
    ),
}
STYLE = "<style>pre, .katex-display { overflow: auto; display: block; width: 300px }</style>"


def measured(chromium: Browser, measure: str, argument: str | None, html: str) -> list[str]:
    """What a measure finds on a page with nothing else."""
    page = chromium.new_page(viewport={"width": 375, "height": 600})
    page.set_content(f"<!doctype html>{STYLE}<article class='bd-article'>{html}</article>")
    found: list[str] = page.evaluate(measure, argument)
    page.close()
    return found


@pytest.mark.parametrize("case", FAULTY.values(), ids=FAULTY)
def test_what_has_no_room_is_found(chromium, case):
    assert len(measured(chromium, *case)) == 1


@pytest.mark.parametrize("case", SOUND.values(), ids=SOUND)
def test_what_has_room_is_left_alone(chromium, case):
    assert measured(chromium, *case) == []


def test_what_is_as_wide_as_the_page_is_not_cut_by_its_part(chromium: Browser, address: str):
    page = chromium.new_context(viewport={"width": 1280, "height": 900}).new_page()
    page.goto(f"{address}/book/back/results.html")
    parts = page.locator(".bd-article > section > section:has(.tag_full-width)")
    laid_out = parts.evaluate_all("all => all.map(e => getComputedStyle(e).contentVisibility)")
    page.context.close()
    assert laid_out
    assert set(laid_out) == {"visible"}
