"""What a screen reader would say of a chapter, from the browser's accessibility tree.

Each chapter is written out to ``_build/spoken``, to be looked at.
"""

import re
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
# A chapter of each part.
CHAPTERS = ["signals/backpropagation", "training/depth-width", "convolution/pooling"]
HAVE_NAMES = {"button", "link", "heading", "img", "figure", "table", "textbox", "radio"}
# A role, a name in quotes or between slashes, states in brackets.
SAID = re.compile(r'([a-z]+)(?: (?:"((?:[^"\\]|\\.)*)"|/(.*)/))?((?: \[[^\]]*\])*)')


class Said(NamedTuple):
    """One thing that is said: what it is, its name or text, its states, and what it is within."""

    role: str
    name: str
    states: str
    within: tuple[str, ...]


def said(tree: Any, within: tuple[str, ...] = ()) -> Iterator[Said]:
    """Everything in the tree, in the order in which it is read."""
    for item in tree:
        head, rest = next(iter(item.items())) if isinstance(item, dict) else (item, None)
        match = SAID.fullmatch(head)
        if not match:  # an address, say
            continue
        role, name, pattern, states = match.groups()
        text = rest if isinstance(rest, str) else ""
        yield Said(role, name or pattern or text, states or "", within)
        if isinstance(rest, list):
            yield from said(rest, (*within, role))


@pytest.fixture(scope="module")
def spoken(window, address):
    """What is said of a chapter, once for all tests."""
    heard: dict[str, list[Said]] = {}

    def listen(chapter: str) -> list[Said]:
        if chapter not in heard:
            page = window(1280, "light").new_page()
            page.goto(f"{address}/book/{chapter}.html")
            snapshot = page.locator("main").aria_snapshot()
            page.close()
            file = ROOT / "_build" / "spoken" / f"{chapter}.yml"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(snapshot, "utf-8")
            heard[chapter] = list(said(yaml.safe_load(snapshot)))
        return heard[chapter]

    return listen


each_chapter = pytest.mark.parametrize("chapter", CHAPTERS)


@each_chapter
def test_whatever_needs_a_name_has_one(spoken, chapter):
    # A picture in a button or a link is named with it.
    nameless = [
        each
        for each in spoken(chapter)
        if each.role in HAVE_NAMES and not each.name and not {"button", "link"} & {*each.within}
    ]
    assert nameless == []


@each_chapter
def test_every_formula_is_read_as_mathematics(spoken, chapter):
    formulas = [each.name for each in spoken(chapter) if each.role == "math"]
    assert len(formulas) > 20
    assert all(formula.strip() for formula in formulas)
    # TeX that is read out would be backslashes and braces.
    assert [formula for formula in formulas if re.search(r"[\\{}]", formula)] == []


@each_chapter
def test_headings_go_down_one_level_at_a_time(spoken, chapter):
    levels = [
        int(re.search(r"level=(\d)", each.states)[1])
        for each in spoken(chapter)
        if each.role == "heading"
    ]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(lower <= upper + 1 for upper, lower in pairwise(levels))


@each_chapter
def test_buttons_that_unfold_solutions_are_told_apart(spoken, chapter):
    names = [each.name for each in spoken(chapter) if "Solution to" in each.name]
    names = [name for name in names if name.startswith("Click to show: ")]
    assert len(names) >= 5
    assert Counter(names).most_common(1)[0][1] == 1


@each_chapter
def test_tables_have_headers(spoken, chapter):
    heard = spoken(chapter)
    tables = sum(each.role == "table" for each in heard)
    headed = sum(each.role == "rowgroup" for each in heard if "table" in each.within)
    headers = sum(each.role in ("columnheader", "rowheader") for each in heard)
    assert headers >= tables
    assert headed >= tables


def test_an_unfolded_solution_says_how_to_fold_it(window, address):
    page = window(1280, "light").new_page()
    page.goto(f"{address}/book/{CHAPTERS[0]}.html")
    button = page.locator(".admonition-title .toggle-button").first
    shown = button.get_attribute("aria-label")
    assert button.get_attribute("aria-expanded") == "false"
    button.focus()
    page.keyboard.press("Enter")
    assert button.get_attribute("aria-expanded") == "true"
    page.wait_for_function(
        "b => b.getAttribute('aria-label').startsWith('Click to hide: ')",
        arg=button.element_handle(),
    )
    assert button.get_attribute("aria-label") == shown.replace("show", "hide", 1)
    page.close()


SAMPLE = """
- main:
  - heading "A \\"b\\"" [level=1]
  - button "Copy":
    - img
  - link /now \\d/:
    - /url: "#x"
  - math: a + b
"""


def test_a_tree_is_read_in_order():
    assert list(said(yaml.safe_load(SAMPLE))) == [
        Said("main", "", "", ()),
        Said("heading", 'A \\"b\\"', " [level=1]", ("main",)),
        Said("button", "Copy", "", ("main",)),
        Said("img", "", "", ("main", "button")),
        Said("link", "now \\d", "", ("main",)),
        Said("math", "a + b", "", ("main",)),
    ]
