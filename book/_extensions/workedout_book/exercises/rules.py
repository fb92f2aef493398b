"""What this book asks of sphinx-exercise: solutions, distinct anchors, and a one-page build.

An exercise that no solution answers is a warning. (Where `hide_solutions` leaves them all out, for
a teacher's build, nothing is asked.) And sphinx-exercise gives the content of every exercise of a
page one and the same anchor, which HTML forbids: here each gets one made from its label. The
link in a solution's title begins with a blank, which is moved out of it. Last, it registers
visitors for the builder `singlehtml`, upon which Sphinx no longer looks up the visitors of other
extensions under the format `html`: here they are looked up again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx_exercise.nodes import solution_node

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)

SHARED_ANCHORS = (["exercise-content"], ["solution-content"])


def unanswered(entries: Mapping[str, Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    """Yield the label and the page of each exercise without a solution."""
    answered = {
        entry["node"].get("target_label")
        for entry in entries.values()
        if entry["type"].startswith("solution")
    }
    for label, entry in entries.items():
        if entry["type"].startswith("exercise") and label not in answered:
            yield label, entry["docname"]


def warn_about_unanswered(app: Sphinx, env: BuildEnvironment) -> None:
    """Warn about each exercise without a solution, by name and page."""
    if app.config.hide_solutions:
        return
    for label, docname in unanswered(getattr(env, "sphinx_exercise_registry", {})):
        LOGGER.warning(
            "%s: the exercise %r has no solution",
            docname,
            label,
            location=docname,
            type="exercise_rules",
        )


def shared(sections: Iterable[nodes.section]) -> Iterator[nodes.section]:
    """Yield the sections whose anchor is the same in every exercise, below a labelled node."""
    for section in sections:
        if section["ids"] in SHARED_ANCHORS and section.parent.get("label"):
            yield section


class DistinctAnchors(SphinxTransform):
    """Give the content of each exercise and solution an anchor of its own."""

    default_priority = 600  # after sphinx-exercise has put exercises between gates together

    def apply(self, **kwargs: Any) -> None:
        """Name each anchor after the label."""
        for section in shared(self.document.findall(nodes.section)):
            section["ids"] = [f"{section.parent['label']}-content"]


class BlankBeforeLinks(SphinxPostTransform):
    """Take the blank out of the link in "Solution to Exercise 1.2": it would be underlined."""

    default_priority = 30  # after sphinx-exercise has written these titles

    def run(self, **kwargs: Any) -> None:
        """Move it before the link."""
        for solution in self.document.findall(solution_node):
            for link in list(solution.children[0].findall(nodes.reference)):
                text = link.next_node(nodes.Text)
                if text is not None and text.startswith(" "):
                    text.parent.replace(text, nodes.Text(text.lstrip()))
                    link.parent.insert(link.parent.index(link), nodes.Text(" "))


def restore_fallback(app: Sphinx) -> None:
    """Let the builder `singlehtml` use what is registered for `html`, after its own."""
    handlers = app.registry.translation_handlers
    if "singlehtml" in handlers:
        handlers["singlehtml"] = {**handlers.get("html", {}), **handlers["singlehtml"]}


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the transform, the check and the fallback."""
    app.setup_extension("sphinx_exercise")
    app.add_transform(DistinctAnchors)
    app.add_post_transform(BlankBeforeLinks)
    app.connect("builder-inited", restore_fallback)
    app.connect("env-check-consistency", warn_about_unanswered)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
