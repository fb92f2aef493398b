"""Ticks of one kind that follow each other stand as one line, which unfolds.

A cell that checks nine identities leaves nine ticks below it. On the page they are one line, "9
identities checked", with the ticks within. A notebook shows them one by one.
"""

from __future__ import annotations

import re
from itertools import groupby
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

# By kind: from how many on, and the line. Identities say the same of each formula; a statement and
# its statistic are something to read, unless they are many.
KINDS = {
    "wo-identity": (2, "identities checked"),
    "wo-check": (4, "statements checked"),
    "wo-claim": (4, "claims, each with its statistic"),
}
_CLASSES = re.compile(r"<div class='([^']*)'>")


class Ticks(nodes.General, nodes.Element):
    """Ticks of one kind, under the `line` that unfolds them."""


def kind_of(output: nodes.Node) -> str:
    """The kind of tick that an output shows; empty where it shows something else."""
    if not isinstance(output, nodes.raw):
        return ""
    opening = _CLASSES.match(output.astext())
    names = opening[1].split() if opening else []
    return next((kind for kind in KINDS if kind in names), "")


class FoldTicks(SphinxPostTransform):
    """Fold the runs of ticks on a page."""

    default_priority = 10  # after MyST-NB has chosen the form of each output
    formats = ("html",)

    def run(self, **kwargs: Any) -> None:
        """Fold each run that is long enough."""
        parents = {id(raw.parent): raw.parent for raw in self.document.findall(nodes.raw)}
        for parent in parents.values():
            fold_runs(parent)


def fold_runs(parent: nodes.Element) -> None:
    """Put each long run of ticks of one kind among the children under one line."""
    runs = [(kind, list(run)) for kind, run in groupby(parent.children, kind_of)]
    parent.children = []
    for kind, run in runs:
        least, name = KINDS.get(kind, (0, ""))
        parent += (
            [Ticks("", *run, line=f"{len(run)} {name}")] if kind and len(run) >= least else run
        )


def visit(translator: HTML5Translator, node: Ticks) -> None:
    """Open the fold with its line."""
    translator.body.append(
        '<details class="wo-ticks"><summary><span class="wo-tick" aria-hidden="true">✓</span> '
        f"{node['line']}</summary>\n<div>\n"
    )


def depart(translator: HTML5Translator, node: Ticks) -> None:
    """Close the fold."""
    translator.body.append("</div></details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the fold."""
    app.add_node(Ticks, html=(visit, depart))
    app.add_post_transform(FoldTicks)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
