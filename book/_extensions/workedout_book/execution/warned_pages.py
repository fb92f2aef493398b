"""Let a build that warned warn again when nothing has changed.

Sphinx reads a page again only when the page changed, so a warning (and with ``-W`` the failure of
the build) is given once: the next, unchanged build passes. Here the pages of a build's warnings
are written down, as they happen, beside the doctrees, and the next build reads these pages again.
A warning that belongs to no page counts for every page.
"""

from __future__ import annotations

import logging
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util.logging import NAMESPACE, get_node_location, is_suppressed_warning

EVERY_PAGE = "*"


def page_of(location: Any, env: BuildEnvironment) -> str | None:
    """The page that a warning's `location` (name, name and line, node or "file:line") is in."""
    if isinstance(location, tuple):
        location = location[0]
    if isinstance(location, nodes.Node):
        location = get_node_location(location)
    if not location:
        return None
    text = str(location)
    if text in env.found_docs:
        return text
    return _page_of_path(text, env) or _page_of_path(text.split(":")[0], env)


def _page_of_path(path: str, env: BuildEnvironment) -> str | None:
    page = env.path2doc(path)
    return page if page in env.found_docs else None


class WarnedPages(logging.Handler):
    """Appends the page of each warning to a file, once."""

    def __init__(self, app: Sphinx, path: Path) -> None:
        super().__init__(logging.WARNING)
        self.app = app
        self.path = path
        self.before = read_pages(path)
        self.pages: set[str] = set()

    def emit(self, record: logging.LogRecord) -> None:
        """Note the page of a warning that is not suppressed."""
        kind, subtype = getattr(record, "type", None), getattr(record, "subtype", None)
        if is_suppressed_warning(kind or "", subtype or "", self.app.config.suppress_warnings):
            return
        location = getattr(record, "location", None) or self.app.env.temp_data.get("docname")
        page = page_of(location, self.app.env) or EVERY_PAGE
        if page not in self.pages:
            self.pages.add(page)
            write_pages(self.path, self.before | self.pages)


def read_pages(path: Path) -> set[str]:
    """The pages written down in `path`; none where there is no such file."""
    return set(path.read_text("utf-8").splitlines()) if path.is_file() else set()


def write_pages(path: Path, pages: set[str]) -> None:
    """Write `pages` down, one a line."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("".join(f"{page}\n" for page in sorted(pages)), "utf-8", newline="\n")


def _watch(app: Sphinx) -> None:
    handler = WarnedPages(app, Path(app.doctreedir) / "warned_pages.txt")
    sphinx_logger = logging.getLogger(NAMESPACE)
    # First in the row: with -W, Sphinx's own handler raises, and no later one is asked.
    sphinx_logger.handlers.insert(0, handler)

    def finish(_app: Sphinx, exception: Exception | None) -> None:
        sphinx_logger.removeHandler(handler)
        # A build that was cut short has not looked at all the pages of the last one's warnings.
        write_pages(handler.path, handler.pages | (handler.before if exception else set()))

    # After the other handlers, whose warnings count too.
    app.connect("build-finished", finish, priority=950)


def _pages_to_read_again(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    pages = read_pages(Path(app.doctreedir) / "warned_pages.txt")
    return sorted(env.found_docs if EVERY_PAGE in pages else pages & env.found_docs)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handlers."""
    app.connect("builder-inited", _watch)
    app.connect("env-get-outdated", _pages_to_read_again)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
