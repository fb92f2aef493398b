"""The block below a chapter's title says what its front matter says, or the build fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from workedout_book.chapters.head import below, field_line, read_head

GOOD = {"objectives": '["derive it"]', "needs": '["sums"]', "minutes": "25"}
PAGE = """\
---
{front}
---

# A title

Text.

## A section
"""
FRONT = """\
objectives:
  - derive $p - y$
  - say what a {term}`seed` is
needs:
  - "{doc}`/other`: its formulas"
minutes: 25"""
OTHER = "# Other\n\n```{glossary}\nseed\n  A number.\n```\n"

MALFORMED = {
    "objectives that are one text": ("objectives", "derive it", "expected a list"),
    "an empty list": ("objectives", "[]", "expected a list"),
    "an item that yaml took for a mapping": ("needs", '[{"a": "b"}]', "item 1 is not a string"),
    "an empty item": ("needs", '["a", " "]', "item 2 is empty"),
    "minutes in words": ("minutes", "half an hour", "whole number"),
    "no minutes": ("minutes", "0", "whole number"),
    "a fraction of minutes": ("minutes", "2.5", "whole number"),
    "negative minutes": ("minutes", "-5", "whole number"),
}


def test_a_good_head_has_no_problems() -> None:
    head, problems = read_head(GOOD, required=True)
    assert problems == []
    assert head.lists == {"objectives": ["derive it"], "needs": ["sums"]}
    assert head.minutes == 25


@pytest.mark.parametrize(("field", "value", "reason"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_value_is_a_problem_that_names_its_field(
    field: str, value: str, reason: str
) -> None:
    _, problems = read_head({**GOOD, field: value}, required=False)
    assert len(problems) == 1
    assert repr(field) in problems[0]
    assert reason in problems[0]


@pytest.mark.parametrize("field", GOOD)
def test_a_missing_field_is_a_problem_only_where_it_is_required(field: str) -> None:
    fields = {name: value for name, value in GOOD.items() if name != field}
    assert read_head(fields, required=True)[1] == [f"the front matter has no {field!r}"]
    assert read_head(fields, required=False)[1] == []


def test_a_folder_holds_its_pages_but_not_its_namesakes() -> None:
    assert below("book/training/mnist", ["book/training"])
    assert below("book/training/mnist", ["book/training/mnist"])
    assert not below("book/trainings/mnist", ["book/training"])
    assert not below("book/training/mnist", ["book/training/mni"])


def test_the_line_of_a_field_is_found_in_the_front_matter_alone() -> None:
    assert field_line("---\nminutes: 3\nneeds: []\n---\n", "needs") == 3
    assert field_line("---\nminutes: 3\n---\nneeds: []\n", "needs") is None


def test_the_block_stands_below_the_title_with_markdown_resolved(tiny_book) -> None:
    book = tiny_book(
        {"index.md": "# Home\n", "part/one.md": PAGE.format(front=FRONT), "other.md": OTHER},
        ["workedout_book.chapters.head"],
        chapter_head_required=["part"],
    )
    assert book.warnings == ""
    title = book.soup("part/one").select_one("h1")
    block = title.find_next_sibling()
    assert block["class"] == ["wo-head"]
    assert block["aria-label"] == "About this chapter"
    assert block.select_one(".wo-objectives .math") is not None
    assert block.select_one(".wo-objectives a")["href"] == "../other.html#term-seed"
    assert block.select_one(".wo-needs a")["href"] == "../other.html"
    assert not block.details.has_attr("open")
    assert block.details.summary.text.startswith("About 25 minutes What you can do")


def test_what_is_stored_of_a_page_leaves_out_the_other_pages(tiny_book, tmp_path: Path) -> None:
    tiny_book(
        {"index.md": PAGE.format(front=FRONT), "other.md": OTHER}, ["workedout_book.chapters.head"]
    )
    assert b"BuildEnvironment" not in (tmp_path / "doctrees" / "index.doctree").read_bytes()


def test_the_whole_book_on_one_page_has_the_block_as_well(tiny_book) -> None:
    index = "# Home\n\n```{toctree}\none\n```\n"
    files = {"index.md": index, "one.md": PAGE.format(front="minutes: 3")}
    book = tiny_book(
        files,
        ["workedout_book.chapters.head", "workedout_book.exercises.rules"],
        builder="singlehtml",
    )
    assert book.warnings == ""
    assert book.soup().select_one(".wo-head .wo-minutes").text.startswith("About 3 minutes")


def test_a_page_without_the_fields_has_no_block(tiny_book) -> None:
    book = tiny_book({"index.md": "# A title\n"}, ["workedout_book.chapters.head"])
    assert book.status == 0
    assert "wo-head" not in book.pages["index"]


def test_a_chapter_without_a_field_fails_the_build_and_is_named(tiny_book) -> None:
    page = PAGE.format(front="objectives: [one]\nminutes: soon")
    book = tiny_book(
        {"index.md": "# Home\n", "part/one.md": page},
        ["workedout_book.chapters.head"],
        chapter_head_required=["part"],
    )
    assert book.status != 0
    assert "part/one: the front matter has no 'needs'" in book.warnings
    assert "part/one: the front matter's 'minutes': expected" in book.warnings
    assert "index:" not in book.warnings


def test_a_broken_reference_in_the_head_fails_the_build(tiny_book) -> None:
    page = PAGE.format(front='needs: ["{doc}`nowhere`"]')
    book = tiny_book({"index.md": page}, ["workedout_book.chapters.head"])
    assert book.status != 0
    assert "nowhere" in book.warnings
