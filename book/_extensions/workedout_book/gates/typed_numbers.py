"""No typed results: a decimal or a percentage typed in prose is a warning.

A number that came from a computation is pasted by the computation (`glue`). What an author may type
is mathematics, code, integers, and numbers that say what they are::

    {published}`98.54 %`   quoted from the literature or from a task
    {defined}`0.3`         a definition, or a setting that the author chose

The lint reads titles, captions, lists, tables, admonitions, alternative texts and front matter
that is shown: of all pages, or of those below the folders in `typed_numbers_folders`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from myst_nb.ext.glue.directives import PasteMarkdownDirective
from myst_nb.ext.glue.roles import PasteMarkdownRole
from sphinx import addnodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from workedout_book.documents import below, placed
from workedout_book.gates.numbers_in_text import find_numbers, without_markup

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)

ADVICE = "paste it from its computation, or mark it as {published}`…` or {defined}`…`"
MARKED = {"published": "wo-published", "defined": "wo-defined"}
PASTED_TEXT, PASTED_MARKDOWN = "pasted-text", "pasted-md"
COMPUTED = "wo-computed"  # of what an extension wrote with numbers that it computed
NOT_PROSE_CLASSES = frozenset({*MARKED.values(), PASTED_TEXT, PASTED_MARKDOWN, COMPUTED})
NOT_PROSE = (
    nodes.math,
    nodes.math_block,
    nodes.literal,
    nodes.literal_block,
    nodes.doctest_block,
    nodes.comment,
    nodes.docinfo,
    nodes.substitution_definition,
    nodes.system_message,
    addnodes.desc_signature,
)
SOMETHING = "\ufffc"  # stands for what is not prose, so that its neighbours do not join


def is_prose(node: nodes.Node) -> bool:
    """Tell whether a node's text was typed by the author, as text."""
    if not isinstance(node, nodes.Element):
        return True
    if isinstance(node, NOT_PROSE) or "nb_element" in node:
        return False  # MyST-NB marks cells, their outputs, and what `glue` pasted
    if isinstance(node, addnodes.pending_xref) and not node.get("refexplicit"):
        return False  # shows the target's name, title or number
    return NOT_PROSE_CLASSES.isdisjoint(node.get("classes", ()))


def flat(node: nodes.Node) -> str:
    """Return the text of a block: markup is dropped, what is not prose leaves a placeholder."""
    if isinstance(node, nodes.raw):
        return without_markup(node.astext())
    if isinstance(node, nodes.image) or not is_prose(node):
        return SOMETHING
    if isinstance(node, nodes.Element):
        return "".join(flat(child) for child in node.children)
    return node.astext()


def prose(node: nodes.Node) -> Iterator[tuple[nodes.Node, str]]:
    """Yield each block of prose with its text; an image counts by its alternative text."""
    if isinstance(node, nodes.Element) and is_prose(node):
        if isinstance(node, nodes.TextElement):
            yield node, flat(node)
        else:
            for child in node.children:
                yield from prose(child)
    elif isinstance(node, nodes.Text):
        yield node, node.astext()


def typed_numbers(document: nodes.document) -> Iterator[tuple[int | None, str]]:
    """Yield the line and the text of each typed number of a page."""
    blocks = list(prose(document))
    blocks += [(image, image.get("alt", "")) for image in document.findall(nodes.image)]
    for node, text in blocks:
        place = placed(node)
        start = place and place.line
        for offset, number in find_numbers(text):
            yield start and start + text.count("\n", 0, offset), number


def in_folders(docname: str, folders: Sequence[str]) -> bool:
    """Tell whether the lint reads a page: below one of the folders, or any page without them."""
    return not folders or below(docname, folders)


def warn_about_typed_numbers(app: Sphinx, document: nodes.document) -> None:
    """Warn about each typed number, with its file and line."""
    docname = app.env.docname
    if in_folders(docname, app.config.typed_numbers_folders):
        for line, number in typed_numbers(document):
            LOGGER.warning(
                "typed number %r: %s",
                number,
                ADVICE,
                location=(docname, line),
                type="typed_numbers",
            )


class MarkedNumber(SphinxRole):
    """A number that the author may type, because it says what it is."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the text with the role's class."""
        if not any(character.isdigit() for character in self.text):
            LOGGER.warning(
                "%s: expected a number, got %r",
                self.name,
                self.text,
                location=self.get_location(),
                type="typed_numbers",
            )
        return [nodes.inline(self.rawtext, self.text, classes=[MARKED[self.name]])], []


class PastedMarkdownRole(PasteMarkdownRole):  # type: ignore[misc]
    """MyST-NB's role, whose result can be told from typed text."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Wrap the pasted nodes."""
        pasted, messages = super().run()
        return [nodes.inline("", "", *pasted, classes=[PASTED_MARKDOWN])], messages


class PastedMarkdownDirective(PasteMarkdownDirective):  # type: ignore[misc]
    """MyST-NB's directive, whose result can be told from typed text."""

    option_spec: ClassVar = PasteMarkdownDirective.option_spec

    def run(self) -> list[nodes.Node]:
        """Wrap the pasted nodes."""
        return [nodes.container("", *super().run(), classes=[PASTED_MARKDOWN])]


def mark_pasted_markdown(app: Sphinx) -> None:
    """Replace the one kind of `glue` that leaves no trace in the document."""
    glue = app.env.domains.get("glue")
    if glue is not None:
        glue.roles["md"] = PastedMarkdownRole()
        glue.directives["md"] = PastedMarkdownDirective


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the roles and the lint."""
    app.add_config_value("typed_numbers_folders", [], "env", [list])
    for role in MARKED:
        app.add_role(role, MarkedNumber())
    app.connect("builder-inited", mark_pasted_markdown)
    app.connect("doctree-read", warn_about_typed_numbers, priority=600)  # front matter is gone
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
