"""Search that leads to a section, and takes a question as a student would type it.

Sphinx's own search lists pages, wants every word of a question on one page, drops numbers, and
reads 57×57 and 57x57 as different words. Here the build writes down the text of each section, and
``search_rank.js`` ranks the sections in the browser by the words they share with the question,
however few. `searchindex.js`, which the theme's page of results loads, holds that text in place of
Sphinx's index; the theme's form and Sphinx's list stay.

A section, a paragraph with an anchor, a glossary's term, a row of a table of symbols, an exercise
and a documented function are one entry each. Outputs and solutions are not searched: a solution is
found by its exercise. In a page's front matter, ``nosearch: true`` leaves the page out, as with
Sphinx's own search; ``nosearch: sections`` does it with all but its beginning, for a page that
repeats what others say; ``keywords`` holds words by which the page is to be found as well, and so
do the questions of ``homework`` that it settles.

Configuration values:

``section_search_same``
    Words that mean what the book calls otherwise: ``{neuron: unit, test time: evaluation}``. They
    are replaced in the text and in the question.
``section_search_after``
    Pages that come after all others: they name what others explain.
``section_search_last``
    Titles of sections that come after others which fit as well.
``section_search_assets``
    Scripts and style sheets of the page of results, below ``_static``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util import logging

from workedout_book.documents import load
from workedout_book.site.page_text import text_of

logger = logging.getLogger(__name__)

ASSETS = ["search_rank.js", "search_page.js", "search.css"]
_CALL = "Search.setIndex("
_END = ");"  # Sphinx's own index ends without the semicolon
_WORD = re.compile(r"[^\W\d_]{3,}")


class Entry(NamedTuple):
    """What one result leads to."""

    anchor: str  # with its #; empty for the page itself
    title: str
    text: str
    code: str  # the words of its cells, each once, which its text does not have


def entries(doctree: nodes.document) -> Iterator[Entry]:
    """Yield a page's entries in their order; the first is the page itself, without an anchor."""
    page = doctree.next_node(nodes.section)
    if page is None:
        return
    yield from _in_section(page, "")
    for node in doctree.findall(nodes.Element):
        if not _is_entry(node):
            continue
        if isinstance(node, nodes.section):
            yield from _in_section(node, _anchor(node))
        else:
            yield _entry(_title(node), _anchor(node), node.children)


def _in_section(section: nodes.section, anchor: str) -> Iterator[Entry]:
    """Yield a section; a paragraph in it that has an anchor begins an entry, up to the next one."""
    title = _title(section)
    body: list[nodes.Node] = []
    for child in section.children:
        if isinstance(child, nodes.paragraph) and child["ids"]:
            yield _entry(title, anchor, body)
            bold = child.next_node(nodes.strong)
            title, anchor, body = text_of([bold] if bold else []), _anchor(child), []
        body.append(child)
    yield _entry(title, anchor, body)


def _is_entry(node: nodes.Node) -> bool:
    if isinstance(node, nodes.section):
        return isinstance(node.parent, nodes.section)  # and not the body of an exercise
    if isinstance(node, nodes.definition_list_item):
        return isinstance(node.parent.parent, addnodes.glossary)
    return isinstance(node, addnodes.desc) or _is_exercise(node) or _is_symbol(node)


def _is_symbol(node: nodes.Node) -> bool:
    """Tell whether a node is a row of a table of symbols, by the heading of its first column."""
    if not (isinstance(node, nodes.row) and isinstance(node.parent, nodes.tbody)):
        return False
    heading = node.parent.parent.next_node(nodes.entry)
    return heading is not None and heading.astext() == "symbol"


def _is_exercise(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Element) and "exercise" in node.get("classes", [])


def _is_unread(node: nodes.Element) -> bool:
    """Tell whether a node says nothing to look for, or what no search should give away."""
    unread = {"cell_output", "solution", "wo-needs", "wo-head-label", "wo-minutes"}
    silent = nodes.raw | nodes.comment | nodes.title | addnodes.index
    return isinstance(node, silent) or bool(unread & set(node.get("classes", [])))


def _anchor(node: nodes.Element) -> str:
    """Return the anchor of an entry: its own, its name's, or that of the table that it is in."""
    around = [node.parent.parent.parent] if _is_symbol(node) else []
    places = [each for each in [node, *node.children, *around] if isinstance(each, nodes.Element)]
    return "#" + next((place["ids"][0] for place in places if place["ids"]), "")


def _entry(title: str, anchor: str, body: Sequence[nodes.Node]) -> Entry:
    parts = [part for child in body for part in _parts(child)]
    text = " ".join(" ".join(part for is_code, part in parts if not is_code).split())
    words = {word for is_code, part in parts if is_code for word in _WORD.findall(part)}
    return Entry(anchor, title, text, " ".join(sorted(words - {*_WORD.findall(text)})))


def _title(node: nodes.Element) -> str:
    if isinstance(node, nodes.row):
        return text_of(node.children[:1])
    if isinstance(node, addnodes.desc):  # by its name; its module is no title, but in its text
        return str(node.next_node(addnodes.desc_signature).get("fullname", ""))
    kinds = (nodes.title, nodes.term)
    named: list[nodes.Element] = [child for child in node.children if isinstance(child, kinds)]
    if not named:  # an exercise, whose title is of a kind of its own
        named = [child for child in node.findall(nodes.Element) if "title" in child.tagname]
    return text_of(named[:1])


def _parts(node: nodes.Node) -> Iterator[tuple[bool, str]]:
    """Yield the pieces of text below a node, without those of entries of their own."""
    if isinstance(node, nodes.literal_block):
        yield True, node.astext()
    elif isinstance(node, nodes.TextElement | nodes.Text):
        if not (isinstance(node, nodes.Element) and _is_unread(node)):
            yield False, text_of([node])
    elif isinstance(node, nodes.Element) and not _is_unread(node) and not _is_entry(node):
        for child in node.children:
            yield from _parts(child)


class SectionIndex:
    """The entries of all pages, kept in the site's `searchindex.js` from build to build."""

    def __init__(self, file: Path, settings: dict[str, Any]) -> None:
        self.file = file
        self.settings = settings
        self.pages: dict[str, dict[str, Any]] = {}

    def load(self) -> None:
        """Take over the pages of the build before; none where it left no index, or Sphinx's own."""
        text = self.file.read_text("utf-8") if self.file.is_file() else ""
        if text.startswith(_CALL) and text.endswith(_END):
            self.pages = json.loads(text[len(_CALL) : -len(_END)])["pages"]

    def feed(self, page: str, title: str, found: Sequence[Entry]) -> None:
        """Note a page's entries in place of those it had."""
        self.pages[page] = {"title": title, "entries": found}

    def dump(self, keep: set[str]) -> None:
        """Write the entries of the pages to keep."""
        pages = {page: self.pages[page] for page in sorted(self.pages) if page in keep}
        index = json.dumps({**self.settings, "pages": pages}, ensure_ascii=False)
        self.file.write_text(f"{_CALL}{index}{_END}", "utf-8", newline="\n")


def take_over(app: Sphinx) -> None:
    """Let the builder write this index where it would write Sphinx's."""
    builder: Any = app.builder
    if builder.format != "html" or not builder.search:
        return
    settings = {
        "same": dict(app.config.section_search_same),
        "last": list(app.config.section_search_last),
        "after": list(app.config.section_search_after),
    }
    index = SectionIndex(Path(app.outdir, builder.searchindex_filename), settings)

    def load_indexer(written: Iterable[str]) -> None:
        index.load()
        missing = set(app.env.found_docs) - set(written) - set(index.pages)
        if missing:
            message = "the search lacks %s, which a build that was stopped has written: remove %s"
            pages = ", ".join(sorted(missing))
            logger.warning(message, pages, app.outdir, type="section_search")

    def index_page(page: str, doctree: nodes.document, _title: str) -> None:
        metadata = app.env.metadata.get(page, {})
        title = app.env.titles.get(page)
        found = wanted([*entries(doctree)], metadata)
        index.feed(page, text_of([title] if title is not None else []), found)

    def dump_search_index() -> None:
        index.dump(set(app.env.all_docs))

    builder.load_indexer = load_indexer
    builder.index_page = index_page
    builder.dump_search_index = dump_search_index


def wanted(found: list[Entry], metadata: Mapping[str, Any]) -> list[Entry]:
    """Return those of a page's entries that its front matter lets be found, and by more words."""
    if {"nosearch", "no-search"} & set(metadata):
        found = found[:1] if metadata.get("nosearch") == "sections" else []
    words = [str(metadata.get("keywords", "")), *questions(str(metadata.get("homework", "[]")))]
    if found:
        first = found[0]
        found[0] = first._replace(code=" ".join(filter(None, [first.code, *words])))
    return found


def questions(homework: str) -> list[str]:
    """The questions in a page's front matter, without where they are settled."""
    try:
        entries = json.loads(homework)
    except json.JSONDecodeError:  # which the list for teachers warns about
        return []
    return [str(entry).partition("→")[0].strip() for entry in entries]


def add_assets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give the page of results its scripts and its style."""
    if pagename == "search":
        load(app, app.config.section_search_assets)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the index and what the page of results needs."""
    # These two stand in the index, which every build writes: no page is written again for them.
    app.add_config_value("section_search_same", {}, "", [dict])
    app.add_config_value("section_search_last", [], "", [list])
    app.add_config_value("section_search_after", [], "", [list])
    app.add_config_value("section_search_assets", ASSETS, "html", [list])
    app.connect("builder-inited", take_over)
    app.connect("html-page-context", add_assets)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
