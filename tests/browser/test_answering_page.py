"""Answering figures in Chromium: knobs by keyboard, sentences, the address, and no scripts."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from answering_cases import CASES
from measures import AXE, OVERFLOW, VIOLATIONS
from playwright.sync_api import Browser, Locator, Page, expect

ROOT = Path(__file__).parents[2]
EACH = """
```{{raw}} html
<article class='bd-article'><figure id='fig-{name}'>{html}
<figcaption>A caption.</figcaption></figure></article>
```
"""
DRAWN = "name => document.querySelector(`#fig-${name} svg`).innerHTML"
BOXES = """name => {
    const boxes = {};
    for (const mark of document.querySelectorAll(`#fig-${name} [data-mark]`)) {
        const {x, y, width, height} = mark.getBBox();
        const [left, top, right, bottom] = boxes[mark.dataset.mark] ?? [1e9, 1e9, -1e9, -1e9];
        boxes[mark.dataset.mark] = [Math.min(left, x), Math.min(top, y),
            Math.max(right, x + width), Math.max(bottom, y + height)];
    }
    return boxes;
}"""
# The theme of small books has colours of its own, which are not those of the book.
# Where motion is reduced, a colour takes a frame for each element that it is inherited through.
ALONE = """async scheme => {
    document.documentElement.dataset.theme = scheme;
    document.body.style.background = 'var(--wo-paper)';
    document.body.replaceChildren(...document.querySelectorAll('.bd-article'));
    for (let still = 0; still < 3; still = document.getAnimations().length ? 0 : still + 1) {
        await new Promise(requestAnimationFrame);
    }
}"""
HEIGHT = "name => document.querySelector(`#fig-${name}`).getBoundingClientRect().height"


@pytest.fixture(scope="module")
def figures(tmp_path_factory) -> Path:
    """A page with all figures, on disk."""
    from tiny_book import build_book

    each = (EACH.format(name=name, html=case.made()._repr_html_()) for name, case in CASES.items())
    book = build_book(
        tmp_path_factory.mktemp("figures"),
        {"index.md": "# A title\n" + "".join(each)},
        ["workedout_book.interactive.answering"],
        answering_folder=str(ROOT / "book/_assets/figures"),
        html_css_files=["workedout.css", "blocks.css", "cells.css"],
        language="en",
    )
    assert book.warnings == ""
    return book.output / "index.html"


@pytest.fixture
def opened(chromium: Browser, figures: Path) -> Iterator[Callable[..., Page]]:
    """Open the page from disk, each time in a window of its own."""
    contexts, errors = [], []

    def open_page(question: str = "", width: int = 1280, **options) -> Page:
        viewport = {"width": width, "height": 900}
        contexts.append(chromium.new_context(viewport=viewport, **options))
        page = contexts[-1].new_page()
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(figures.as_uri() + question)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert errors == []


def knobs(page: Page, name: str) -> Locator:
    return page.locator(f".wo-knobs[data-figure='{name}']")


@pytest.mark.parametrize("name", CASES)
def test_a_key_turns_a_knob_and_the_answer_the_drawing_and_the_address_follow(opened, name):
    page = opened()
    group = knobs(page, name)
    before, said = page.evaluate(DRAWN, name), group.locator(".wo-answer").text_content()
    knob = group.locator("input").first
    knob.focus()
    for _ in range(4):
        page.keyboard.press("ArrowRight")
    after = group.locator(".wo-answer").text_content()
    assert after != said
    assert page.evaluate(DRAWN, name) != before
    expect(group.locator("[role=status]")).to_have_text(after)
    shown = knob.get_attribute("aria-valuetext")
    assert group.locator("output").first.text_content() == shown
    key = f"{name}.{knob.get_attribute('name')}"
    question = page.evaluate("location.search")
    assert key in question

    again = opened(question + f"#fig-{name}")
    group = knobs(again, name)
    expect(group.locator(".wo-answer")).to_have_text(after)
    expect(group.locator("input").first).to_have_attribute("aria-valuetext", shown)
    group.get_by_role("button").click()
    expect(group.locator(".wo-answer")).to_have_text(said)
    assert again.evaluate("location.search + location.hash") == f"#fig-{name}"


@pytest.mark.parametrize("name", CASES)
def test_the_script_begins_with_the_picture_that_python_drew(opened, name):
    drawn = opened()
    still = opened(java_script_enabled=False)
    moving, static = drawn.evaluate(BOXES, name), still.evaluate(BOXES, name)
    assert moving.keys() == static.keys()
    for mark, box in static.items():
        assert moving[mark] == pytest.approx(box, abs=1.0), mark


@pytest.mark.parametrize("width", [1280, 375])
def test_no_knob_moves_what_stands_below(opened, width):
    page = opened(width=width)
    for name in CASES:
        before = page.evaluate(HEIGHT, name)
        for knob in knobs(page, name).locator("input").all():
            knob.focus()
            for key in ("End", "Home"):
                page.keyboard.press(key)
                assert page.evaluate(HEIGHT, name) == before, name


def test_without_scripts_there_is_the_picture_and_no_knob(opened):
    page = opened(java_script_enabled=False)
    for name in CASES:
        expect(page.locator(f"#fig-{name} svg").first).to_be_visible()
        expect(knobs(page, name)).to_be_hidden()


def test_paper_has_the_first_state_and_no_knobs(opened):
    page = opened()
    name = next(iter(CASES))
    first = page.evaluate(BOXES, name)
    knobs(page, name).locator("input").first.press("End")
    turned = page.evaluate(BOXES, name)
    assert turned != first
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.evaluate(BOXES, name) == first
    expect(knobs(page, name)).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.evaluate(BOXES, name) == turned


def test_an_address_that_asks_for_nonsense_is_ignored(opened):
    page = opened("?interval-width.w=1e99&momentum-region.mu=x&other=1")
    expect(knobs(page, "interval-width").locator("output").first).to_have_text("6.9")
    knobs(page, "interval-width").locator("input").press("ArrowRight")
    assert "other=1" in page.evaluate("location.search")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_nothing_sticks_out_and_nobody_is_left_out(opened, width, scheme):
    page = opened(width=width, reduced_motion="reduce")
    page.evaluate(ALONE, scheme)
    assert page.evaluate(OVERFLOW) == []
    page.evaluate(AXE.read_text("utf-8"))
    assert page.evaluate(VIOLATIONS) == []
