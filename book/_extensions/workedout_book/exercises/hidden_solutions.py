"""Leave all solutions of exercises out of a build, where `hide_solutions` says so.

sphinx-exercise has the setting, and leaves out what stands in a `solution` directive. But of a
solution between gates (``solution-start`` and ``solution-end``), which may hold cells, it leaves
the text and the cells where they are. Here they go as well: out of the page; out of the page's
notebooks (see `notebooks`); and out of the copy of the source that the site offers. The index of
`section_search` follows the page; Sphinx's own keeps the words of an earlier build in the same
folder. Cells of solutions are executed all the same, so that the setting executes nothing anew.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.errors import ExtensionError
from sphinx.transforms import SphinxTransform
from sphinx_exercise.directive import SolutionStartDirective
from sphinx_exercise.nodes import solution_end_node

from workedout_book.exercises.solution_reader import without_solutions

if TYPE_CHECKING:
    from sphinx.application import Sphinx


class HiddenSolution(nodes.General, nodes.Element):
    """The place where a solution begins that is to be left out."""


class MarkedStart(SolutionStartDirective):  # type: ignore[misc]
    """``solution-start``, which leaves a mark also where solutions are left out."""

    def run(self) -> list[nodes.Node]:
        """Leave what sphinx-exercise leaves, or the mark."""
        found: list[nodes.Node] = super().run()
        if not self.config.hide_solutions:
            return found
        place = HiddenSolution()
        self.set_source_info(place)
        return [place]


class LeaveOut(SphinxTransform):
    """Take away everything from each mark to the end of its solution."""

    default_priority = 5  # before sphinx-exercise puts solutions between gates together

    def apply(self, **kwargs: Any) -> None:
        """Take it away; a heading within would have put the end elsewhere."""
        for place in list(self.document.findall(HiddenSolution)):
            siblings = place.parent.children
            first = siblings.index(place)
            ends = (n for n, node in enumerate(siblings) if isinstance(node, solution_end_node))
            last = next((n for n in ends if n > first), None)
            if last is None:
                raise ExtensionError(
                    f"{self.env.docname}, line {place.line}: a solution with a heading in it "
                    "cannot be left out"
                )
            for node in siblings[first : last + 1]:
                place.parent.remove(node)


def clean_site(app: Sphinx, exception: Exception | None) -> None:
    """Take the solutions out of the sources, which lie beside the pages."""
    if exception is not None or app.builder.format != "html" or not app.config.hide_solutions:
        return
    for source in Path(app.outdir, "_sources").rglob("*.md*"):
        source.write_text(without_solutions(source.read_text("utf-8")), "utf-8", newline="\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, the transform and the handler."""
    app.setup_extension("sphinx_exercise")
    app.add_node(HiddenSolution)
    app.add_directive("solution-start", MarkedStart, override=True)
    app.add_transform(LeaveOut)
    app.connect("build-finished", clean_site)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
