"""Say about each page what a search engine or a link's preview shows.

Every page gets a description: the ``description`` of its front matter, the sentences that it begins
with, or, where it has none of either, its title and the book's. Only where the site's address
(``html_baseurl``) is known do pages also name it, for previews (Open Graph), and has the site a
`sitemap.xml`; Sphinx itself then adds each page's canonical address. Nothing is asked of any other
host.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from workedout_book.site.page_text import text_of

MOST = 200  # letters; more is cut off where it is shown
ENOUGH = 90
OTHERS = {"genindex": "Index", "search": "Search"}  # titles of pages that Sphinx makes
_SENTENCE = re.compile(r"(?<=[.?!:])\s+(?=\S)")


def description(doctree: nodes.document) -> str:
    """Return the first sentences of a page, as many as fit."""
    page = doctree.next_node(nodes.section)
    if page is None:
        return ""
    text = ""
    for child in page.children:
        if isinstance(child, nodes.section) or len(text) >= ENOUGH:
            break
        if isinstance(child, nodes.paragraph) and not child["classes"]:
            text = f"{text} {text_of([child])}".strip()
    return shortened(text)


def shortened(text: str) -> str:
    """Return as many whole sentences as fit; of one that is too long, as many words."""
    if len(text) <= MOST:
        return text
    kept = ""
    for sentence in _SENTENCE.split(text):
        if len(kept) + len(sentence) + 1 > MOST:
            break
        kept = f"{kept} {sentence}".strip()
    return kept or text[: text.rindex(" ", 0, MOST - 1)] + " …"


def without_text(title: str, app: Sphinx) -> str:
    """Return the description of a page that says nothing but its title."""
    book = app.config.html_title
    return book if title in ("", book) else f"{title}, in {book}"


def tags(title: str, about: str, address: str, site: str) -> list[str]:
    """Return the elements for a page's head; `address` is empty where it is not known."""
    properties = [("name", "description", about)]
    if address:
        properties += [
            ("property", "og:type", "article"),
            ("property", "og:site_name", site),
            ("property", "og:title", title),
            ("property", "og:description", about),
            ("property", "og:url", address),
            ("name", "twitter:card", "summary"),
        ]
    return [
        f'<meta {kind}="{name}" content="{escape(content)}" />'
        for kind, name, content in properties
        if content
    ]


def add_tags(
    app: Sphinx,
    pagename: str,
    templatename: str,
    context: dict[str, Any],
    doctree: nodes.document | None,
) -> None:
    """Put a page's elements into its head."""
    title = text_of([app.env.titles[pagename]]) if pagename in app.env.titles else ""
    about = app.env.metadata[pagename].get("description") if doctree is not None else ""
    about = about or (description(doctree) if doctree is not None else "")
    about = about or without_text(title or OTHERS.get(pagename, ""), app)
    # Sphinx's own pages, as that of results, are not for showing elsewhere.
    address = (context.get("pageurl") or "") if doctree is not None else ""
    added = tags(title, about, address, app.config.html_title)
    context["metatags"] = "\n".join([context.get("metatags") or "", *added])


def sitemap(addresses: Iterable[str]) -> str:
    """Return the XML that lists a site's pages."""
    entries = "".join(f"  <url><loc>{escape(each)}</loc></url>\n" for each in addresses)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n{entries}</urlset>\n'
    )


def write_sitemap(app: Sphinx, exception: Exception | None) -> None:
    """Write the list of pages where the address is known, and leave none of a build before."""
    if exception is not None or app.builder.format != "html":
        return
    file = Path(app.outdir, "sitemap.xml")
    base = app.config.html_baseurl
    if base:
        pages = (app.builder.get_target_uri(page) for page in sorted(app.env.found_docs))
        file.write_text(
            sitemap(f"{base.rstrip('/')}/{page}" for page in pages), "utf-8", newline="\n"
        )
    else:
        file.unlink(missing_ok=True)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the two handlers."""
    app.connect("html-page-context", add_tags)
    app.connect("build-finished", write_sitemap)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
