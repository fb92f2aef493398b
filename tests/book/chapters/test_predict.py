"""A question answers each of its answers, and what it would give away waits for the reader."""

from __future__ import annotations

import pytest
from docutils import nodes

from workedout_book.chapters.predict import problems, right_answers

PAGE = """\
# A title

:::{{predict}} Is $a < b$?
:name: {name}
:right: {right}

{answers}
:::

::::{{reveal}} {waits_for}

The answer.

:::{{note}}
A note.
:::
::::

(where)=
## Where it is refuted

Text. See {{ref}}`predict-a`.
"""
YES = "- Yes, `a`.\n\n  Well chosen."
NO = "- No, $b$.\n\n  It is not so: {ref}`where`."
GOOD = {"name": "predict-a", "right": "1", "answers": f"{YES}\n{NO}", "waits_for": "predict-a"}

BROKEN = {
    "an answer without a response": ({"answers": f"{YES}\n- No."}, "answer 2 has no response"),
    "a wrong answer refuted nowhere": (
        {"answers": f"{YES}\n- No.\n\n  It is not so."},
        "wrong answer 2 links no place",
    ),
    "a wrong answer with a link to another site only": (
        {"answers": f"{YES}\n- No.\n\n  See [there](https://example.org)."},
        "wrong answer 2 links no place",
    ),
    "no list of answers": ({"answers": "Yes or no?"}, "list of two answers or more"),
    "a single answer": ({"answers": YES}, "list of two answers or more"),
    "a right answer that is not there": ({"right": "1, 3"}, "answer 3 is called right"),
    "a right answer in words": ({"right": "first"}, "expected numbers of answers"),
    "a fold that waits for an unknown question": (
        {"waits_for": "predict-b"},
        "no predict named 'predict-b'",
    ),
    "a refutation in an unknown place": (
        {"answers": f"{YES}\n- No.\n\n  See {{ref}}`nowhere`."},
        "undefined label: 'nowhere'",
    ),
}


def page(**changes: str) -> str:
    return PAGE.format(**{**GOOD, **changes})


def test_right_answers_are_numbers_or_none() -> None:
    assert right_answers("2") == {2}
    assert right_answers("1, 3") == {1, 3}
    assert right_answers("none") == frozenset()
    for wrong in ("", "0", "-1", "1.5", "one", "1;2", None):
        with pytest.raises(ValueError, match="expected numbers"):
            right_answers(wrong)


def test_a_citation_or_a_term_refutes_nothing() -> None:
    def response(**attributes: str) -> nodes.Element:
        from sphinx.addnodes import pending_xref

        return nodes.paragraph("", "", pending_xref("", **attributes))

    good = response(refdomain="std", reftype="ref")
    for weak in ({"refdomain": "cite", "reftype": "p"}, {"refdomain": "std", "reftype": "term"}):
        assert problems(2, [1], {1: nodes.paragraph(), 2: response(**weak)})
    assert problems(2, [1], {1: nodes.paragraph(), 2: good}) == []


def test_a_good_question_is_a_fieldset_of_labelled_radio_buttons(tiny_book) -> None:
    book = tiny_book({"index.md": page()}, ["workedout_book.chapters.predict"])
    assert book.warnings == ""
    predict = book.soup().select_one("div.wo-predict")
    assert predict["id"] == "predict-a"
    assert predict["data-right"] == "1"
    assert predict.select_one("fieldset > legend .math") is not None
    radios = predict.select("input[type=radio]")
    assert [radio["name"] for radio in radios] == ["predict-a"] * 2
    labels = {label["for"]: label.text for label in predict.select("label")}
    assert [labels[radio["id"]].split(",")[0] for radio in radios] == ["Yes", "No"]
    assert predict.select_one("[role=status][aria-live=polite]").text == ""


def test_without_the_script_responses_and_content_can_be_unfolded(tiny_book) -> None:
    book = tiny_book({"index.md": page()}, ["workedout_book.chapters.predict"])
    soup = book.soup()
    responses = soup.select("details.wo-response")
    assert [response["data-answer"] for response in responses] == ["1", "2"]
    assert responses[1].select_one("a")["href"] == "#where"
    reveal = soup.select_one("details.wo-reveal")
    assert reveal["data-predict"] == "predict-a"
    assert reveal.select_one("summary").text
    assert "The answer." in reveal.text
    assert reveal.select_one(".note") is not None
    assert soup.select_one(".wo-commit").has_attr("hidden")


def test_a_reference_shows_the_question(tiny_book) -> None:
    book = tiny_book({"index.md": page()}, ["workedout_book.chapters.predict"])
    assert book.soup().select_one('#where-it-is-refuted a[href="#predict-a"]') is not None


@pytest.mark.parametrize(("changes", "warning"), BROKEN.values(), ids=BROKEN)
def test_a_broken_question_fails_the_build(
    tiny_book, changes: dict[str, str], warning: str
) -> None:
    book = tiny_book({"index.md": page(**changes)}, ["workedout_book.chapters.predict"])
    assert book.status != 0
    assert warning in book.warnings
    assert "index.md" in book.warnings


def test_two_questions_of_one_name_on_a_page_fail_the_build(tiny_book) -> None:
    book = tiny_book(
        {"index.md": page() + page().replace("where", "there")}, ["workedout_book.chapters.predict"]
    )
    assert book.status != 0
    assert "the name 'predict-a' is taken on this page" in book.warnings


def test_two_questions_of_one_name_on_two_pages_fail_the_build(tiny_book) -> None:
    book = tiny_book(
        {"index.md": page(), "other.md": page().replace("where", "there")},
        ["workedout_book.chapters.predict"],
    )
    assert book.status != 0
    assert "duplicate label predict-a" in book.warnings


def test_the_script_comes_with_the_pages_that_ask_and_no_others(tiny_book) -> None:
    book = tiny_book(
        {"index.md": page(), "plain.md": "# Plain\n"}, ["workedout_book.chapters.predict"]
    )
    assert "predict.js" in book.pages["index"]
    assert "predict.js" not in book.pages["plain"]
    assert (book.output / "_static" / "predict.js").exists()


def test_the_whole_book_on_one_page_asks_as_well(tiny_book) -> None:
    index = "# Home\n\n```{toctree}\none\n```\n"
    files = {"index.md": index, "one.md": page()}
    book = tiny_book(
        files,
        ["workedout_book.chapters.predict", "workedout_book.exercises.rules"],
        builder="singlehtml",
    )
    assert book.warnings == ""
    assert "predict.js" in book.pages["index"]
    assert len(book.soup().select("div.wo-predict input")) == 2


CELL = """\
---
jupytext:
  text_representation:
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---

# A title

:::{predict} What is printed?
:name: predict-a
:right: none

- One.

  No: {ref}`where`.
- Two.

  No: {ref}`where`.
:::

```{code-cell} python
:tags: ["reveal:predict-a"]
print(3)
```

(where)=
## Below
"""


def test_a_tagged_cell_shows_its_source_and_folds_its_output(tiny_book) -> None:
    book = tiny_book(
        {"index.md": CELL}, ["workedout_book.chapters.predict"], nb_execution_mode="force"
    )
    assert book.warnings == ""
    soup = book.soup()
    assert soup.select_one(".cell_output > details.wo-reveal").text.strip().endswith("3")
    assert soup.select_one(".cell_input details") is None
