"""On every exercise of the book: right answers are accepted, wrong ones told, and all are kept."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from measures import bring_fields
from playwright.sync_api import Browser, Locator, Page, expect
from right_answers import RIGHT

from workedout.derivations.algebra.exact_networks import ExactNetwork
from workedout.exercises.answers import Choice, Gate
from workedout.exercises.checking import KEYS, Verdict

ANSWERS = {label: key.compute() for label, key in KEYS.items()}


def words(label: str, given: Any) -> str:
    """What Python says."""
    return Verdict(ANSWERS[label].fault(given)).words


def spelt(value: Any) -> str:
    """A number or a formula as a reader may type it."""
    return str(value) if isinstance(value, str | int | Fraction) else repr(float(value))


def otherwise(text: str) -> str:
    """The same in another spelling."""
    return f" ({text.replace('-', chr(0x2212))}) "


def right_texts(label: str) -> list[str]:
    """What is typed into the fields of an exercise, in order."""
    right = RIGHT[label]
    if isinstance(right, str | int | float | Fraction):
        return [spelt(right)]
    return [spelt(each) for each in np.ravel(np.array(right, dtype=object)).tolist()]


def give(form: Locator, label: str, texts: list[str]) -> None:
    """Fill the fields and ask."""
    if isinstance(ANSWERS[label], Choice):
        form.evaluate("form => form.querySelectorAll('input').forEach(i => { i.checked = false; })")
        for letter in texts:
            form.locator(f"input[value='{letter}']").check()
    else:
        for field, text in zip(form.get_by_role("textbox").all(), texts, strict=True):
            field.fill(text)
    form.get_by_role("button", name="Check").click()


def give_network(form: Locator, network: ExactNetwork) -> None:
    """Describe a network of exact numbers."""
    form.locator("select").select_option(str(len(network.layers[0].weights[0])))
    hidden = form.get_by_label("Units of each hidden layer")
    hidden.fill(", ".join(str(len(layer.weights)) for layer in network.layers[:-1]))
    hidden.blur()
    form.get_by_label("ReLU at the output").set_checked(network.layers[-1].relu)
    fields = form.locator(".wo-field-layers input").all()
    numbers = [
        number
        for layer in network.layers
        for row, bias in zip(layer.weights, layer.biases, strict=True)
        for number in (*row, bias)
    ]
    for field, number in zip(fields, numbers, strict=True):
        field.fill(str(number))
    form.get_by_role("button", name="Check").click()


def wrong_texts(label: str) -> list[list[str]]:
    """Three answers that are not right: of another sign, another factor, and no answer at all."""
    key, texts = ANSWERS[label], right_texts(label)
    if isinstance(key, Choice):
        others = [letter for letter in key.letters if letter not in key.right]
        return [[letter] for letter in others[:2]] + [[]]
    *first, last = texts
    return [[*first, f"-({last}) - 17/8"], [*first, f"3*({last}) + 5/7"], ["?"] * len(texts)]


@pytest.fixture(scope="module")
def pages(site) -> dict[str, str]:
    """The page of each exercise that has a field."""
    found = {}
    for file in sorted((site / "book").rglob("*.html")):
        text = file.read_text("utf-8")
        for label in KEYS:
            if f'data-name="{label}"' in text:
                found[label] = file.relative_to(site).as_posix()
    return found


def test_each_key_has_its_field_on_a_page(pages: dict[str, str]) -> None:
    assert sorted(set(KEYS) - set(pages)) == []


@pytest.fixture(scope="module")
def open_pages(chromium: Browser, address: str) -> Any:
    """Each page once, in one window, in which all that is given is kept."""
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    opened: dict[str, Page] = {}

    def get(name: str) -> Page:
        if name not in opened:
            opened[name] = context.new_page()
            opened[name].goto(f"{address}/{name}")
            bring_fields(opened[name])
        return opened[name]

    yield get
    context.close()


@pytest.mark.parametrize("label", sorted(KEYS))
def test_right_answers_are_accepted_and_wrong_ones_told(
    label: str, pages: dict[str, str], open_pages: Any
) -> None:
    form = open_pages(pages[label]).locator(f"form.wo-field[data-name='{label}']")
    region = form.locator(".wo-field-verdict")
    if isinstance(ANSWERS[label], Gate):
        give_network(form, RIGHT[label])
        expect(region).to_have_text("✓ right")
        return
    for texts in wrong_texts(label):
        give(form, label, texts)
        given = ", ".join(texts) if isinstance(ANSWERS[label], Choice) else texts
        single = given[0] if len(given) == 1 and not isinstance(given, str) else given
        expect(region).to_have_text(words(label, single))
        expect(region).to_have_attribute("data-right", "false")
    texts = right_texts(label)
    give(form, label, texts)
    expect(region).to_have_text("✓ right")
    if not isinstance(ANSWERS[label], Choice):
        give(form, label, list(map(otherwise, texts)))
        expect(region).to_have_text("✓ right")


@pytest.mark.parametrize("scheme", ["http", "file"])
def test_a_chapter_keeps_what_was_given(chromium, address, site, pages, scheme: str) -> None:
    root = address if scheme == "http" else site.as_uri()
    name = pages["ex-count"]
    labels = [label for label in pages if pages[label] == name and isinstance(RIGHT[label], int)]
    with chromium.new_context() as context:
        page = context.new_page()
        page.goto(f"{root}/{name}")
        bring_fields(page)
        for label in labels:
            give(page.locator(f"form[data-name='{label}']"), label, right_texts(label))
        page.reload()
        bring_fields(page)
        for label in labels:
            form = page.locator(f"form[data-name='{label}']")
            expect(form.get_by_role("textbox")).to_have_value(spelt(RIGHT[label]))
            expect(form.locator(".wo-field-verdict")).to_have_text("✓ right")


def test_all_exercises_of_a_chapter_are_answered_by_keyboard_alone(
    chromium, address, pages
) -> None:
    name = pages["ex-sched-floor"]
    with chromium.new_context(viewport={"width": 1280, "height": 900}) as context:
        page = context.new_page()
        page.goto(f"{address}/{name}")
        bring_fields(page)
        labels = [label for label in pages if pages[label] == name]
        page.locator(f"form[data-name='{labels[0]}'] input").first.focus()
        done: set[str] = set()
        for _ in range(400):
            at = page.evaluate(
                "(e => [e.closest('form.wo-field')?.dataset.name ?? '', e.tagName])"
                "(document.activeElement)"
            )
            label = at[0]
            if label in labels and label not in done and at[1] == "INPUT":
                for text in right_texts(label):
                    page.keyboard.type(text)
                    page.keyboard.press("Tab")
                page.keyboard.press("Enter")
                form = page.locator(f"form[data-name='{label}']")
                expect(form.locator(".wo-field-verdict")).to_have_text("✓ right")
                done.add(label)
            page.keyboard.press("Tab")
            if done == set(labels):
                return
        raise AssertionError(f"reached {sorted(done)} of {labels}")
