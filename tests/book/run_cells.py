"""Run the cells of a page as plain Python, in seconds, without building the book.

    python tests/book/run_cells.py book/training/schedules.md

Ticks and what cells print are shown. A cell that fails ends it; the traceback has the page's line.
"""

from __future__ import annotations

import os
import re
import sys
from pathlib import Path

CELL = re.compile(r"^```\{code-cell\} python\n(?::[^\n]*\n)*(.*?)^```$", re.DOTALL | re.MULTILINE)


def run_cells(page: Path) -> None:
    """Run them in order, with the names that those before have left."""
    text, names = page.read_text("utf-8"), {"__name__": "__main__"}
    for cell in CELL.finditer(text):
        above = "\n" * text.count("\n", 0, cell.start(1))
        exec(compile(above + cell[1], str(page), "exec"), names)


if __name__ == "__main__":
    os.environ.setdefault("WORKEDOUT_BUILD", "1")  # a stale record is an error, as in a build
    run_cells(Path(sys.argv[1]))
