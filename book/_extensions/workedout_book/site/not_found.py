"""Write the page that a host shows for an address that the site does not have.

It is shown at any depth, so it needs nothing beside it: its style is in it, and its links start
from the site's own root. Where the address (``html_baseurl``) is known, the root is written into
it; where not, a script looks upward from the address at hand for the folder that has the book.

Configuration value:

``not_found_probe``
    A page by whose presence the root is known; the page that the book begins with unless given.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.config import Config

from workedout_book.site.page_text import text_of

TEMPLATES = Path(__file__).parent / "templates"


def parts(app: Sphinx) -> list[tuple[str, str]]:
    """Return the captions of the book's parts, each with the address of its first page."""
    found = []
    contents = app.env.tocs[app.config.root_doc]
    for tree in contents.findall(addnodes.toctree):
        pages = [page for _, page in tree["entries"] if page in app.env.titles]
        if pages:
            name = tree.get("caption") or text_of([app.env.titles[pages[0]]])
            found.append((name, app.builder.get_target_uri(pages[0])))
    return found


def page(app: Sphinx) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the page, for Sphinx to write."""
    if app.builder.format != "html" or not app.builder.search:  # type: ignore[attr-defined]
        return
    first = app.builder.get_target_uri(app.config.root_doc)
    context = {
        "root_path": urlsplit(app.config.html_baseurl).path.rstrip("/") + "/"
        if app.config.html_baseurl
        else "",
        "first_page": first,
        "probe": app.config.not_found_probe or first,
        "parts": parts(app),
    }
    yield "404", context, "404.html"


def add_templates(app: Sphinx, config: Config) -> None:
    """Let Sphinx find the template."""
    config.templates_path.append(str(TEMPLATES))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the page."""
    app.add_config_value("not_found_probe", "", "html", [str])
    app.connect("config-inited", add_templates)
    app.connect("html-collect-pages", page)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
