"""The tables below the figures of dying units: a share lies between none and all."""

import re

from workedout.figures.dying_relu import cures
from workedout.records.store import read

NUMBERS = re.compile(r"-?\d+(?:\.\d+)?")


def test_the_interval_of_a_share_ends_at_none_and_at_all():
    rows = cures(read("dying-relu-cures")).table.rows
    numbers = [float(each) for row in rows for cell in row[1:] for each in NUMBERS.findall(cell)]
    assert len(numbers) == 6 * len(rows)
    assert 0 <= min(numbers) < 1  # an end that would lie beyond
    assert 99 < max(numbers) <= 100
