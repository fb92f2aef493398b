"""The short answer and the folds: one click, one link, one print, and all of it is open."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

PAGE = """\
# A title

:::{predict} Which is it?
:name: predict-a
:right: 1

- The first.

  Yes, it is.
- The second.

  No, see {ref}`where`.
:::

:::{short-answer} predict-a
The first, since $a < b$: see {ref}`where`.
:::

:::{reveal} predict-a
The evidence.
:::

(where)=
## Where

:::{further-start} Why
:name: why
:::

(deep)=
Deep down.

:::{further-end}
:::
"""


@pytest.fixture(scope="module")
def folded(tmp_path_factory, serve: Callable[[Path], str]) -> str:
    """The address of a page that folds an answer, a result and a part."""
    from tiny_book import build_book

    book = build_book(
        tmp_path_factory.mktemp("folded"), {"index.md": PAGE}, ["workedout_book.chapters.folds"]
    )
    assert book.warnings == ""
    return f"{serve(book.output)}/index.html"


@pytest.fixture
def page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context()
    yield context.new_page()
    context.close()


def answer(page: Page) -> Locator:
    return page.get_by_text("The first, since")


def evidence(page: Page) -> Locator:
    return page.get_by_text("The evidence.")


def further(page: Page) -> Locator:
    return page.get_by_text("Deep down.")


def test_at_first_all_is_folded(page, folded):
    page.goto(folded)
    for hidden in (answer(page), evidence(page), further(page)):
        expect(hidden).to_be_hidden()


def test_whoever_commits_is_shown_the_answer_and_the_evidence(page, folded):
    page.goto(folded)
    page.get_by_label("The second.").check()
    page.get_by_role("button", name="Commit").click()
    expect(answer(page)).to_be_visible()
    expect(evidence(page)).to_be_visible()
    expect(further(page)).to_be_hidden()


def test_one_click_shows_them_without_a_prediction(page, folded):
    page.goto(folded)
    page.get_by_text("show without predicting").click()
    expect(answer(page)).to_be_visible()
    expect(evidence(page)).to_be_visible()


@pytest.mark.parametrize("end", ["#where", "#short-answer-index", "?highlight=evidence"])
def test_whoever_comes_by_a_link_or_a_search_finds_them_open(end, page, folded):
    page.goto(folded + end)
    expect(answer(page)).to_be_visible()
    expect(evidence(page)).to_be_visible()


@pytest.mark.parametrize("end", ["#why", "#deep"])
def test_a_link_into_a_folded_part_opens_that_part_and_leads_there(end, page, folded):
    page.goto(folded + end)
    expect(further(page)).to_be_visible()
    expect(further(page)).to_be_in_viewport()


@pytest.mark.parametrize("end", ["#predict-a", "#nowhere", "#%"])
def test_a_link_to_the_question_or_to_nowhere_gives_nothing_away(end, page, folded):
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(folded + end)
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_hidden()
    assert errors == []


def test_print_shows_all_and_leaves_the_page_as_it_was(page, folded):
    page.goto(folded)
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    for shown in (answer(page), evidence(page), further(page)):
        expect(shown).to_be_visible()
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    for hidden in (answer(page), evidence(page), further(page)):
        expect(hidden).to_be_hidden()


def test_without_scripts_a_click_opens_each(chromium, folded):
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(folded)
    page.get_by_text("show without predicting").click()
    expect(answer(page)).to_be_visible()
    page.get_by_text("Why").first.click()
    expect(further(page)).to_be_visible()
    context.close()
