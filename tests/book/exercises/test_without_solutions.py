"""A book without solutions still runs: no cell needs a name that only a solution defines.

A reader runs from top to bottom what is left, and so does the build of a class's own copy.
"""

from __future__ import annotations

import ast
import builtins
from collections.abc import Iterable
from pathlib import Path

import pytest
import yaml
from page_cells import page_cells

from workedout_book.exercises.solution_reader import without_solutions

ROOT = Path(__file__).parents[3]
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
CHAPTERS = [
    chapter["file"]
    for part in CONTENTS["parts"]
    for chapter in part["chapters"]
    if "{solution" in (ROOT / f"{chapter['file']}.md").read_text("utf-8")
]


def cells(page: str) -> list[str]:
    """The code of a page's cells, in their order."""
    return [cell.code for cell in page_cells(page)]


def given(code: str) -> set[str]:
    """The names that a cell gives to the cells after it, and those that its insides use up."""
    tree = ast.parse(code)
    names = {
        node.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.add(node.name)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            names |= {(alias.asname or alias.name).split(".")[0] for alias in node.names}
        elif isinstance(node, ast.arg):
            names.add(node.arg)
        elif isinstance(node, ast.ExceptHandler) and node.name:
            names.add(node.name)
    return names


def lacking(code: Iterable[str]) -> set[str]:
    """The names that some cell uses and neither it nor a cell before it defines."""
    known, found = set(dir(builtins)), set()
    for cell in code:
        known |= given(cell)
        found |= {
            node.id
            for node in ast.walk(ast.parse(cell))
            if isinstance(node, ast.Name) and node.id not in known
        }
    return found


def test_a_name_that_a_solution_alone_defines_is_found() -> None:
    solution = "```{solution-start} ex-a\n```\n```{code-cell} python\nhidden = 1\n```\n"
    after = "```{solution-end}\n```\n```{code-cell} python\n:tags: [a]\nprint(hidden)\n```\n"
    assert lacking(cells(solution + after)) == set()
    assert lacking(cells(without_solutions(solution + after))) == {"hidden"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_no_cell_needs_a_solution(chapter: str) -> None:
    page = (ROOT / f"{chapter}.md").read_text("utf-8")
    kept = cells(without_solutions(page))
    assert 0 < len(kept) < len(cells(page))
    assert lacking(kept) == set()
