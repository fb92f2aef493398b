"""Sentences that are quoted on another page point at their chapter, and links read as titles."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from docutils import nodes
from tiny_book import TinyBook

from workedout_book.chapters.out_of_place import ended, pointing


def link(text: str) -> nodes.Node:
    """A link, as brackets."""
    return nodes.Text(f"[{text}]")


def text_of(found: list[nodes.Node]) -> str:
    """The text of some nodes."""
    return "".join(node.astext() for node in found)


POINTS = {
    "It is not, as counted above.": "It is not, as counted above ([in the chapter]).",
    "In the limit above; but": "In the limit above ([in the chapter]); but",
    "The images above, and all.": "The images above ([in the chapter]), and all.",
    "the network above ran away": "the network above ([in the chapter]) ran away",
    "the claim above that it is": "the claim above ([in the chapter]) that it is",
    "the share computed below says": "the share computed below ([in the chapter]) says",
    "at the top of this page is": "at the top of [the chapter] is",
    "the network of this chapter": "the network of [the chapter]",
}
STAYS = (
    "The mean is above 1; that is much.",
    "Each is above, or below, one half.",
    "no slope lies above.",
    "the loss is just below.",
    "All logits above the largest",
    "Accuracy above chance",
)


@pytest.mark.parametrize(("before", "after"), POINTS.items())
def test_words_that_point_are_led_to_the_chapter(before: str, after: str) -> None:
    assert text_of(pointing([nodes.Text(before)], link)) == after


@pytest.mark.parametrize("text", STAYS)
def test_words_that_compare_are_left_alone(text: str) -> None:
    assert text_of(pointing([nodes.Text(text)], link)) == text


def test_what_is_typed_as_code_is_left_alone() -> None:
    code = nodes.literal("", "as counted above.")
    assert text_of(pointing([code], link)) == "as counted above."


def test_words_within_emphasis_are_led_too() -> None:
    found = pointing([nodes.emphasis("", "", nodes.Text("as counted above."))], link)
    assert text_of(found) == "as counted above ([in the chapter])."


ENDS = {
    ("It fails, see:", True): "It fails, see:",
    ("It fails, among these:", False): "It fails, among these.",
    ("It has the three losses", True): "It has the three losses:",
    ("It fails.", True): "It fails.",
    ("It fails.", False): "It fails.",
}


@pytest.mark.parametrize(("given", "text"), ENDS.items(), ids=str)
def test_a_sentence_ends_as_what_follows_asks(given: tuple[str, bool], text: str) -> None:
    before, more = given
    assert text_of(ended([nodes.Text(before)], more)) == text


EXTENSION = ["workedout_book.chapters.wrong_answers"]
CHAPTER = """# A chapter

(elsewhere)=
## A section

## Wrong answers

**"It is so."**
It is not, as counted above: {ref}`elsewhere` counts, and [here](#elsewhere) too.
"""


@pytest.fixture
def said(tiny_book: Callable[..., TinyBook]) -> Callable[[str], str]:
    """What the list says against the one answer of a chapter."""

    def build(text: str) -> str:
        pages = {
            "index.md": "# Book\n\n```{toctree}\nchapter\nlist\n```\n",
            "chapter.md": text,
            "list.md": "# Wrong answers\n\n## A part\n\n```{wrong-answers}\n```\n",
        }
        book = tiny_book(pages, EXTENSION, wrong_answers_page="list")
        assert book.warnings == ""
        found = book.soup("list").select_one("dd")
        for each in found.select("a"):
            assert each["href"].startswith("chapter.html#")
        return str(found.select_one("p").text).strip()

    return build


def test_the_list_of_wrong_answers_does_both(said) -> None:
    assert said(CHAPTER) == (
        "It is not, as counted above (in the chapter): “A section” counts, and here too."
    )


def test_a_title_with_a_formula_is_shown_in_words(said) -> None:
    text = CHAPTER.replace("## A section", "## Why $\\sqrt{n}$")
    assert "“Why √ n” counts" in said(text)
