"""Run the cells of a page as plain Python, in seconds, without building the book.

    python tests/book/run_cells.py book/training/schedules.md

Ticks and what cells print are shown. A cell that fails ends it; the traceback has the page's line.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from page_cells import page_cells


def run_cells(page: Path) -> None:
    """Run them in order, with the names that those before have left."""
    names = {"__name__": "__main__"}
    for cell in page_cells(page.read_text("utf-8")):
        exec(compile("\n" * cell.above + cell.code, str(page), "exec"), names)


if __name__ == "__main__":
    os.environ.setdefault("WORKEDOUT_BUILD", "1")  # a stale record is an error, as in a build
    run_cells(Path(sys.argv[1]))
