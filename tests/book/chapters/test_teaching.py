"""For teachers: homework questions with the sections that settle them, and what chapters ask."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from tiny_book import TinyBook

EXTENSION = ["workedout_book.chapters.teaching"]
CHAPTER = """---
objectives:
  - find $a$
needs:
  - "Sums, from {{doc}}`other`."
  - Patience.
minutes: {minutes}
{homework}
---

# {title}

({label})=
## A section of {title}
"""
HOMEWORK = """homework:
  - "What is $a$? → {ref}`sec-one`, and {doc}`other`"
  - "Why? → {ref}`sec-two`"
"""
LIST = "# List\n\n```{homework} part\n```\n\n```{chapter-overview} part\n```\n"


def pages(homework: str = HOMEWORK) -> dict[str, str]:
    chapter = {"homework": homework.strip(), "minutes": 20, "title": "One", "label": "sec-one"}
    other = {"homework": "", "minutes": 15, "title": "Other", "label": "sec-two"}
    contents = "```{toctree}\npart/one\npart/other\nlist\n```\n"
    return {
        "index.md": f"# Book\n\n{contents}",
        "part/one.md": CHAPTER.format(**chapter),
        "part/other.md": CHAPTER.format(**other).replace("{doc}`other`", "school"),
        "list.md": LIST,
    }


@pytest.fixture
def build(tiny_book: Callable[..., TinyBook]) -> Callable[..., TinyBook]:
    """Build two chapters and the lists."""

    def built(homework: str = HOMEWORK, **settings: list[str]) -> TinyBook:
        return tiny_book(pages(homework), EXTENSION, **settings)

    return built


def rows(book: TinyBook, kind: str) -> list[list[str]]:
    return [
        [cell.text.strip() for cell in row.select("td")]
        for row in book.soup("list").select(f"table.{kind} tbody tr")
    ]


def test_each_question_is_listed_with_links_to_where_it_is_settled(build) -> None:
    book = build()
    assert book.warnings == ""
    assert rows(book, "wo-homework") == [
        [r"What is \(a\)?", "One: A section of One, and Other"],
        ["Why?", "One: A section of Other"],
    ]
    links = [link["href"] for link in book.soup("list").select(".wo-homework td a")]
    first = ["part/one.html", "part/one.html#sec-one", "part/other.html"]
    assert links == [*first, "part/one.html", "part/other.html#sec-two"]


def test_a_title_with_a_formula_is_shown_without_tex(tiny_book) -> None:
    changed = pages()
    title = "## A section of One"
    changed["part/one.md"] = changed["part/one.md"].replace(title, r"## How $1/\sqrt{n}$ comes in")
    book = tiny_book(changed, EXTENSION)
    assert book.warnings == ""
    assert rows(book, "wo-homework")[0][1] == "One: How 1/√ n comes in, and Other"


def test_a_chapter_does_not_show_its_questions(build) -> None:
    assert "What is" not in build().pages["part/one"]


def test_the_overview_has_minutes_their_sum_and_what_a_chapter_builds_on(build) -> None:
    assert rows(build(), "wo-overview") == [
        ["One", "Other", "20"],
        ["Other", "", "15"],
        ["Together", "", "35"],
    ]


def test_the_overview_repeats_what_stands_at_the_head_of_each_chapter(build) -> None:
    first, second = build().soup("list").select(".wo-head")
    assert first["aria-label"] == "About One"
    assert "Sums, from Other." in first.text
    assert "minutes" not in first.text
    assert first.select_one("a")["href"] == "part/other.html"
    assert "Sums, from school." in second.text


def test_the_lists_follow_a_change_of_a_chapter(build, tiny_book) -> None:
    build()
    changed = pages(HOMEWORK.replace("Why?", "How?"))["part/one.md"]
    book = tiny_book({"part/one.md": changed}, EXTENSION)
    assert [question for question, _ in rows(book, "wo-homework")][1] == "How?"


MALFORMED = {
    "no list": ("homework: a question", "expected a list of strings"),
    "no arrow": ('homework: ["Why? {ref}`sec-two`"]', "expected 'question →"),
    "no place": ('homework: ["Why? → below"]', "expected 'question →"),
    "no question": ('homework: ["→ {ref}`sec-two`"]', "expected 'question →"),
}


@pytest.mark.parametrize(("homework", "message"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_entry_fails_the_build(build, homework: str, message: str) -> None:
    book = build(homework)
    assert book.status != 0
    assert message in book.warnings


def test_an_entry_that_leads_nowhere_fails_the_build(build) -> None:
    assert "nowhere" in build('homework: ["Why? → {ref}`nowhere`"]').warnings


def test_a_folder_without_chapters_says_so(tiny_book) -> None:
    book = tiny_book({"index.md": LIST.replace("# List", "# Book")}, EXTENSION)
    assert book.warnings == ""
    assert book.soup().text.count("There is none.") == 2
