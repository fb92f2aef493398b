"""Let the fonts of the running text come with a page, not after it: so no line jumps.

A browser asks for a font when it first lays out text in it, and shows another until it comes; every
paragraph then takes other lines. Asked for in the head of a page, they are there before. A page
that is opened from disk asks for none: browsers take that for another site's, and say so.

Configuration value:

``preloads``
    Fonts, as paths below `_static`.
"""

from __future__ import annotations

from collections.abc import Iterable
from json import dumps
from typing import Any

from sphinx.application import Sphinx

SCRIPT = """<script>
if (location.protocol !== "file:") {
  for (const href of FONTS) {
    const font = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
    document.head.append(Object.assign(document.createElement("link"), font));
  }
}
</script>"""


def script(addresses: Iterable[str]) -> str:
    """The element that asks for fonts; a style sheet asks for them without credentials, too."""
    return SCRIPT.replace("FONTS", dumps(list(addresses)).replace("<", "\\u003c"))


def add_tags(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the element first into a page's head."""
    addresses = [context["pathto"](f"_static/{font}", 1) for font in app.config.preloads]
    context["metatags"] = "\n".join([script(addresses), context.get("metatags") or ""])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handler."""
    app.add_config_value("preloads", [], "html", [list])
    app.connect("html-page-context", add_tags, priority=700)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
