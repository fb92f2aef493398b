"""What the tests of the book share."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest

# Tests are imported by path, so that the helper beside them and the extensions need a hint.
sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[2] / "book/_extensions")]

from tiny_book import TinyBook, build_book  # noqa: E402


@pytest.fixture
def tiny_book(tmp_path: Path) -> Callable[..., TinyBook]:
    """Return a function that builds a book, given as a dict of files, in an empty folder."""
    return partial(build_book, tmp_path)
