"""Show what a chapter asks and gives, from its front matter, just below its title.

A chapter says in its front matter what a reader can do afterwards, what to know before, and how
long it takes::

    objectives: ["derive the gradient $p - y$", "read a spread"]
    needs: ["Matrix products, see {doc}`/book/notation`"]
    minutes: 25

On the page the lists are folded under the line with the minutes: the question comes first. The
strings are Markdown. Pages below the folders in ``chapter_head_required`` must have all three;
a missing or malformed value is a warning that names the page and the field.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from docutils.utils import new_document
from myst_parser.parsers.sphinx_ import MystParser
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from workedout_book.documents import below, nothing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)

LABEL = "About this chapter"
DETAILS = "What you can do afterwards, and what to know before"
HEADINGS = {
    "objectives": "After this chapter you can",
    "needs": "What you should know before",
}
FIELDS = (*HEADINGS, "minutes")


class MalformedError(ValueError):
    """A value in the front matter which is not of the expected kind."""


@dataclass(frozen=True)
class Head:
    """What the block shows: the texts of each list by field, and the minutes, where given."""

    lists: Mapping[str, Sequence[str]]
    minutes: int | None


class ChapterHead(nodes.General, nodes.Element):
    """The block below a chapter's title; folded where it begins with its minutes."""


class Minutes(nodes.General, nodes.TextElement):
    """How long the chapter takes: the line that unfolds the block."""


def texts(value: str) -> list[str]:
    """Read a list of non-empty strings from the JSON that MyST makes of a YAML list."""
    try:
        items = json.loads(value)
    except json.JSONDecodeError:
        items = value
    if not isinstance(items, list) or not items:
        raise MalformedError(f"expected a list of strings, got {value!r}")
    for number, item in enumerate(items, start=1):
        if not isinstance(item, str):
            raise MalformedError(
                f"item {number} is not a string (a text with a colon or a leading bracket "
                f"has to be quoted): {item!r}"
            )
        if not item.strip():
            raise MalformedError(f"item {number} is empty")
    return items


def whole_minutes(value: str) -> int:
    """Read a positive whole number of minutes."""
    if not value.isascii() or not value.isdigit() or int(value) == 0:
        raise MalformedError(f"expected a positive whole number of minutes, got {value!r}")
    return int(value)


def read_head(fields: Mapping[str, str], required: bool) -> tuple[Head, list[str]]:
    """Read the block's content from front matter; also return what is wrong with it."""
    lists: dict[str, list[str]] = {}
    minutes: int | None = None
    problems: list[str] = []
    for field in FIELDS:
        if field not in fields:
            if required:
                problems.append(f"the front matter has no {field!r}")
            continue
        try:
            if field == "minutes":
                minutes = whole_minutes(fields[field])
            else:
                lists[field] = texts(fields[field])
        except MalformedError as error:
            problems.append(f"the front matter's {field!r}: {error}")
    return Head(lists, minutes), problems


def field_line(source: str, field: str) -> int | None:
    """Find the line, counted from 1, on which a field of the front matter begins."""
    for number, line in enumerate(source.splitlines(), start=1):
        if number > 1 and line.strip() == "---":
            return None
        if line.startswith(f"{field}:"):
            return number
    return None


def front_matter(document: nodes.document) -> dict[str, str]:
    """Collect the fields of the front matter, as text, before Sphinx takes them away."""
    return {
        field[0].astext(): field[1].astext()
        for field in document.findall(nodes.field)
        if isinstance(field.parent, nodes.docinfo)
    }


class InsertHead(SphinxTransform):
    """Insert the block; as a transform, so that its links and citations are resolved later."""

    default_priority = 400  # after the front matter was read (340), before domains look (850)

    def apply(self, **kwargs: Any) -> None:
        """Insert the block below the page's first title, and warn about what is wrong."""
        required = below(self.env.docname, self.config.chapter_head_required)
        head, problems = read_head(front_matter(self.document), required)
        for problem in problems:
            LOGGER.warning(
                "%s: %s",
                self.env.docname,
                problem,
                location=self.env.docname,
                type="chapter_head",
            )
        title = next(iter(self.document.findall(nodes.title)), None)
        if title is None or not (head.lists or head.minutes):
            return
        title.parent.insert(title.parent.index(title) + 1, self.block(head))

    def block(self, head: Head) -> ChapterHead:
        """Build the nodes of the block."""
        block = ChapterHead("", classes=["wo-head"])
        if head.minutes:
            unit = "minute" if head.minutes == 1 else "minutes"
            block += Minutes("", f"About {head.minutes} {unit}", classes=["wo-minutes"])
        lists = nodes.container("", classes=["wo-head-lists"])
        for field, items in head.lists.items():
            lists += nodes.paragraph("", HEADINGS[field], classes=["wo-head-label"])
            entries = [self.markdown(item, field) for item in items]
            lists += nodes.bullet_list("", *entries, classes=[f"wo-{field}"])
        block += lists
        return block

    def markdown(self, text: str, field: str) -> nodes.list_item:
        """One string as an item of the list."""
        return nodes.list_item("", *parsed_markdown(self.document, text, field))


def parsed_markdown(document: nodes.document, text: str, field: str) -> list[nodes.Node]:
    """Parse a string of the front matter as MyST, as if it stood where its field stands."""
    with open(document["source"], encoding="utf-8") as file:
        return parsed_at(document, text, field_line(file.read(), field))


def parsed_at(document: nodes.document, text: str, line: int | None) -> list[nodes.Node]:
    """Parse a string as MyST, as if it stood at a line of a page."""
    parsed = new_document(document["source"], document.settings)
    parsed.reporter = document.reporter
    MystParser().parse(text, parsed)
    for node in parsed.findall(nodes.Element):
        node.source, node.line = document["source"], line
    for each in parsed.findall():
        # Else the stored page keeps `parsed`, and with it the whole environment of the build.
        each.document = document
    return list(parsed.children)


def visit_head(translator: HTML5Translator, node: ChapterHead) -> None:
    """Open the block: a group with a name, so that a screen reader announces it."""
    attributes = {"role": "group", "aria-label": node.get("label", LABEL)}
    translator.body.append(translator.starttag(node, "div", **attributes))
    if folded(node):
        translator.body.append("<details>")


def depart_head(translator: HTML5Translator, node: ChapterHead) -> None:
    """Close the block."""
    translator.body.append("</details></div>\n" if folded(node) else "</div>\n")


def visit_minutes(translator: HTML5Translator, node: Minutes) -> None:
    """Open the line that unfolds the block."""
    translator.body.append(translator.starttag(node, "summary", ""))


def depart_minutes(translator: HTML5Translator, node: Minutes) -> None:
    """Say what it unfolds, and close it."""
    translator.body.append(f' <span class="wo-head-what">{DETAILS}</span></summary>\n')


def folded(node: ChapterHead) -> bool:
    """Tell whether the block begins with the line that unfolds it."""
    return bool(node.children) and isinstance(node[0], Minutes)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the block, its settings and its transform."""
    app.add_config_value("chapter_head_required", [], "env", [list])
    plain = (nothing, nothing)
    app.add_node(ChapterHead, html=(visit_head, depart_head), latex=plain, text=plain)
    app.add_node(Minutes, html=(visit_minutes, depart_minutes), latex=plain, text=plain)
    app.add_transform(InsertHead)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
