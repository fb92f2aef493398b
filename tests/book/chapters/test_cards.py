"""A card says of a chapter what the chapter itself says."""

from __future__ import annotations

import pytest

from workedout_book.chapters.cards import facts

EXTENSION = ["workedout_book.chapters.cards"]
CHAPTER = """\
---
minutes: 12
---

# One

:::{predict} Is $a < b$, by {term}`size`?
:name: predict-one
:right: 1

- Yes.

  It is.
- No.

  See {ref}`where`.
:::

<div class='wo-check'>✓ one</div>

<div class='wo-claim'>✓ two</div>

<div>no tick</div>

(where)=
## Where
"""
OTHER = "# Two\n\n```{glossary}\nsize\n  How large.\n```\n"
FRONT = "# Front\n\n```{chapter-cards} part\n```\n"
FILES = {"index.md": FRONT, "part/one.md": CHAPTER, "part/two.md": OTHER}


def cards(book) -> list:
    return book.soup().select("ul.wo-cards > li")


def test_a_card_has_title_question_minutes_and_what_was_checked(tiny_book) -> None:
    book = tiny_book(FILES, EXTENSION)
    assert book.warnings == ""
    first, second = cards(book)
    assert first.select_one(".wo-card-title a")["href"] == "part/one.html"
    assert "Is " in first.text
    assert first.select_one(".math") is not None
    assert first.select("a")[1]["href"] == "part/two.html#term-size"
    assert first.select_one(".wo-card-state").text == "12 minutes, 2 statements checked"
    assert second.text.strip() == "Two"


def test_a_card_follows_its_chapter(tiny_book) -> None:
    tiny_book(FILES, EXTENSION)
    book = tiny_book({"part/one.md": CHAPTER.replace("minutes: 12", "minutes: 9")}, EXTENSION)
    assert cards(book)[0].select_one(".wo-card-state").text.startswith("9 minutes")


@pytest.mark.parametrize(
    ("minutes", "held", "said"),
    [(5, 2, ["5 minutes", "2 statements checked"]), (0, 2, ["2 statements checked"]), (0, 0, [])],
)
def test_what_there_is_not_is_not_said(minutes: int, held: int, said: list[str]) -> None:
    assert list(facts(minutes, held)) == said
