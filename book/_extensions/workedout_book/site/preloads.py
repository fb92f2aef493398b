"""Let the fonts of the running text come with a page, not after it: so no line jumps.

A browser asks for a font when it first lays out text in it, and shows another until it comes; every
paragraph then takes other lines. Named in the head of a page, they are there before.

Configuration value:

``preloads``
    Fonts, as paths below `_static`.
"""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from sphinx.application import Sphinx


def tags(addresses: Iterable[str]) -> list[str]:
    """The elements that ask for fonts; a style sheet asks for them without credentials, too."""
    return [
        f'<link rel="preload" as="font" type="font/woff2" href="{escape(address)}" crossorigin />'
        for address in addresses
    ]


def add_tags(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the elements first into a page's head."""
    addresses = [context["pathto"](f"_static/{font}", 1) for font in app.config.preloads]
    context["metatags"] = "\n".join([*tags(addresses), context.get("metatags") or ""])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handler."""
    app.add_config_value("preloads", [], "html", [list])
    app.connect("html-page-context", add_tags, priority=700)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
