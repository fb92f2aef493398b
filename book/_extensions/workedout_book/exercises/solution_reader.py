"""Tell which lines and cells of a page's source belong to solutions or to steps of answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

_DIRECTIVE = re.compile(
    r"^\s*(?P<fence>`{3,}|:{3,})\{(?:answer-steps|solution(?P<gate>-start|-end|))\}"
)


class SolutionReader:
    """Reads a page's Markdown, a piece at a time; `inside` tells whether a solution is open."""

    def __init__(self) -> None:
        self.inside = False
        self._fence = ""  # the one that closes the directive being read
        self._gated = False

    def kept(self, lines: Iterable[str]) -> Iterator[str]:
        """Yield the lines that belong to no solution."""
        for line in lines:
            found = None if self._fence else _DIRECTIVE.match(line)
            if found:
                self._fence = found["fence"]
                self.inside = found["gate"] != "-end"
                self._gated = found["gate"] == "-start"
            elif self._fence:
                if line.strip() == self._fence:
                    self._fence = ""
                    self.inside = self.inside and self._gated
            elif not self.inside:
                yield line


def without_solutions(text: str) -> str:
    """The Markdown of a page without the solutions."""
    return "".join(SolutionReader().kept(text.splitlines(keepends=True)))


def cells_in_solutions(cells: Iterable[Mapping[str, Any]]) -> frozenset[int]:
    """The indices of the code cells of a notebook that stand in solutions."""
    reader = SolutionReader()
    found = set()
    for index, cell in enumerate(cells):
        if cell["cell_type"] == "code":
            if reader.inside:
                found.add(index)
        else:
            list(reader.kept(cell["source"].splitlines()))
    return frozenset(found)
