"""The directives that mark equations, and the one of MyST-NB that pastes them."""

from __future__ import annotations

from typing import ClassVar

from docutils import nodes
from myst_nb.ext.glue.directives import PasteMathDirective
from myst_nb.ext.glue.utils import retrieve_glue_data
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.mathematics.listing import LISTS, EquationTable
from workedout_book.mathematics.verdicts import COVERED, DEFINITION, Mark, note_of, one_line

LOGGER = logging.getLogger(__name__)


class EquationMark(nodes.Invisible, nodes.Element):
    """A mark, where it stands, until the page has been read."""


class MarkDirective(SphinxDirective):
    """What both directives share: the labels of equations."""

    required_arguments = 1
    final_argument_whitespace = True
    kind: ClassVar[str]

    def run(self) -> list[nodes.Node]:
        """Leave a mark for each label."""
        lines = (one_line(line) for line in self.content)
        statements = tuple(line for line in lines if line)
        if (self.kind == COVERED) != bool(statements):
            wanted = "the statement of a check" if self.kind == COVERED else "no content"
            self.warn(f"{self.name} {self.arguments[0]}: expected {wanted}")
            return []
        return [
            EquationMark("", mark=Mark(label, self.kind, statements, self.lineno))
            for label in self.arguments[0].split()
        ]

    def warn(self, message: str) -> None:
        """Warn, with the place in the source."""
        LOGGER.warning(message, location=self.get_location(), type="checked_equations")


class CheckedBy(MarkDirective):
    """``checked-by``: the equation's label, and the statements of the checks that cover it."""

    has_content = True
    kind = COVERED


class ByDefinition(MarkDirective):
    """``by-definition``: the labels of equations that define."""

    has_content = True
    kind = DEFINITION


class PastedMath(PasteMathDirective):  # type: ignore[misc]
    """MyST-NB's directive, whose formula says of which identity it is."""

    option_spec: ClassVar = PasteMathDirective.option_spec

    def run(self) -> list[nodes.Node]:
        """Note the identity on the formula."""
        pasted: list[nodes.Node] = super().run()
        for node in pasted:
            if isinstance(node, nodes.math_block):
                metadata = retrieve_glue_data(self.document, self.arguments[0]).metadata
                node["identity"] = note_of(metadata).get("identity", "")
        return pasted


class EquationTableDirective(SphinxDirective):
    """``equation-counts`` and ``equation-list``: the place of a table of the whole book."""

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, and note that this page depends on all others."""
        self.env.metadata[self.env.docname][LISTS] = True
        return [EquationTable("", content=self.name, page=self.env.docname)]
