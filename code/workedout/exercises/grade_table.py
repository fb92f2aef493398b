"""Graded answers as a table for the eye, and as one for a spreadsheet."""

import csv
import io
from collections.abc import Sequence

from workedout.exercises.grading import Graded

HEAD = ("reader", "exercise", "verdict", "attempts")
# With one of these before it, a spreadsheet would take a text for a formula and compute it.
FORMULAS = ("=", "+", "-", "@", "\t", "\r")


def as_table(answers: Sequence[Graded]) -> str:
    """Columns, each as wide as its widest entry; a line an answer."""
    rows = [HEAD, *map(cells, answers)]
    widths = [max(len(row[place]) for row in rows) for place in range(len(HEAD))]
    lines = ("  ".join(map(str.ljust, row, widths)).rstrip() for row in rows)
    return "".join(f"{line}\n" for line in lines)


def as_csv(answers: Sequence[Graded]) -> str:
    """Comma-separated values; what a spreadsheet would compute begins with an apostrophe."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEAD)
    writer.writerows([harmless(cell) for cell in cells(each)] for each in answers)
    return text.getvalue()


def cells(graded: Graded) -> tuple[str, str, str, str]:
    """The texts of a row."""
    return graded.reader, graded.exercise, graded.verdict.words, str(graded.attempts)


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULAS) else text
