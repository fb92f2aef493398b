"""Diagrams that a reader walks through: script and style for the pages that have one.

The package's figures put a ``div`` of the class ``wo-stepper`` into a page. It holds a drawing
whose groups say in ``data-since`` at which step they appear and in ``data-lit`` which steps light
them up, an empty ``wo-stepper-bar`` and ``wo-stepper-text``, and a ``details`` with the list of all
steps.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workedout_book.documents import load

if TYPE_CHECKING:
    from docutils import nodes
    from sphinx.application import Sphinx

SCRIPT, STYLE = "stepper.js", "stepper.css"
_DIAGRAM = re.compile(r"""<div class=(['"])wo-stepper\1""")


def has_diagram(body: str) -> bool:
    """Tell whether the HTML of a page holds such a diagram, and not merely its source."""
    return _DIAGRAM.search(body) is not None


def add_assets(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Load script and style on the pages that need them, and on no other."""
    if has_diagram(context.get("body", "")):
        load(app, [SCRIPT, STYLE])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler."""
    app.connect("html-page-context", add_assets)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
