"""A reader copies what a page shows, so the cells that are not shown must not be needed."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).parents[2]
CELL = re.compile(r"^```\{code-cell\}[^\n]*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
HIDDEN = re.compile(r"^:tags:.*remove-(cell|input)", re.MULTILINE)
OPTION = re.compile(r"^:.*\n", re.MULTILINE)
PAGES = sorted(
    path.relative_to(REPOSITORY)
    for path in (REPOSITORY / "book").rglob("*.md")
    if CELL.search(path.read_text(encoding="utf-8"))
)


def shown_code(page: str) -> str:
    """The code of the cells that a page shows, in order."""
    cells = [match[1] for match in CELL.finditer(page) if not HIDDEN.search(match[1])]
    return "\n".join(OPTION.sub("", cell) for cell in cells)


def test_a_hidden_cell_is_left_out_and_options_are_no_code() -> None:
    page = (
        "```{code-cell} python\n:tags: [hide-output]\n\na = 1\n```\n\ntext\n\n"
        "```{code-cell} python\n:tags: [remove-cell]\n\nb = 2\n```\n"
    )
    assert shown_code(page).strip() == "a = 1"


@pytest.mark.parametrize("page", PAGES, ids=str)
def test_the_shown_cells_of_a_page_run_by_themselves(page: Path, tmp_path: Path) -> None:
    code = shown_code((REPOSITORY / page).read_text(encoding="utf-8"))
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
