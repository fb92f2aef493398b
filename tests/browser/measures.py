"""What a visit asks a page, as scripts: what sticks out, and what assistive software misreads."""

from pathlib import Path

from playwright.sync_api import Page

FIELDS_HERE = "() => document.querySelector('template.wo-field-later') === null"

AXE = Path(__file__).parent / "vendor" / "axe-core" / "axe.min.js"

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

# A part of a page that waits to be laid out clips what sticks out: so nothing waits, nor is cut.
ALL_LAID_OUT = ".bd-article > section > section { content-visibility: visible !important }"

UNFOLD = """() => {
    document.querySelectorAll('details').forEach(e => { e.open = true; });
    document.querySelectorAll('button.toggle-button[data-button$="hidden"]')
        .forEach(e => e.click());
}"""

# What was just laid out may ask for fonts, and boxes are told apart once these have come.
AT_REST = """() => document.fonts.ready.then(() => new Promise(
    done => requestAnimationFrame(() => requestAnimationFrame(() => done()))))"""

VIOLATIONS = """async () => {
    const found = await axe.run(document, {resultTypes: ['violations']});
    return found.violations.filter(v => ['serious', 'critical'].includes(v.impact)).flatMap(
        v => v.nodes.map(n => v.id + ': ' + n.html.slice(0, 160) + ' ' +
            (n.failureSummary || '').split('\\n').slice(1, 2).join('').trim()));
}"""


def bring_fields(page: Page) -> None:
    """Let the fields of a page come, if it has any: they wait until a reader does something."""
    page.keyboard.press("Shift")
    page.wait_for_function(FIELDS_HERE)
