"""The script of predict-then-reveal: by keyboard, announced, and kept."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

PAGE = """\
# A title

:::{predict} Which is it?
:name: predict-a
:right: 2

- The first.

  No, see {ref}`where`.
- The second.

  Yes, it is.
:::

:::{reveal} predict-a
The result.
:::

:::{predict} And which is that?
:name: predict-b
:right: none

- The one.

  No, see {ref}`where`.
- The other.

  Neither, see {ref}`where`.
:::

:::{reveal} predict-b
The other result.
:::

(where)=
## Where
"""


@pytest.fixture(scope="module")
def asked(tmp_path_factory, serve: Callable[[Path], str]) -> str:
    """The address of a page that asks twice."""
    from tiny_book import build_book

    book = build_book(
        tmp_path_factory.mktemp("asked"), {"index.md": PAGE}, ["workedout_book.chapters.folds"]
    )
    assert book.warnings == ""
    return f"{serve(book.output)}/index.html"


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def either(request, chromium: Browser, asked: str) -> Iterator[Page]:
    """The page, with the script and without it."""
    context = chromium.new_context(java_script_enabled=request.param)
    page = context.new_page()
    page.goto(asked)
    yield page
    context.close()


@pytest.fixture
def page(chromium: Browser, asked: str) -> Iterator[Page]:
    context = chromium.new_context()
    page = context.new_page()
    page.goto(asked)
    yield page
    context.close()


def test_the_result_is_folded_at_first_and_can_be_unfolded_by_hand(either):
    result = either.get_by_text("The result.")
    expect(result).to_be_hidden()
    either.locator("details.wo-reveal > summary").first.click()
    expect(result).to_be_visible()


def test_without_the_script_each_response_can_be_read(chromium, asked):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(asked)
    expect(page.locator(".wo-commit").first).to_be_hidden()
    page.get_by_text("If you chose answer 2").first.click()
    expect(page.get_by_text("Yes, it is.")).to_be_visible()
    context.close()


def test_the_keyboard_alone_answers_and_the_answer_is_announced(page):
    question = page.get_by_role("group", name="Which is it?")
    question.get_by_role("radio").first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_text("The result.")).to_be_hidden()  # looking at answers commits to none
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    status = page.locator("#predict-a").get_by_role("status")
    expect(status).to_contain_text("That is right.")
    expect(status).to_contain_text("Yes, it is.")
    expect(page.get_by_text("The result.")).to_be_visible()
    expect(page.get_by_text("The other result.")).to_be_hidden()


def test_a_wrong_answer_gets_its_own_response_with_the_link(page):
    page.get_by_label("The first.").check()
    page.locator("#predict-a .wo-commit").click()
    status = page.locator("#predict-a").get_by_role("status")
    expect(status).to_contain_text("That is not what happens.")
    expect(status.get_by_role("link", name="Where")).to_have_attribute("href", "#where")
    expect(page.get_by_text("Yes, it is.")).to_have_count(0)


def test_a_second_thought_replaces_the_response(page):
    for answer in ("The first.", "The second.", "The first."):
        page.get_by_label(answer).check()
        page.locator("#predict-a .wo-commit").click()
    status = page.locator("#predict-a").get_by_role("status")
    expect(status).to_contain_text("No, see")
    expect(status).not_to_contain_text("Yes, it is.")


def test_where_no_answer_is_right_the_script_says_so(page):
    page.get_by_label("The one.").check()
    page.locator("#predict-b .wo-commit").click()
    expect(page.locator("#predict-b").get_by_role("status")).to_contain_text("None of these")


def test_without_an_answer_nothing_unfolds(page):
    page.locator("#predict-a .wo-commit").click(force=True)  # it says that it waits
    expect(page.locator("#predict-a").get_by_role("status")).to_have_text(
        "Choose one of the answers first."
    )
    expect(page.get_by_text("The result.")).to_be_hidden()


def test_a_prediction_stands_there_after_a_reload(page):
    page.get_by_label("The second.").check()
    page.locator("#predict-a .wo-commit").click()
    page.reload()
    expect(page.get_by_text("The result.")).to_be_visible()
    expect(page.get_by_label("The second.")).to_be_checked()
    expect(page.locator("#predict-a").get_by_role("status")).to_contain_text("That is right.")
    expect(page.get_by_text("The other result.")).to_be_hidden()


def test_a_choice_that_was_not_committed_to_is_forgotten(page):
    page.get_by_label("The second.").check()
    page.reload()
    assert page.locator("input:checked").count() == 0
    expect(page.get_by_text("The result.")).to_be_hidden()


def test_a_kept_answer_that_the_page_no_longer_has_is_left_out(page):
    page.evaluate("workedoutProgress.set('predictions', 'index#predict-a', '7')")
    page.reload()
    expect(page.get_by_text("The result.")).to_be_hidden()


def test_print_shows_what_is_folded_and_leaves_the_page_as_it_was(page):
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.get_by_text("The result.")).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    expect(page.get_by_text("The result.")).to_be_hidden()
