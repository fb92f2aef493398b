"""Fields below exercises: judged in Python's words, kept, by keyboard, from disk, of every kind."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from measures import AXE
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from workedout.exercises.checking import exercise

ROOT = Path(__file__).resolve().parents[2]
# An exercise of each kind, what its reader gives, and whether that is right.
LABELS = ("ex-count", "ex-steps", "ex-undo", "ex-and", "ex-sixteen")
TEXTS = [
    ("ex-count", "24380", True),
    ("ex-count", " 2.438e4 ", True),
    ("ex-count", "24 380", True),
    ("ex-count", "-24380", False),
    ("ex-count", "24381", False),
    ("ex-count", "", False),
    ("ex-count", "__import__('os').system('true')", False),
    ("ex-count", "9**9**9**9", False),
    ("ex-undo", "255*(sigma*z + mu)", True),
    ("ex-undo", "255(z*σ+μ)", True),
    ("ex-undo", "z*sigma + mu", False),
    ("ex-undo", "255*(sigma*z - mu)", False),
    ("ex-undo", "(z", False),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    """A small book with these exercises, and the fields that the package has for them."""
    from tiny_book import build_book

    page = "# A title\n\n" + "".join(
        f":::{{exercise}}\n:label: {label}\n\nWhat is asked?\n:::\n\n" for label in LABELS
    )
    book = build_book(
        tmp_path_factory.mktemp("fields"),
        {"index.md": page},
        ["workedout_book.interactive.fields", "workedout_book.exercises.rules"],
        answer_fields_program="workedout.exercises.page_fields",
        answer_fields_package=str(ROOT / "code/workedout"),
        answer_fields_scripts=str(ROOT / "book/_assets/answers"),
        html_static_path=[str(ROOT / "book/_assets")],
        html_css_files=["workedout.css", "blocks.css", "cells.css"],
    )
    assert "no solution" in book.warnings  # and nothing else
    assert len(book.warnings.strip().splitlines()) == len(LABELS)
    return book.output


@pytest.fixture(scope="module")
def address(folder: Path, serve: Callable[[Path], str]) -> str:
    return serve(folder)


@pytest.fixture
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context()
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, address: str) -> Iterator[Page]:
    errors: list[str] = []
    page = context.new_page()
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{address}/index.html")
    page.locator("form.wo-field").first.wait_for()
    yield page
    assert errors == []


def form(page: Page, name: str) -> Locator:
    return page.locator(f"form.wo-field[data-name='{name}']")


def words(label: str, given: Any) -> str:
    """What Python says."""
    return exercise(label).verdict(given).words


def check(field: Locator) -> None:
    field.get_by_role("button", name="Check").click()


@pytest.mark.parametrize(("label", "text", "right"), TEXTS)
def test_a_text_gets_the_verdict_of_python(page, label: str, text: str, right: bool) -> None:
    field = form(page, label)
    field.get_by_role("textbox").fill(text)
    check(field)
    region = field.get_by_role("status")
    expect(region).to_have_text(words(label, text))
    expect(region).to_have_attribute("data-right", str(right).lower())


@pytest.mark.parametrize("texts", [("469", "96"), ("469", "95"), ("469", ""), ("x", "96")])
def test_several_texts_get_the_verdict_of_python(page, texts: tuple[str, str]) -> None:
    field = form(page, "ex-steps")
    for place, text in enumerate(texts):
        field.get_by_role("textbox").nth(place).fill(text)
    check(field)
    expect(field.get_by_role("status")).to_have_text(words("ex-steps", list(texts)))


def fill_gate(field: Locator, weights: tuple[str, str], bias: str, hidden: str = "") -> None:
    """Describe a network with one output."""
    field.get_by_label("Units of each hidden layer").fill(hidden)
    field.get_by_label("Units of each hidden layer").blur()
    for place, text in enumerate(weights, 1):
        field.get_by_label(f"Output, weight {place}").fill(text)
    field.get_by_label("Output, bias").fill(bias)


def test_a_network_is_judged_from_its_weights(page) -> None:
    field = form(page, "ex-and")
    fill_gate(field, ("1", "1"), "-1")
    field.get_by_label("ReLU at the output").check()
    check(field)
    expect(field.get_by_role("status")).to_have_text("✓ right")
    fill_gate(field, ("1", "1"), "-1/2")
    check(field)
    expect(field.get_by_role("status")).to_contain_text("✗ not right: at 01 the output should be")
    fill_gate(field, ("1", "1"), "-1", hidden="2")
    check(field)
    expect(field.get_by_role("status")).to_contain_text("✗ not right: ")


def test_a_formula_is_typeset_while_it_is_typed(page) -> None:
    field = form(page, "ex-undo")
    field.get_by_role("textbox").press_sequentially("z/sigma")
    expect(field.locator(".wo-field-reading mfrac")).to_have_count(1)
    expect(field.locator(".wo-field-reading mi")).to_have_text(["z", "σ"])
    field.get_by_role("textbox").fill("<img src=x onerror=alert(1)>")
    assert page.locator("form.wo-field img").count() == 0


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_what_was_given_stands_there_after_a_reload(context, address, folder, scheme) -> None:
    page = context.new_page()
    page.goto(f"{address if scheme == 'http' else folder.as_uri()}/index.html")
    form(page, "ex-count").get_by_role("textbox").fill("24381")
    check(form(page, "ex-count"))
    for place, text in enumerate(("469", "96")):
        form(page, "ex-steps").get_by_role("textbox").nth(place).fill(text)
    check(form(page, "ex-steps"))
    fill_gate(form(page, "ex-and"), ("1", "1"), "-1/2")
    check(form(page, "ex-and"))
    page.reload()
    expect(form(page, "ex-count").get_by_role("textbox")).to_have_value("24381")
    expect(form(page, "ex-count").get_by_role("status")).to_have_text("✗ not right: too large")
    expect(form(page, "ex-steps").get_by_role("status")).to_have_text("✓ right")
    expect(form(page, "ex-and").get_by_label("Output, bias")).to_have_value("-1/2")
    expect(form(page, "ex-and").get_by_role("status")).to_contain_text("✗ not right")
    kept = page.evaluate("workedoutProgress.all().answers")
    assert kept["ex-count"] == {"given": "24381", "right": False, "attempts": 1}


def test_attempts_are_counted_and_a_change_takes_the_verdict_away(page) -> None:
    field = form(page, "ex-count")
    for text in ("1", "2", "24380"):
        field.get_by_role("textbox").fill(text)
        expect(field.get_by_role("status")).to_be_empty()
        field.get_by_role("textbox").press("Enter")
        expect(field.get_by_role("status")).not_to_be_empty()
    kept = page.evaluate("workedoutProgress.get('answers', 'ex-count')")
    assert kept == {"given": "24380", "right": True, "attempts": 3}


BLOCKED = "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked'); }})"


def test_without_storage_answers_are_judged(context, address) -> None:
    page = context.new_page()
    page.add_init_script(BLOCKED)
    page.goto(f"{address}/index.html")
    form(page, "ex-count").get_by_role("textbox").fill("24380")
    check(form(page, "ex-count"))
    expect(form(page, "ex-count").get_by_role("status")).to_have_text("✓ right")


@pytest.mark.parametrize("kept", ["3", '{"given": {"layers": [1]}}', '{"given": ["x"]}', "null"])
def test_a_kept_answer_of_another_form_is_left_out(page, kept: str) -> None:
    page.evaluate(
        """(kept) => { const answers = Object.fromEntries(
            [...document.forms].map((form) => [form.dataset.name, JSON.parse(kept)]));
            for (const each of Object.values(answers)) {
                if (each?.given) Object.assign(each, {right: true, attempts: 1}); }
            localStorage.setItem('workedout-progress', JSON.stringify({version: 1, answers})); }""",
        kept,
    )
    page.reload()
    field = form(page, "ex-count")
    field.get_by_role("textbox").fill("24380")
    check(field)
    expect(field.get_by_role("status")).to_have_text("✓ right")


def test_another_of_the_kind_has_a_field_and_a_solution_of_its_own(page) -> None:
    other = exercise("ex-count").another(1)
    page.get_by_text("Another of this kind (1 of 2)").first.click()
    field = form(page, "ex-count-1")
    field.get_by_role("textbox").fill(str(other.kind.answer(other.instance).value))
    check(field)
    expect(field.get_by_role("status")).to_have_text("✓ right")


@pytest.mark.parametrize("width", [1280, 375])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_a_field(chromium, address, width: int, scheme: Any) -> None:
    with chromium.new_context(
        viewport={"width": width, "height": 800}, color_scheme=scheme, reduced_motion="reduce"
    ) as context:
        page = context.new_page()
        page.goto(f"{address}/index.html")
        page.evaluate("document.querySelectorAll('details').forEach((e) => { e.open = true; })")
        for name in ("ex-count", "ex-undo"):
            form(page, name).get_by_role("textbox").fill("1")
            check(form(page, name))
        page.evaluate(AXE.read_text("utf-8"))
        found = page.evaluate(
            """async () => (await axe.run("form.wo-field", {resultTypes: ["violations"]}))
                .violations.flatMap((one) => one.nodes.map(
                    (node) => one.id + ": " + node.html.slice(0, 160)))"""
        )
        assert found == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_without_scripts_there_is_no_field(chromium, address) -> None:
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{address}/index.html")
        expect(page.locator("form.wo-field")).to_have_count(0)
