"""One setting leaves all solutions out of a build: pages, notebooks, sources and search."""

from __future__ import annotations

from pathlib import Path

import pytest
from sphinx.errors import ExtensionError

from workedout_book.exercises.solution_reader import cells_in_solutions, without_solutions

EXTENSIONS = [
    "workedout_book.exercises.rules",
    "workedout_book.exercises.hidden_solutions",
    "workedout_book.notebooks.notebooks",
    "workedout_book.site.section_search",
]
HEAD = """---
file_format: mystnb
kernelspec: {display_name: Python 3, language: python, name: python3}
---

# A title
"""
EXERCISE = """
```{{exercise}} Question
:label: ex-{0}

What is {0}?
```
"""
GATED = """
```{solution-start} ex-gated
:class: dropdown
```

It is secretwords.

```{code-cell} python
:tags: [remove-cell]

secretstart = 1
```

```{code-cell} python
secretresult = secretstart + 1
```

```{solution-end}
```
"""
PLAIN = """
````{solution} ex-plain
It is secretplain.

```python
secretplaincode
```
````
"""
AFTER = """
```{code-cell} python
kept = 1
```

Kept words.
"""
PAGE = HEAD + EXERCISE.format("gated") + GATED + EXERCISE.format("plain") + PLAIN + AFTER


def tell(folder: Path) -> list[str]:
    """The files of a site in which a word of a solution stands."""
    return sorted(
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and b"secret" in path.read_bytes()
    )


def test_no_file_of_the_site_tells_a_solution(tiny_book) -> None:
    settings = {"html_copy_source": True}
    book = tiny_book({"index.md": PAGE}, EXTENSIONS, **settings)
    assert book.warnings == ""
    with_solutions = tell(book.output)
    assert {"index.html", "notebooks/index.ipynb"} <= set(with_solutions)
    assert any(name.startswith("_sources/") for name in with_solutions)
    book = tiny_book({}, EXTENSIONS, hide_solutions=True, **settings)
    assert book.warnings == ""
    assert tell(book.output) == []


def test_exercises_and_what_follows_the_solutions_stay(tiny_book) -> None:
    book = tiny_book({"index.md": PAGE}, EXTENSIONS, hide_solutions=True)
    page = book.soup()
    assert len(page.select(".exercise")) == 2
    assert not page.select(".solution")
    assert "kept = 1" in page.text
    assert "Kept words." in page.text
    notebook = (book.output / "notebooks/index.ipynb").read_text("utf-8")
    assert "kept = 1" in notebook


def test_a_solution_that_cannot_be_left_out_fails_the_build(tiny_book) -> None:
    nested = GATED.replace("It is", "## Heading\n\nIt is")
    page = HEAD + EXERCISE.format("gated") + nested
    with pytest.raises(ExtensionError, match=r"index, line .*: a solution with a heading in it"):
        tiny_book({"index.md": page}, EXTENSIONS, hide_solutions=True)


def test_the_source_keeps_all_but_the_solutions() -> None:
    kept = without_solutions(PAGE)
    assert "secret" not in kept
    assert kept.count("{exercise}") == 2
    assert kept.endswith(AFTER)


def test_a_text_without_solutions_stays_as_it_is() -> None:
    assert without_solutions(HEAD + AFTER) == HEAD + AFTER


def test_a_fence_within_a_solution_does_not_end_it() -> None:
    assert without_solutions(PLAIN + "After.\n").strip() == "After."


def test_the_cells_between_gates_are_those_of_solutions() -> None:
    cells = [
        {"cell_type": "markdown", "source": "```{solution-start} ex-a\n:class: dropdown\n```\nNo"},
        {"cell_type": "code", "source": "a"},
        {"cell_type": "markdown", "source": "Still."},
        {"cell_type": "code", "source": "b"},
        {"cell_type": "markdown", "source": "```{solution-end}\n```"},
        {"cell_type": "code", "source": "c"},
    ]
    assert cells_in_solutions(cells) == {1, 3}
