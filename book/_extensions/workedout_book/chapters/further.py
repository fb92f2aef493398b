"""What does not carry the argument is folded, where it stands, and keeps its anchor.

Between the two gates anything may stand, cells too, within one section::

    :::{further-start} Why the corners suffice
    :name: dying-corners-proof
    :::

    ...

    :::{further-end}
    :::

On the page it is a `details` element, open in print and for whoever comes by a link into it; in a
notebook and in the search it is text like any other. A gate without its other half, or a pair that
parts a section, is a warning.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.documents import note_target, nothing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)

KICKER = "Worked out further"


class Further(nodes.General, nodes.Element):
    """What is folded; its first child is its title."""


class FurtherTitle(nodes.General, nodes.TextElement):
    """What the folded part is about."""


class FurtherStart(nodes.General, nodes.Element):
    """The gate at which the folded part begins; it holds the title."""


class FurtherEnd(nodes.Invisible, nodes.Element):
    """The gate at which it ends."""


class FurtherStartDirective(SphinxDirective):
    """Begin a folded part, under a title and a name of its own."""

    required_arguments = 1
    final_argument_whitespace = True
    option_spec: ClassVar = {"name": directives.unchanged_required}

    def run(self) -> list[nodes.Node]:
        """Parse the title, and let `ref` lead to it."""
        if "name" not in self.options:
            raise self.error("further-start: the option 'name' is missing")
        inline, messages = self.state.inline_text(self.arguments[0], self.lineno)
        title = FurtherTitle(self.arguments[0], "", *inline)
        self.set_source_info(title)
        start = FurtherStart("", title)
        self.set_source_info(start)
        note_target(self, start, self.options["name"], title.astext())
        return [start, *messages]


class FurtherEndDirective(SphinxDirective):
    """End the folded part."""

    def run(self) -> list[nodes.Node]:
        """Mark the place."""
        end = FurtherEnd()
        self.set_source_info(end)
        return [end]


class FoldFurther(SphinxTransform):
    """Put what stands between two gates into a fold."""

    default_priority = 390  # before outputs are folded and labels are collected

    def apply(self, **kwargs: Any) -> None:
        """Fold each pair, and warn about each gate that is left."""
        for start in list(self.document.findall(FurtherStart)):
            self.fold(start)
        for end in list(self.document.findall(FurtherEnd)):
            self.warn("no further-start stands before this end in its section", end)
            end.parent.remove(end)

    def fold(self, start: FurtherStart) -> None:
        """Move the nodes up to the end of the part into a fold in the place of its start."""
        parent = start.parent
        first = parent.index(start)
        last = next(
            (
                at
                for at, node in enumerate(parent.children[first + 1 :], first + 1)
                if isinstance(node, FurtherEnd | FurtherStart)
            ),
            None,
        )
        if last is None or not isinstance(parent[last], FurtherEnd):
            self.warn("no further-end ends this part in its section", start)
            parent.remove(start)
            return
        inside = parent.children[first + 1 : last]
        fold = Further("", *start.children, *inside, ids=start["ids"])
        fold.source, fold.line = start.source, start.line
        parent.children[first : last + 1] = []
        parent.insert(first, fold)
        for identifier in fold["ids"]:
            self.document.ids[identifier] = fold

    def warn(self, problem: str, node: nodes.Element) -> None:
        """Warn about a gate."""
        LOGGER.warning("further: %s", problem, location=node, type="further")


def visit_further(translator: HTML5Translator, node: Further) -> None:
    """Open the fold."""
    translator.body.append(translator.starttag(node, "details", CLASS="wo-further"))


def depart_further(translator: HTML5Translator, node: Further) -> None:
    """Close the fold."""
    translator.body.append("</div></details>\n")


def visit_title(translator: HTML5Translator, node: FurtherTitle) -> None:
    """Open the line that folds and unfolds."""
    translator.body.append(f'<summary><span class="wo-kicker">{KICKER}</span> ')


def depart_title(translator: HTML5Translator, node: FurtherTitle) -> None:
    """Close it, and open what it folds."""
    translator.body.append("</summary>\n<div>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the gates, and the fold."""
    plain = (nothing, nothing)
    app.add_node(Further, html=(visit_further, depart_further), latex=plain, text=plain)
    app.add_node(FurtherTitle, html=(visit_title, depart_title), latex=plain, text=plain)
    app.add_directive("further-start", FurtherStartDirective)
    app.add_directive("further-end", FurtherEndDirective)
    app.add_transform(FoldFurther)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
