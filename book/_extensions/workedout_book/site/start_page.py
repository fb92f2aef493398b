"""Write the page at the site's own address, which sends on to the page that the book begins with.

Where the book begins in a folder, there is none else, or one that says nothing: this one has the
book's title and description, and is named by its address where that is known, since it is the
address that people pass on.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.config import Config

from workedout_book.site.page_meta import description, tags

TEMPLATES = Path(__file__).parent / "templates"


def page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page, for Sphinx to write; none where the book itself begins there."""
    root = app.config.root_doc
    if app.builder.name not in ("html", "dirhtml") or root == "index":
        return
    about = app.env.metadata[root].get("description") or description(app.env.get_doctree(root))
    title, address = app.config.html_title, app.config.html_baseurl
    context = {
        "first_page": app.builder.get_target_uri(root),
        "about": tags(title, about or title, address, title),
        "book": title,
    }
    yield "index", context, "start.html"


def add_templates(app: Sphinx, config: Config) -> None:
    """Let Sphinx find the template."""
    if str(TEMPLATES) not in config.templates_path:
        config.templates_path.append(str(TEMPLATES))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the page."""
    app.connect("config-inited", add_templates)
    app.connect("html-collect-pages", page)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
