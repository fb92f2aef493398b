"""Offer the whole book as a PDF in the download menu, where it was printed before the build.

Configuration value:

``printed_book``
    the file that `print_book.py` makes, relative to the book; empty: none is offered.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from workedout_book.notebooks.download_links import button, menu

TEXT = ".pdf of the book"


def printed(app: Sphinx) -> Path | None:
    """The printed book, if it is there."""
    file = Path(app.confdir, app.config.printed_book)
    return file if app.config.printed_book and file.is_file() else None


def add_link(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the book last into the theme's download menu."""
    file = printed(app)
    if file is not None:
        place = context["pathto"](file.name, 1)
        menu(context).append(button("book", place, TEXT, "The whole book, to print", "book"))


def copy(app: Sphinx, exception: Exception | None) -> None:
    """Put the book into the site, and leave none of a build before."""
    if exception is not None or app.builder.format != "html" or not app.config.printed_book:
        return
    file = printed(app)
    target = Path(app.outdir, Path(app.config.printed_book).name)
    if file is None:
        target.unlink(missing_ok=True)
    else:
        shutil.copyfile(file, target)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""

    def is_there(config: Config) -> bool:
        return bool(config.printed_book) and Path(app.confdir, config.printed_book).is_file()

    app.add_config_value("printed_book", "", "html", [str])
    # Every page has the link or none: it is never set by hand.
    app.add_config_value("printed_book_is_there", is_there, "html", [bool])
    # After the theme has put its buttons together (501), and the notebooks have theirs (900).
    app.connect("html-page-context", add_link, priority=901)
    app.connect("build-finished", copy)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
