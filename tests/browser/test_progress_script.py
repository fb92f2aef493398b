"""What a reader did is kept on their device, whatever the storage holds, and exported as a file."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

CHAPTER = """\
# A chapter

:::{predict} Which is it?
:name: predict-a
:right: 2

- The first.

  No, see {ref}`where`.
- The second.

  Yes.
:::

(where)=
## Where

Here.

## Exercises

:::{exercise}
:label: ex-a

Why?
:::

:::{exercise}
:label: ex-without

Why else?
:::

:::{hints} ex-a
1. Think.
2. Think more.
:::

:::{answer-steps} ex-a
- First.
- Then.
:::
"""
INDEX = "# Home\n\n```{toctree}\nchapter/one\n```\n\n```{progress}\n```\n"
ROOT = Path(__file__).resolve().parents[2]
KEY = "workedout-progress"
DONE = {
    "answers": {"ex-a": {"given": "1/3", "right": True, "attempts": 2}},
    "predictions": {"chapter/one#predict-a": "1"},
    "hints": {"ex-a-hint-1": True},
    "steps": {"chapter/one#ex-a-step-2": True},
    "sections": {"chapter/one#where": True},
}
# What may be stored under the key, none of it by this version of the script.
SPOILT = {
    "nothing": "",
    "no JSON": "{",
    "a number": "3",
    "null": "null",
    "a list": "[1, 2]",
    "another version": json.dumps({"version": 0, **DONE}),
    "kinds of other types": json.dumps({"version": 1, **{kind: [1] for kind in DONE}}),
    "entries of other types": json.dumps({"version": 1, **{kind: {"a": {}} for kind in DONE}}),
    "a name of an object": '{"version": 1, "hints": {"__proto__": true, "constructor": 1}}',
    "long names": json.dumps({"version": 1, "hints": {"a" * 300: True}}),
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A small book with a chapter, and a program that has a field for its first exercise."""
    from tiny_book import build_book

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHONPATH", str(ROOT / "tests/book/interactive"))
        return build(build_book, tmp_path_factory.mktemp("kept"))


def build(build_book: Callable, place: Path) -> Path:
    """Build it in an empty folder."""
    book = build_book(
        place,
        {"index.md": INDEX, "chapter/one.md": CHAPTER},
        ["workedout_book.interactive.progress", "workedout_book.chapters.folds"],
        progress_kept=["chapter"],
        answer_fields_program="printed_fields",
        answer_fields_package=".",
        html_css_files=["blocks.css"],
    )
    assert book.warnings == ""
    return book.output


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(accept_downloads=True)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(error.stack or str(error)))
    yield page
    # Sphinx's own script for what a search found asks for the storage without care.
    assert [error for error in errors if "sphinx_highlight.js" not in error] == []


def do_all(page: Page) -> None:
    """Do one thing of each kind on the chapter."""
    page.get_by_label("The first.").check()
    page.locator(".wo-commit").click()
    page.get_by_text("Hint 1 of 2").click()
    page.get_by_text("Compare: the steps").click()
    page.get_by_role("checkbox", name="Then.").check()
    page.get_by_role("button", name="Finished with Where").click()


def expect_all(page: Page) -> None:
    """All of it is there."""
    expect(page.get_by_label("The first.")).to_be_checked()
    expect(page.get_by_text("Think.")).to_be_visible()
    expect(page.get_by_text("Think more.")).to_be_hidden()
    expect(page.get_by_role("checkbox", name="Then.")).to_be_checked()
    expect(page.get_by_role("checkbox", name="First.")).not_to_be_checked()
    finished = page.get_by_role("button", name="Finished with Where")
    expect(finished).to_have_attribute("aria-pressed", "true")


def stored(page: Page) -> dict:
    found: dict = json.loads(page.evaluate(f"localStorage.getItem('{KEY}')"))
    return found


def row(page: Page) -> list[str]:
    found: list[str] = page.locator("table.wo-progress tbody td").all_text_contents()
    return [text.strip() for text in found]


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_what_was_done_is_there_after_a_reload(page, address, folder, scheme) -> None:
    root = address if scheme == "http" else folder.as_uri()
    page.goto(f"{root}/chapter/one.html")
    do_all(page)
    page.reload()
    expect_all(page)
    kept = stored(page)
    assert {kind: list(kept[kind]) for kind in DONE if kind != "answers"} == {
        kind: list(DONE[kind]) for kind in DONE if kind != "answers"
    }
    page.goto(f"{root}/index.html")
    assert row(page) == ["A chapter", "1 of 1", "1 of 2", "1 of 2", "0 of 1"]


def test_what_is_undone_is_forgotten(page, address) -> None:
    page.goto(f"{address}/chapter/one.html")
    do_all(page)
    page.get_by_role("checkbox", name="Then.").uncheck()
    page.get_by_role("button", name="Finished with Where").click()
    page.reload()
    expect(page.get_by_role("checkbox", name="Then.", include_hidden=True)).not_to_be_checked()
    assert stored(page)["sections"] == {}


@pytest.mark.parametrize("text", SPOILT.values(), ids=SPOILT)
def test_whatever_is_stored_the_page_works_and_keeps_on(page, address, text: str) -> None:
    page.goto(f"{address}/index.html")
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, text])
    page.goto(f"{address}/chapter/one.html")
    assert page.locator("input:checked").count() == 0
    do_all(page)
    page.reload()
    expect_all(page)


def test_what_a_newer_version_stored_stays_as_it_is(page, address) -> None:
    page.goto(f"{address}/index.html")
    newer = json.dumps({"version": 2, "things": [1]})
    page.evaluate("([key, text]) => localStorage.setItem(key, text)", [KEY, newer])
    page.goto(f"{address}/chapter/one.html")
    do_all(page)
    expect_all(page)
    assert page.evaluate(f"localStorage.getItem('{KEY}')") == newer


BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"
FULL = "Storage.prototype.setItem = () => { throw new Error('full'); }"


@pytest.mark.parametrize("script", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_the_page_works(page, address, script: str) -> None:
    page.add_init_script(script)
    page.goto(f"{address}/chapter/one.html")
    do_all(page)
    expect_all(page)
    page.goto(f"{address}/index.html")
    assert row(page) == ["A chapter", "0 of 1", "0 of 2", "0 of 2", "0 of 1"]
    if script is BLOCKED:
        expect(page.get_by_text("lets the book keep nothing")).to_be_visible()


def test_all_is_exported_and_imported_on_another_device(page, address, chromium, tmp_path) -> None:
    page.goto(f"{address}/chapter/one.html")
    do_all(page)
    page.evaluate(
        "entry => workedoutProgress.set('answers', 'ex-a', entry)", DONE["answers"]["ex-a"]
    )
    page.goto(f"{address}/index.html")
    page.get_by_label("Your name or number in the course").fill("17")
    with page.expect_download() as download:
        page.get_by_role("button", name="Export as a file").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    exported = json.loads(file.read_text("utf-8"))
    assert exported == {"format": KEY, "version": 1, "reader": "17", **DONE}

    with chromium.new_context() as other:
        there = other.new_page()
        there.goto(f"{address}/index.html")
        there.get_by_label("Import a file").set_input_files(file)
        expect(there.get_by_role("status")).to_have_text("Imported: 5 entries.")
        assert row(there) == ["A chapter", "1 of 1", "1 of 2", "1 of 2", "1 of 1"]


REFUSED = {
    "no JSON": ("{", "the file is damaged, or is no file of this book."),
    "another file": ("{}", "this is no file that this book exported."),
    "null": ("null", "this is no file that this book exported."),
    "another version": (
        json.dumps({"format": KEY, "version": 2}),
        "the file is of another version.",
    ),
    "too large": (" " * 2_000_001, "the file is too large."),
}


@pytest.mark.parametrize(("text", "reason"), REFUSED.values(), ids=REFUSED)
def test_another_file_is_one_line_and_nothing_is_lost(
    page, address, tmp_path, text: str, reason: str
) -> None:
    page.goto(f"{address}/chapter/one.html")
    do_all(page)
    page.goto(f"{address}/index.html")
    before = stored(page)
    (tmp_path / "file.json").write_text(text, "utf-8")
    page.get_by_label("Import a file").set_input_files(tmp_path / "file.json")
    expect(page.get_by_role("status")).to_have_text(f"Not imported: {reason}")
    assert stored(page) == before


def test_all_is_forgotten_when_it_was_asked_for_twice(page, address) -> None:
    page.goto(f"{address}/chapter/one.html")
    do_all(page)
    page.goto(f"{address}/index.html")
    page.get_by_role("button", name="Forget all of it").click()
    assert row(page)[1] == "1 of 1"
    page.get_by_role("button", name="Really forget all of it?").click()
    expect(page.get_by_role("status")).to_have_text("Forgotten.")
    assert row(page)[1] == "0 of 1"
    assert page.evaluate("localStorage.length") == 0


def test_without_scripts_there_is_no_button_and_the_table_says_how_much_there_is(
    chromium, address
) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/chapter/one.html")
        expect(page.locator(".wo-finish").first).to_be_hidden()
        page.goto(f"{address}/index.html")
        assert row(page) == ["A chapter", "1", "2", "2", "1"]
        expect(page.get_by_text("Without scripts nothing is kept.")).to_be_visible()
