"""Let the fonts of the running text come with a page, not after it: so no line jumps.

A browser asks for a font when it first lays out text in it, and shows another until it comes; every
paragraph then takes other lines. Asked for in the head of a page, they are mostly there before. On
a slow network the first frame waits for them, for a second at most: the root has a class so long,
with which a style sheet hides the body. A page that is opened from disk asks for none: browsers
take that for another site's, and say so.

Configuration value:

``preloads``
    Fonts, as paths below `_static`, by the names of their families.
"""

from __future__ import annotations

from collections.abc import Mapping
from json import dumps
from typing import Any

from sphinx.application import Sphinx

WAITING = "wo-fonts-awaited"
# In its first frame a page has its style sheets, so that the browser knows the families.
SCRIPT = """<script>
if (location.protocol !== "file:") {
  const fonts = FONTS;
  for (const href of Object.values(fonts)) {
    const font = { rel: "preload", as: "font", type: "font/woff2", crossOrigin: "", href };
    document.head.append(Object.assign(document.createElement("link"), font));
  }
  const root = document.documentElement;
  const show = () => root.classList.remove("WAITING");
  root.classList.add("WAITING");
  requestAnimationFrame(() => {
    const come = Object.keys(fonts).map((family) => document.fonts.load(`1em "${family}"`));
    Promise.all(come).then(show, show);
    setTimeout(show, 1000);
  });
  addEventListener("load", show);
}
</script>"""


def script(addresses: Mapping[str, str]) -> str:
    """The element that asks for fonts; a style sheet asks for them without credentials, too."""
    fonts = dumps(dict(addresses)).replace("<", "\\u003c")
    return SCRIPT.replace("FONTS", fonts).replace("WAITING", WAITING)


def add_tags(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
    """Put the element first into a page's head."""
    fonts = app.config.preloads.items()
    addresses = {family: context["pathto"](f"_static/{font}", 1) for family, font in fonts}
    context["metatags"] = "\n".join([script(addresses), context.get("metatags") or ""])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handler."""
    app.add_config_value("preloads", {}, "html", [dict])
    app.connect("html-page-context", add_tags, priority=700)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
