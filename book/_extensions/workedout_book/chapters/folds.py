"""Load the script that opens folds for links and for print, on the pages that fold something."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes

from workedout_book.chapters.further import Further
from workedout_book.chapters.predict_nodes import Reveal
from workedout_book.chapters.short_answer import ShortAnswer
from workedout_book.chapters.ticks import Ticks
from workedout_book.documents import holds, load

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = "folds.js"
FOLDS = (Further, Reveal, ShortAnswer, Ticks)


def add_script(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load the script where the page has a fold."""
    if any(holds(doctree, kind) for kind in FOLDS):
        load(app, [SCRIPT])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register what folds, and its script."""
    for name in ("further", "predict", "short_answer", "ticks"):
        app.setup_extension(f"workedout_book.chapters.{name}")
    app.connect("html-page-context", add_script)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
