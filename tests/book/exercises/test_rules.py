"""Each exercise has a solution, and no two anchors of a page are the same."""

from __future__ import annotations

from collections import Counter

import nbformat

EXERCISE = """\
```{{exercise}}
:label: ex-{0}

What is it?
```
"""
SOLUTION = """\
```{{solution}} ex-{0}
:label: sol-{0}

This.
```
"""
GATED = """\
```{exercise-start}
:label: ex-c
```

Run it.

```{exercise-end}
```

```{solution-start} ex-c
:label: sol-c
```

It runs.

```{solution-end}
```
"""


def page(*parts: str) -> dict[str, str]:
    return {"index.md": "\n".join(["# A title\n", *parts])}


def answered(name: str) -> str:
    return EXERCISE.format(name) + SOLUTION.format(name)


def test_answered_exercises_pass_and_are_numbered(tiny_book) -> None:
    book = tiny_book(page(answered("a"), answered("b"), GATED), ["workedout_book.exercises.rules"])
    assert book.warnings == ""
    titles = [title.text.strip() for title in book.soup().select(".exercise .admonition-title")]
    assert titles == ["Exercise 1", "Exercise 2", "Exercise 3"]
    links = book.soup().select(".solution .admonition-title a")
    assert [link.text for link in links] == titles
    assert {str(link.previous_sibling) for link in links} == {"Solution to "}


def test_no_two_anchors_of_a_page_are_the_same(tiny_book) -> None:
    book = tiny_book(page(answered("a"), answered("b"), GATED), ["workedout_book.exercises.rules"])
    anchors = Counter(tag["id"] for tag in book.soup().find_all(id=True))
    assert anchors["ex-b-content"] == 1
    assert [anchor for anchor, times in anchors.items() if times > 1] == []


def test_an_exercise_without_a_solution_fails_the_build(tiny_book) -> None:
    book = tiny_book(page(answered("a"), EXERCISE.format("b")), ["workedout_book.exercises.rules"])
    assert book.status != 0
    assert "index: the exercise 'ex-b' has no solution" in book.warnings
    assert "ex-a" not in book.warnings


def test_a_solution_of_an_unknown_exercise_fails_the_build(tiny_book) -> None:
    book = tiny_book(page(answered("a"), SOLUTION.format("b")), ["workedout_book.exercises.rules"])
    assert book.status != 0
    assert "ex-b" in book.warnings


def test_a_build_that_leaves_solutions_out_passes(tiny_book) -> None:
    book = tiny_book(page(answered("a")), ["workedout_book.exercises.rules"], hide_solutions=True)
    assert book.warnings == ""
    assert "This." not in book.pages["index"]


def test_nodes_of_other_extensions_are_written_on_the_one_page_build(tiny_book) -> None:
    cell = nbformat.v4.new_code_cell("1 + 1", metadata={"tags": ["hide-input"]})
    title = nbformat.v4.new_markdown_cell("# A title\n\n" + answered("a"))
    language = {"language_info": {"name": "python", "pygments_lexer": "python"}}
    page = nbformat.writes(nbformat.v4.new_notebook(cells=[title, cell], metadata=language))
    book = tiny_book(
        {"index.ipynb": page}, ["workedout_book.exercises.rules"], builder="singlehtml"
    )
    assert book.warnings == ""
    assert "Show code cell" in book.pages["index"]
