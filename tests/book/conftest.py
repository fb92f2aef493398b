"""What the tests of the book share."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from tiny_book import TinyBook, build_book


@pytest.fixture
def tiny_book(tmp_path: Path) -> Callable[..., TinyBook]:
    """Return a function that builds a book, given as a dict of files, in an empty folder."""
    return partial(build_book, tmp_path)
