"""Finish each page of a sphinx-book-theme site: lighter, accessible, quiet.

The theme's pages load 544 kB of Font Awesome before anything is shown, a script for remote kernels
that raises an error, and a few elements that assistive software reads wrongly. Each page's HTML
passes through `finish` on its way to the disk: icons are inlined, from the drawings in the theme's
own copy of Font Awesome and only where a page has them; scripts that nothing uses are gone; labels
begin with the text that one sees.

Configuration value:

``page_finish_unused``
    Regular expressions; a script or style sheet whose URL or body one of them matches is left out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util import logging

logger = logging.getLogger(__name__)

Drawing = tuple[str, str, str]  # width, height, path

UNUSED = [r"sphinx-thebe\.", r"\bTHEBE_JS_URL\b"]
_FONT_AWESOME = "scripts/fontawesome.js"
_CREDIT = "<!-- Icons: Font Awesome Free by Fonticons, CC BY 4.0 -->"
_ICON = re.compile(
    r'<(?P<tag>i|span) class="(?P<classes>[^"]*\bfa-[^"]*)"(?P<rest>[^>]*)>\s*</(?P=tag)>'
)
_ICON_NAME = re.compile(r"\bfa-(?!solid\b|regular\b|brands\b|lg\b|fw\b)([a-z0-9-]+)")
_TITLE = re.compile(r'\s*\btitle="[^"]*"')
_FONT_AWESOME_TAG = re.compile(
    r'\s*(?:<!-- So that users can add custom icons -->)?\s*<script src="[^"]*fontawesome\.js[^>]*>'
    r"</script>"
)
# The theme's script turns "auto" into a scheme when the page is there, and all is styled again.
_SCHEME = 'document.documentElement.dataset.theme = localStorage.getItem("theme") || "auto";'
_SCHEME_AT_ONCE = (
    "document.documentElement.dataset.theme = /light|dark/.exec("
    'document.documentElement.dataset.mode)?.[0] ?? (matchMedia("(prefers-color-scheme: dark)")'
    '.matches ? "dark" : "light");'
)
_VIEWPORT = re.compile(r'<meta name="viewport"[^>]*>')
_SUMMARY_LABEL = re.compile(r'(<summary\b[^>]*?)\s+aria-label="[^"]*"')
_SEARCH_FIELD = re.compile(
    r'(<button class="[^"]*search-button-field[^>]*?)\s+title="[^"]*"\s+aria-label="[^"]*"'
)
# Bootstrap's script that marks the current section lays out the whole page for it at the start, and
# looks at every link of the page, since the theme's name for the list of sections is out of date:
# `toc_spy.js` is in its place.
_SPY = re.compile(r' data-bs-spy="scroll" data-bs-target="[^"]*"')
_SIDEBAR = re.compile(r'<div id="pst-primary-sidebar"(?![^>]*role=)')
# What docutils writes as a list of citations is none to ARIA; its entries' role is deprecated.
_CITATIONS = re.compile(r'<div role="list" class="citation-list">')
_CITATION = re.compile(r'(<div class="citation"[^>]*) role="doc-biblioentry"')
_EMPTY_HEADER = re.compile(r"<th(?P<attributes>(?:\s[^>]*)?)>\s*</th>")


def finish(html: str, drawings: Mapping[str, Drawing]) -> str:
    """Return a page's HTML with its icons inlined and its accessibility mended.

    Raises:
        KeyError: an icon of the page is not among the drawings; its argument is the icon's name.
    """
    html = _FONT_AWESOME_TAG.sub("", html).replace(_SCHEME, _SCHEME_AT_ONCE)
    html = inline_icons(html, drawings)
    return mend_labels(_SPY.sub("", keep_first(_VIEWPORT, html)))


def inline_icons(html: str, drawings: Mapping[str, Drawing]) -> str:
    """Return the HTML with each Font Awesome element as the SVG that its script would make."""

    def svg(match: re.Match[str]) -> str:
        name = _ICON_NAME.search(match["classes"])
        if name is None:
            return match[0]
        width, height, path = drawings[name[1]]
        classes = " ".join(["svg-inline--fa", *match["classes"].split()])
        return (
            f'<svg class="{classes}"{_TITLE.sub("", match["rest"])} aria-hidden="true" '
            f'viewBox="0 0 {width} {height}"><path fill="currentColor" d="{path}"></path></svg>'
        )

    with_icons = _ICON.sub(svg, html)
    if with_icons == html:
        return html
    return with_icons.replace("<body", f"{_CREDIT}\n  <body", 1)


def keep_first(pattern: re.Pattern[str], html: str) -> str:
    """Return the HTML with only the first of the pattern's matches."""
    first = pattern.search(html)
    if first is None:
        return html
    return html[: first.end()] + pattern.sub("", html[first.end() :])


def mend_labels(html: str) -> str:
    """Return the HTML with names that agree with the visible text and roles that hold."""
    html = _SUMMARY_LABEL.sub(r"\1", html)
    html = _SEARCH_FIELD.sub(r"\1", html)
    html = _SIDEBAR.sub('<div id="pst-primary-sidebar" role="region" aria-label="Book"', html)
    html = _CITATIONS.sub('<div class="citation-list">', html)
    html = _CITATION.sub(r"\1", html)
    return _EMPTY_HEADER.sub(r"<td\g<attributes>></td>", html)


@cache
def drawings_of(script: Path) -> dict[str, Drawing]:
    """Return the solid icons of Font Awesome's script, by name.

    The script defines brands, regular and solid icons, in this order, so that a later drawing of
    the same name is the solid one.
    """
    icon = re.compile(
        r'[{,]"?(?P<name>[a-z0-9-]+)"?:'
        r'\[(?P<width>\d+),(?P<height>\d+),\[[^\]]*\],"[0-9a-f]+","(?P<path>[^"]*)"\]'
    )
    text = script.read_text(encoding="utf-8")
    return {m["name"]: (m["width"], m["height"], m["path"]) for m in icon.finditer(text)}


def without_unused(files: list[Any], patterns: list[str]) -> list[Any]:
    """Return a page's scripts or style sheets without the unused ones and without repetitions."""
    kept: list[Any] = []
    seen: set[tuple[str, str]] = set()
    for file in files:
        key = (str(getattr(file, "filename", None) or ""), _body(file))
        if key in seen or any(re.search(pattern, part) for pattern in patterns for part in key):
            continue
        seen.add(key)
        kept.append(file)
    return kept


def _body(file: Any) -> str:
    return str(getattr(file, "attributes", {}).get("body") or "")


def drop_unused(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Take the unused scripts and style sheets out of one page's context."""
    for kind in ("script_files", "css_files"):
        if kind in context:
            context[kind] = without_unused(context[kind], app.config.page_finish_unused)


def finish_pages(app: Sphinx) -> None:
    """Make the builder's templates return finished pages."""
    if app.builder.format != "html":
        return
    templates = app.builder.templates  # type: ignore[attr-defined]
    render: Callable[[str, dict[str, Any]], str] = templates.render
    script = _theme_file(app, _FONT_AWESOME)

    def render_finished(template: str, context: dict[str, Any]) -> str:
        html = render(template, context)
        if not template.endswith(".html"):
            return html
        try:
            return finish(html, drawings_of(script) if script else {})
        except KeyError as error:
            message = "the theme's Font Awesome has no icon %s"
            logger.warning(message, error, location=context.get("pagename"), type="page_finish")
            return html

    templates.render = render_finished


def _theme_file(app: Sphinx, name: str) -> Path | None:
    folders = [Path(folder, "static") for folder in app.builder.theme.get_theme_dirs()]  # type: ignore[attr-defined]
    return next((folder / name for folder in folders if (folder / name).is_file()), None)


def remove_font_awesome(app: Sphinx, error: Exception | None) -> None:
    """Remove what no page loads any more from the built site."""
    if error is None and app.builder.format == "html":
        for name in (_FONT_AWESOME, f"{_FONT_AWESOME}.map", f"{_FONT_AWESOME}.LICENSE.txt"):
            Path(app.outdir, "_static", name).unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the two steps: what a page asks for, and what is written."""
    app.add_config_value("page_finish_unused", UNUSED, "html", [list])
    app.connect("builder-inited", finish_pages, priority=900)
    app.connect("html-page-context", drop_unused, priority=900)
    app.connect("build-finished", remove_font_awesome)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
