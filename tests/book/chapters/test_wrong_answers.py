"""The index of wrong answers: each with what refutes it, linked both ways."""

from __future__ import annotations

from collections.abc import Callable

import nbformat
import pytest
from docutils import nodes
from sphinx.environment import BuildEnvironment
from tiny_book import TinyBook

EXTENSION = ["workedout_book.chapters.wrong_answers"]
INDEX = "# Wrong answers\n\n## A part\n\n```{wrong-answers}\n```\n"
SETTINGS = {"wrong_answers_page": "list", "numfig": True}
HEAD = """
(elsewhere)=
## A section

$$ a = 1 $$ (eq-a)

"""
TWO = """
## Wrong answers

**"All are {math}`a` dead."**
Not one is: see {ref}`elsewhere`, {doc}`other`, {eq}`eq-a` and [here](#elsewhere).

Another paragraph.

**"It is slow."**
"""
NESTED = """
## Wrong answers

(wrong-lines)=
### "Two lines"

One is enough.

More about it.
"""
PREDICT = """
:::{predict} Which is it?
:name: predict-it
:right: 2

- The first.

  No: see {ref}`elsewhere`.
- The second.

  Yes.
:::
"""


def tick(statement: str, kind: str = "check") -> nbformat.NotebookNode:
    """The output of a check."""
    note = {"kind": kind, "statement": statement}
    return nbformat.v4.new_output(
        "display_data", data={"text/plain": statement}, metadata={"workedout": note}
    )


def page(*parts: str | list[nbformat.NotebookNode], title: str = "A chapter") -> str:
    """A notebook of texts and of cells with these outputs."""
    cells = [nbformat.v4.new_markdown_cell(f"# {title}\n")]
    for part in parts:
        if isinstance(part, str):
            cells.append(nbformat.v4.new_markdown_cell(part))
        else:
            cells.append(nbformat.v4.new_code_cell("pass", outputs=part))
    metadata = {
        "kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"},
        "language_info": {"name": "python", "pygments_lexer": "python"},
    }
    return nbformat.writes(nbformat.v4.new_notebook(cells=cells, metadata=metadata))


@pytest.fixture
def listed(tiny_book: Callable[..., TinyBook]) -> Callable[..., TinyBook]:
    """Build a book of one chapter in a folder, and the list."""

    def build(*parts: str | list[nbformat.NotebookNode]) -> TinyBook:
        pages = {
            "index.md": "# Book\n\n```{toctree}\npart/chapter\npart/other\nlist\n```\n",
            "part/chapter.ipynb": page(*parts),
            "part/other.md": "# Other\n",
            "list.md": INDEX,
        }
        return tiny_book(pages, EXTENSION, **SETTINGS)

    return build


def test_each_answer_is_listed_with_what_is_said_and_checked_against_it(listed) -> None:
    book = listed(HEAD, TWO, [tick("It is fast"), tick("It is faster", "claim")])
    assert book.warnings == ""
    terms = [term.text for term in book.soup("list").select("dt")]
    assert [term.replace("”", '"').replace("“", '"') for term in terms] == [
        r'"All are \(a\) dead."',
        '"It is slow."',
    ]
    first, second = book.soup("list").select("dd")
    assert first.text.strip().startswith("Not one is: see “A section”, Other, (1) and")
    assert "Another" not in first.text
    assert [each.text.strip() for each in second.select(".wo-check, .wo-claim")] == [
        "✓ It is fast",
        "✓ It is faster",
    ]


def test_what_a_cell_before_the_first_answer_checks_is_not_listed(listed) -> None:
    book = listed(HEAD, [tick("Before")], TWO, [tick("After")])
    assert "After" in book.soup("list").text
    assert "Before" not in book.soup("list").text


def test_an_answer_may_be_the_title_of_a_subsection(listed) -> None:
    book = listed(NESTED, [tick("One line")])
    assert book.warnings == ""
    [answer], [said] = book.soup("list").select("dt"), book.soup("list").select("dd")
    assert "Two lines" in answer.text
    assert said.text.split() == ["One", "is", "enough.", "✓", "One", "line"]


def test_the_answer_leads_to_its_place_and_its_place_to_the_list(listed) -> None:
    book = listed(HEAD, TWO, [tick("It is fast")])
    chapter, index = book.soup("part/chapter"), book.soup("list")
    for link in index.select("dt a"):
        address, identifier = link["href"].split("#")
        assert address == "part/chapter.html"
        assert chapter.find(id=identifier).text.strip().startswith(link.text[:5])
    [back] = [link for link in chapter.select("section a") if "list.html" in link["href"]]
    assert index.find(id=back["href"].split("#")[1]).name == "section"


def test_the_references_of_a_refutation_lead_where_they_did(listed) -> None:
    book = listed(HEAD, TWO, [tick("It is fast")])
    links = [link["href"] for link in book.soup("list").select("dd a")]
    assert links[:2] == ["part/chapter.html#elsewhere", "part/other.html"]
    assert links[2].startswith("part/chapter.html#equation-")
    assert links[3] == "part/chapter.html#elsewhere"


def test_a_numbered_table_is_named_without_reading_its_page_again(
    listed, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = ":::{table} A\n:name: tbl-a\n\n| a |\n| --- |\n| 1 |\n:::\n"
    text = '## Wrong answers\n\n**"A."**\nNo, by {numref}`tbl-a`.\n'
    read: list[str] = []
    plain = BuildEnvironment.get_doctree

    def get_doctree(self: BuildEnvironment, docname: str) -> nodes.document:
        read.append(docname)
        return plain(self, docname)

    monkeypatch.setattr(BuildEnvironment, "get_doctree", get_doctree)
    said = listed(table, text).soup("list").select_one("dd")
    assert said.text.strip() == "No, by Table 1."
    assert said.select_one("a")["href"] == "part/chapter.html#tbl-a"
    # To write it, and for the reference on the page itself.
    assert read.count("part/chapter") == 2


def test_an_exercise_is_named_by_its_number(tiny_book) -> None:
    text = '## Wrong answers\n\n**"A."**\nNo: {ref}`ex-a`.\n'
    exercise = "```{exercise} Title\n:label: ex-a\n\nWhat?\n```\n"
    contents = "# Book\n\n```{toctree}\nchapter\nlist\n```\n"
    pages = {"index.md": contents, "chapter.ipynb": page(text, exercise), "list.md": INDEX}
    book = tiny_book(pages, [*EXTENSION, "sphinx_exercise"], **SETTINGS)
    assert "No: Exercise 1" in book.soup("chapter").text
    assert "No: Exercise 1" in book.soup("list").text


def test_a_page_that_lists_formulas_is_said_to_have_some(listed) -> None:
    text = '## Wrong answers\n\n**"$a$ is dead."**\nNo.\n'
    assert listed(text).soup("list").select("script[src*=mathjax]")


def test_anchors_are_distinct_and_without_numbers(listed) -> None:
    text = '## Wrong answers\n\n**"97 of 100 is much."**\nNo.\n\n**"98 of 100 is much."**\nNo.\n'
    anchors = [link["href"] for link in listed(text).soup("list").select("dt a")]
    assert anchors == [f"part/chapter.html#wrong-of-is-much{end}" for end in ("", "-2")]


def test_wrong_predictions_are_listed_with_the_responses(listed) -> None:
    book = listed(HEAD, PREDICT)
    assert book.warnings == ""
    [question] = book.soup("list").select("dt a")
    assert (question.text, question["href"]) == ("Which is it?", "part/chapter.html#predict-it")
    [answer] = book.soup("list").select("dd li")
    assert answer.text.strip() == "The first. No: see “A section”."


def test_a_question_with_a_link_in_it_is_one_link(listed) -> None:
    asking = PREDICT.replace("Which is it?", "Which is {doc}`it <chapter>`?")
    assert asking != PREDICT
    [question] = listed(HEAD, asking).soup("list").select("dt a")
    assert (question.text, question["href"]) == ("Which is it?", "part/chapter.html#predict-it")


def test_a_section_without_an_answer_is_a_warning(listed) -> None:
    assert "has no answer" in listed("## Wrong answers\n\nNone.\n").warnings


def test_an_answer_that_nothing_refutes_is_a_warning(listed) -> None:
    book = listed(TWO.replace("{eq}`eq-a`", "").replace("{ref}`elsewhere`", ""))
    assert "nothing refutes" in book.warnings
    assert "It is slow" in book.warnings


def test_the_list_follows_a_change_of_a_chapter(listed, tiny_book) -> None:
    listed(HEAD, TWO, [tick("It is fast")])
    changed = page(HEAD, TWO, [tick("It is fast")], '**"A third."**\nNo.\n')
    book = tiny_book({"part/chapter.ipynb": changed}, EXTENSION, **SETTINGS)
    assert "A third." in book.soup("list").text


def test_only_the_pages_of_the_named_folder_are_listed(tiny_book) -> None:
    pages = {
        "index.md": "# Book\n",
        "one/a.ipynb": page('## Wrong answers\n\n**"First."**\nNo.\n'),
        "two/b.ipynb": page('## Wrong answers\n\n**"Second."**\nNo.\n'),
        "list.md": "# Index\n\n```{wrong-answers} two\n```\n\n```{wrong-answers} three\n```\n",
    }
    book = tiny_book(pages, EXTENSION, **SETTINGS)
    [term] = book.soup("list").select("dt")
    assert "Second." in term.text
    assert "There are no wrong answers." in book.soup("list").text


def test_without_the_page_no_link_leads_to_it(tiny_book) -> None:
    book = tiny_book({"index.md": '# A\n\n## Wrong answers\n\n**"B."**\nNo.\n'}, EXTENSION)
    assert book.warnings == ""
    assert "index of wrong answers" not in book.pages["index"]
