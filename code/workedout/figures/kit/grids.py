"""Images and maps as grids of cells, as parts of a diagram with steps."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from workedout.figures.kit.stepper import BACKWARD, FORWARD, PAPER, SOFT, Part, box, text
from workedout.wording import minus

Steps = Callable[[int, int], tuple[int, ...]]  # of a cell, by row and column: since, then lit


@dataclass(frozen=True)
class Grid:
    """Cells side by side.

    Attributes:
        left, top: of the first cell.
        width, height: of a cell.
    """

    left: float
    top: float
    width: float = 44
    height: float = 38

    def title(self, name: str) -> Part:
        """What the grid is, above it."""
        return Part(text(self.left, self.top - 7, name, SOFT, "start"))

    def values(self, values: Any, steps: Steps, empty: int = 1) -> Iterator[Part]:
        """Each value in its cell.

        Args:
            values: (rows, columns).
            steps: when a value appears, and the steps that light its cell up.
            empty: when the cells appear.
        """
        for row, line in enumerate(values):
            for column, value in enumerate(line):
                since, *lit = steps(row, column)
                x, y = self.left + column * self.width, self.top + row * self.height
                cell = box(x, y, self.width, self.height, PAPER)
                yield Part(cell, empty, tuple(lit))
                shown = text(x + self.width / 2, y + 16, number(value), FORWARD)
                yield Part(shown, since, tuple(lit))

    def slopes(self, values: Any, steps: Steps) -> Iterator[Part]:
        """Below each value the derivative of the loss by it."""
        for row, line in enumerate(values):
            for column, value in enumerate(line):
                since, *lit = steps(row, column)
                x = self.left + (column + 0.5) * self.width
                y = self.top + row * self.height + 33
                yield Part(text(x, y, f"∂ {number(value)}", BACKWARD), since, tuple(lit))


def number(value: Any) -> str:
    """A number as text: ``−3/4``."""
    return minus(str(value))


def factor(value: Any) -> str:
    """A number as a factor: what begins with a minus stands in brackets."""
    return f"({number(value)})" if value < 0 else number(value)


def products(ones: Any, others: Any) -> str:
    """A sum of products of two arrays, entry by entry."""
    pairs = zip(ones.flat, others.flat, strict=True)
    return " + ".join(f"{factor(one)} · {factor(other)}" for one, other in pairs)
