"""The script of stepped diagrams: buttons, keys, what is announced, and the still alternatives."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from workedout.display import Table
from workedout.figures.kit.stepper import Part, box, stepper, text

DIAGRAM = stepper(
    "A walk",
    (100, 40),
    [Part(box(0, 0, 10, 10) + text(5, 5, word), since, lit) for word, since, lit in (
        ("given", 1, (1,)), ("first", 2, (2, 3)), ("second", 3, (3,)))],
    ["It is <i>given</i>.", "The first.", "The second."],
    "Three boxes with three words.",
    Table(("a", "b"), (("c", "1"),)),
)  # fmt: skip
PAGE = "# A title\n\n```{raw} html\n<article class='bd-article'>{}</article>\n```\n"


@pytest.fixture(scope="module")
def walked(tmp_path_factory, serve: Callable[[Path], str]) -> str:
    """The address of a page with two diagrams."""
    from tiny_book import build_book

    html = DIAGRAM._repr_html_()
    text = PAGE.replace("{}", html + html)
    book = build_book(
        tmp_path_factory.mktemp("walked"),
        {"index.md": text},
        ["workedout_book.interactive.stepper"],
    )
    assert book.warnings == ""
    return f"{serve(book.output)}/index.html"


@pytest.fixture
def page(chromium: Browser, walked: str) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(walked)
    yield page
    context.close()


def diagram(page: Page, which: int = 0):
    return page.get_by_role("group", name="A walk").nth(which)


def press(page: Page, name: str, which: int = 0) -> None:
    # By force: at an end the button says that it leads nowhere, and may be pressed all the same.
    diagram(page, which).get_by_role("button", name=name).click(force=True)


def shown(page: Page) -> list[bool]:
    """Which of the three words can be seen."""
    return [
        diagram(page).locator("text", has_text=word).is_visible()
        for word in ("given", "first", "second")
    ]


def test_it_begins_at_the_first_step_and_hides_what_is_to_come(page):
    expect(diagram(page).locator(".wo-stepper-text")).to_have_text("Step 1 of 3It is given.")
    assert shown(page) == [True, False, False]
    assert diagram(page).locator(".wo-stepper-text i").text_content() == "given"


def test_the_buttons_walk_and_stop_at_the_ends(page):
    for button, step in (("Next", 2), ("Next", 3), ("Next", 3), ("Back", 2), ("Last", 3)):
        press(page, button)
        expect(diagram(page).get_by_role("status")).to_contain_text(f"Step {step} of 3")
    assert shown(page) == [True, True, True]
    press(page, "First")
    expect(diagram(page).get_by_role("status")).to_contain_text("Step 1 of 3")
    press(page, "Back")
    expect(diagram(page).get_by_role("status")).to_contain_text("Step 1 of 3")


def test_a_button_that_leads_nowhere_says_so_and_keeps_the_focus(page):
    back = diagram(page).get_by_role("button", name="Back")
    expect(back).to_have_attribute("aria-disabled", "true")
    back.focus()
    page.keyboard.press("Enter")
    expect(back).to_be_focused()
    press(page, "Next")
    expect(back).to_have_attribute("aria-disabled", "false")


def test_the_arrow_keys_walk_while_the_focus_is_in_the_diagram(page):
    page.keyboard.press("ArrowRight")
    expect(diagram(page).get_by_role("status")).to_contain_text("Step 1 of 3")
    diagram(page).get_by_role("button", name="Next").focus()
    for key, step in (("ArrowRight", 2), ("End", 3), ("ArrowLeft", 2), ("Home", 1)):
        page.keyboard.press(key)
        expect(diagram(page).get_by_role("status")).to_contain_text(f"Step {step} of 3")


def test_a_key_with_a_modifier_is_the_browser_s(page):
    diagram(page).get_by_role("button", name="Next").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(diagram(page).get_by_role("status")).to_contain_text("Step 1 of 3")


def test_a_step_lights_up_its_parts(page):
    press(page, "Next")
    press(page, "Next")
    lit = diagram(page).locator("g.is-lit text")
    assert lit.all_text_contents() == ["first", "second"]


def test_the_words_of_a_step_are_announced_and_the_first_are_no_news(page):
    region = diagram(page).locator(".wo-stepper-text")
    expect(region).to_have_attribute("role", "status")  # given after the first words
    press(page, "Next")
    expect(region).to_contain_text("The first.")


def test_two_diagrams_of_one_page_walk_apart(page):
    press(page, "Last", which=1)
    expect(diagram(page, 1).get_by_role("status")).to_contain_text("Step 3 of 3")
    expect(diagram(page, 0).get_by_role("status")).to_contain_text("Step 1 of 3")


def test_all_steps_can_be_unfolded(page):
    expect(page.get_by_text("The second.").first).to_be_hidden()
    page.get_by_text("All steps").first.click()
    expect(page.get_by_text("The second.").first).to_be_visible()


def test_without_the_script_everything_is_there(chromium, walked):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(walked)
    assert shown(page) == [True, True, True]
    expect(page.get_by_text("The second.").first).to_be_visible()
    expect(page.locator(".wo-stepper-text").first).to_be_hidden()
    assert page.get_by_role("button").count() == 0
    context.close()


def test_paper_shows_everything_and_no_controls(page):
    page.emulate_media(media="print")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert shown(page) == [True, True, True]
    expect(page.get_by_text("The second.").first).to_be_visible()
    expect(page.get_by_role("button", name="Next").first).to_be_hidden()
    page.emulate_media(media="screen")
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_text("The second.").first).to_be_hidden()
    assert shown(page) == [True, False, False]


def test_nothing_moves_for_whoever_wants_no_motion(page):
    part = diagram(page).locator("g").last
    duration = "e => getComputedStyle(e).transitionDuration"
    assert part.evaluate(duration) == "0.25s"
    page.emulate_media(reduced_motion="reduce")
    assert part.evaluate(duration) == "0s"
