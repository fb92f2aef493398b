"""Load the script that opens folds for links and for print, on the pages that fold something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workedout_book.chapters.further import Further
from workedout_book.chapters.predict_nodes import Reveal
from workedout_book.chapters.short_answer import ShortAnswer
from workedout_book.chapters.ticks import Ticks
from workedout_book.documents import load_where

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = "folds.js"
FOLDS = (Further, Reveal, ShortAnswer, Ticks)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what folds, and its script."""
    for name in ("further", "predict", "short_answer", "ticks"):
        app.setup_extension(f"workedout_book.chapters.{name}")
    load_where(app, FOLDS, lambda app: [SCRIPT])
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
