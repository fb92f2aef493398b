"""Write what hosts and crawlers look for beside the pages.

``.nojekyll``
    GitHub Pages leaves folders out whose names begin with an underscore, as `_static` does, unless
    this file is there.
``robots.txt``
    Everything may be read; where the site's address (``html_baseurl``) is known, the list of its
    pages is named.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sphinx.application import Sphinx


def robots(base: str) -> str:
    """What a crawler is told; `base` is empty where the site's address is not known."""
    rules = "User-agent: *\nAllow: /\n"
    return f"{rules}\nSitemap: {base.rstrip('/')}/sitemap.xml\n" if base else rules


def write(app: Sphinx, exception: Exception | None) -> None:
    """Write both files into the site."""
    if exception is not None or app.builder.format != "html":
        return
    Path(app.outdir, ".nojekyll").touch()
    text = robots(app.config.html_baseurl)
    Path(app.outdir, "robots.txt").write_text(text, "utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler."""
    app.connect("build-finished", write)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
