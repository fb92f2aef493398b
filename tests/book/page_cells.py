"""The code cells of a page, as they stand in its source."""

from __future__ import annotations

import re
from typing import NamedTuple

_CELL = re.compile(r"^```\{code-cell\}[^\n]*\n((?::[^\n]*\n)*)(.*?)^```$", re.DOTALL | re.MULTILINE)


class Cell(NamedTuple):
    """One cell: its lines of options, its code, and how many lines of the page stand above that."""

    options: str
    code: str
    above: int


def page_cells(page: str) -> list[Cell]:
    """The cells of a page's source, in their order."""
    return [
        Cell(match[1], match[2], page.count("\n", 0, match.start(2)))
        for match in _CELL.finditer(page)
    ]
