"""The steps that a right proof or explanation has, for a reader to tick off against the solution.

What no key can judge is compared by whoever wrote it::

    :::{answer-steps} ex-mean
    - The chain is monotone, so its derivative keeps its sign.
    - The mean of the derivative is the difference of the outputs at the ends.
    :::

They stand in a fold, each with a box to tick; in a notebook they are a list. A label that no
exercise has, and steps twice for one, are warnings. Where `hide_solutions` leaves solutions out,
the steps are left out as well.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from workedout_book.documents import nothing
from workedout_book.exercises.attached import attach
from workedout_book.exercises.hints import items_of

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

TITLE = "Compare: the steps of a right answer"
FEWEST = 2


class AnswerSteps(nodes.General, nodes.Element):
    """The steps of a right answer to the exercise of a `label`, under a `title`."""


class AnswerStep(nodes.General, nodes.Element):
    """One of them."""


class AnswerStepsDirective(SphinxDirective):
    """A list of steps for one exercise."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Give each item of the list a box."""
        items = items_of(self)
        if len(items) < FEWEST:
            raise self.error(f"answer-steps: expected a list of {FEWEST} or more")
        if self.config.hide_solutions:
            return []
        label = self.arguments[0]
        steps = AnswerSteps("", label=label, title=TITLE, ids=[f"{label}-steps"])
        self.set_source_info(steps)
        for place, item in enumerate(items, 1):
            steps += AnswerStep("", *item.children, ids=[f"{label}-step-{place}"])
        return [steps]


def visit_steps(translator: HTML5Translator, node: AnswerSteps) -> None:
    """Open the fold, and the list in it."""
    translator.body.append(translator.starttag(node, "details", CLASS="wo-steps"))
    translator.body.append(f"<summary>{node['title']}</summary>\n<ul>\n")


def depart_steps(translator: HTML5Translator, node: AnswerSteps) -> None:
    """Close them."""
    translator.body.append("</ul></details>\n")


def visit_step(translator: HTML5Translator, node: AnswerStep) -> None:
    """Put the box before the text that it is named by."""
    [name] = node["ids"]
    translator.body.append(
        f'<li><input type="checkbox" id="{name}" aria-labelledby="{name}-text" autocomplete="off">'
        f'<div id="{name}-text">\n'
    )


def depart_step(translator: HTML5Translator, node: AnswerStep) -> None:
    """Close the text."""
    translator.body.append("</div></li>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive and its nodes."""
    plain = (nothing, nothing)
    app.add_node(AnswerSteps, html=(visit_steps, depart_steps), latex=plain, text=plain)
    app.add_node(AnswerStep, html=(visit_step, depart_step), latex=plain, text=plain)
    app.add_directive("answer-steps", AnswerStepsDirective)
    attach(app, AnswerSteps, "answer-steps")
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
