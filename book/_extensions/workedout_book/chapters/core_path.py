"""The core path of a chapter, measured: what stands in the open and carries its argument.

Its minutes are its words at 200 a minute, and one more for each figure and for each displayed
formula of more than one line. Not counted are what is folded, code and its outputs, the exercises
and their solutions, the further reading, and a part called "Worked out further". On the pages below
the folders in `core_path_measured` front matter that says other `minutes` than those is a warning
that names them; so is a core path that takes more than `core_path_most`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.util import logging
from sphinx_exercise.nodes import exercise_enumerable_node, exercise_node, solution_node

from workedout_book.chapters.further import Further
from workedout_book.chapters.head import ChapterHead
from workedout_book.chapters.predict_nodes import Response
from workedout_book.chapters.words import words
from workedout_book.documents import below, is_cell

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)

WORDS_A_MINUTE = 200
OFF_THE_PATH = ("Exercises", "Further reading", "Worked out further")
_FOLDED = (
    ChapterHead,
    Further,
    Response,
    exercise_node,
    exercise_enumerable_node,
    solution_node,
)
# The rows of these stand beside each other for the eye; other breaks begin a new line to follow.
_ONE_THING = re.compile(r"\\begin\{(\w*matrix|array|cases|smallmatrix)\}.*?\\end\{\1\}", re.DOTALL)


@dataclass(frozen=True)
class CorePath:
    """What is read on the way through a chapter."""

    words: int
    figures: int
    long_formulas: int

    @property
    def minutes(self) -> int:
        """Whole minutes, rounded up."""
        return math.ceil(self.words / WORDS_A_MINUTE) + self.figures + self.long_formulas


def core_path(document: nodes.document) -> CorePath:
    """Measure the core path of a page."""
    on_it = list(on_the_path(document))
    return CorePath(
        words(document, off_the_path),
        sum(isinstance(node, nodes.figure) for node in on_it),
        sum(isinstance(node, nodes.math_block) and of_more_lines(node.astext()) for node in on_it),
    )


def on_the_path(node: nodes.Node) -> Iterator[nodes.Node]:
    """Yield the nodes that are read, without what is off the path."""
    if not off_the_path(node) and not is_cell(node):
        yield node
        for child in node.children:
            yield from on_the_path(child)


def off_the_path(node: nodes.Node) -> bool:
    """Tell whether a part is folded, or one that comes after the argument."""
    if isinstance(node, nodes.section):
        title = next(iter(node.findall(nodes.title)), None)
        return title is not None and title.astext() in OFF_THE_PATH
    return isinstance(node, _FOLDED)


def of_more_lines(tex: str) -> bool:
    """Tell whether a displayed formula has lines; the rows of a matrix are none."""
    return r"\\" in _ONE_THING.sub("", tex)


def problems(path: CorePath, said: str | None, most: int) -> Iterator[str]:
    """Say what is wrong with the minutes that a page gives, or with its length."""
    measured = (
        f"{path.minutes} minutes ({path.words} words, {path.figures} figures, "
        f"{path.long_formulas} formulas of more than one line)"
    )
    if said is not None and said != str(path.minutes):
        yield f"the front matter says {said} minutes, its core path takes {measured}"
    if path.minutes > most:
        advice = "fold what does not carry the argument"
        yield f"the core path takes {measured}, at most {most}: {advice}"


def warn(app: Sphinx, document: nodes.document) -> None:
    """Warn about a chapter's minutes."""
    docname = app.env.docname
    if below(docname, app.config.core_path_measured):
        said = app.env.metadata[docname].get("minutes")
        for problem in problems(core_path(document), said, app.config.core_path_most):
            LOGGER.warning("%s: %s", docname, problem, location=docname, type="core_path")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the measure and its setting."""
    app.add_config_value("core_path_measured", [], "env", [list])
    app.add_config_value("core_path_most", 25, "env", [int])
    app.connect("doctree-read", warn, priority=600)  # after Sphinx has collected the front matter
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
