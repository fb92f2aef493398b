"""Hints to an exercise, each a fold that gives less away than the next.

A list below the exercise, one to three items::

    :::{hints} ex-chain
    1. What is the slope of a sigmoid at 0?
    2. Write the product of slopes and weights, one factor a unit.
    :::

In print and in notebooks they are folds too. A label that no exercise has, a second list for one,
and another number of hints are warnings; where ``hints_required`` is set, so is an exercise from
the second of its page on that has none.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.documents import nothing
from workedout_book.exercises.attached import attach, attached, exercises

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)

HINTS = "hints"
MOST = 3


class Hints(nodes.General, nodes.Element):
    """The hints to the exercise of a `label`, in order."""


class Hint(nodes.General, nodes.Element):
    """One of them, with its `title`."""


class HintsDirective(SphinxDirective):
    """A list of hints to one exercise."""

    required_arguments = 1
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Fold each item of the list."""
        label = self.arguments[0]
        items = items_of(self)
        if not 1 <= len(items) <= MOST:
            raise self.error(f"hints: expected a list of one to {MOST}, got {len(items)}")
        hints = Hints("", label=label)
        self.set_source_info(hints)
        for place, item in enumerate(items, 1):
            title = f"Hint {place} of {len(items)}" if len(items) > 1 else "Hint"
            hint = Hint("", *item.children, title=title, ids=[f"{label}-hint-{place}"])
            self.set_source_info(hint)
            hints += hint
        return [hints]


def items_of(directive: SphinxDirective) -> list[nodes.list_item]:
    """The items of the list that is all of a directive's content; none where it is another."""
    content = nodes.Element()
    directive.state.nested_parse(directive.content, directive.content_offset, content)
    if len(content) != 1 or not isinstance(content[0], nodes.enumerated_list | nodes.bullet_list):
        return []
    return [item for item in content[0] if isinstance(item, nodes.list_item)]


def without_hints(env: BuildEnvironment) -> Iterator[tuple[str, str]]:
    """Yield each exercise from the second of its page on that has no hint, and its page."""
    hinted = {label for label, _ in attached(env, HINTS)}
    pages: set[str] = set()
    for label, page in exercises(env).items():
        if page in pages and label not in hinted:
            yield label, page
        pages.add(page)


def warn(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about each of them, where hints are required."""
    for label, page in without_hints(env) if app.config.hints_required else ():
        LOGGER.warning("the exercise %r has no hint", label, location=page, type="hints")


def visit(translator: HTML5Translator, node: Hint) -> None:
    """Open the fold under its title."""
    translator.body.append(translator.starttag(node, "details", CLASS="wo-hint"))
    translator.body.append(f"<summary>{node['title']}</summary>\n<div>\n")


def depart(translator: HTML5Translator, node: Hint) -> None:
    """Close the fold."""
    translator.body.append("</div></details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its nodes, its setting and the check."""
    plain = (nothing, nothing)
    app.add_config_value("hints_required", False, "env", [bool])
    app.add_node(Hints, html=plain, latex=plain, text=plain)
    app.add_node(Hint, html=(visit, depart), latex=plain, text=plain)
    app.add_directive("hints", HintsDirective)
    attach(app, Hints, HINTS)
    app.connect("env-check-consistency", warn)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
