"""A cell before all others of a notebook, with which records are shown and not tried again.

For notebooks that run once more, after the build has tried the behaviour of every record.
"""

from __future__ import annotations

import nbformat

_CODE = """
from functools import partial

import workedout.records.lookup

workedout.records.lookup.judged = partial(workedout.records.lookup.judged, tried=False)
"""


def untried() -> nbformat.NotebookNode:
    """The cell."""
    return nbformat.v4.new_code_cell(_CODE)
