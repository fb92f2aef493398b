"""The imports of a chapter stand in one folded cell at its head, and are in nobody's way."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from tiny_book import ROOT

PAGES = sorted(
    path
    for part in ("signals", "training", "convolution")
    for path in (ROOT / "book" / part).glob("*.md")
    if path.stem not in ("playground", "lab")
)
CELL = re.compile(r"^```\{code-cell\} python\n(.*?)^```$", re.DOTALL | re.MULTILINE)
IMPORT = re.compile(r"^(?:from \S+ )?import ", re.MULTILINE)
NAME = "What this page imports"
MOST = 3  # lines of import that a shown cell may have


def shown(text: str) -> Iterator[tuple[str, str]]:
    """The options and the code of each cell of a page that is not taken off it."""
    for cell in CELL.findall(text):
        options = "".join(re.findall(r"^:.*\n", cell, re.MULTILINE))
        if "remove-cell" not in options and "remove-input" not in options:
            yield options, cell[len(options) :]


def faults(text: str) -> list[str]:
    """What is wrong with the imports of a page."""
    cells = list(shown(text))
    found = []
    for number, (options, code) in enumerate(cells):
        folded = "hide-input" in options and NAME in options
        lines = len(IMPORT.findall(code))
        if number == 0 and not folded:
            found.append("the first cell is not that of the imports, folded")
        if folded and re.sub(r"^(?:from \S+ )?import .*$", "", code, flags=re.MULTILINE).strip():
            found.append("the cell of the imports does something else, too")
        if lines > MOST and not folded:
            found.append(f"a shown cell has {lines} lines of import")
        if folded and number:
            found.append("a second cell of imports")
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.stem)
def test_the_imports_of_a_chapter_are_out_of_the_way(page: Path) -> None:
    assert faults(page.read_text("utf-8")) == []


HEAD = f':tags: [hide-input]\n:mystnb:\n:  code_prompt_show: "{NAME}"\n\n'
SOUND = f"```{{code-cell}} python\n{HEAD}import a\nfrom b import c\n```\n"
FOUR = "```{code-cell} python\nimport a\nimport b\nimport c\nimport d\n```\n"
WRONG = {
    "not folded": SOUND.replace("hide-input", ""),
    "no imports at the head": "```{code-cell} python\n1 + 1\n```\n",
    "something else beside them": SOUND.replace("import a\n", "import a\nprint(a)\n"),
    "four lines in a derivation": SOUND + FOUR,
    "a second one": SOUND + SOUND,
}


@pytest.mark.parametrize("text", WRONG.values(), ids=WRONG)
def test_imports_in_the_way_are_found(text: str) -> None:
    assert len(faults(text)) == 1


def test_hidden_cells_and_three_lines_are_let_pass() -> None:
    hidden = FOUR.replace("python\n", "python\n:tags: [remove-cell]\n\n")
    assert faults(hidden + SOUND + FOUR.replace("import d\n", "d = 1\n")) == []
