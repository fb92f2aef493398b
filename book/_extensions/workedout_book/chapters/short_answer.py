"""The short answer of a chapter, just below its question and prediction.

Three to five lines: the answer in the field's own words, the number or figure that decides it, and
links to where it is worked out. It waits for the reader's prediction, or for one click::

    :::{short-answer} predict-depth
    Two layers read more digits right: {glue:text}`gain` points, see {ref}`depth-result`.
    :::

Without the name of a question it stands open. `ref` reaches it as ``short-answer-`` and the name
of the page. A page below the folders in ``short_answer_required`` without one is a warning, and so
is one that is long, late, without a link into the page or without a computed value or figure. A
page that has one may fold one result away, and no more.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from sphinx.addnodes import pending_xref
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.chapters.head import ChapterHead
from workedout_book.chapters.predict_nodes import Predict, Reveal
from workedout_book.chapters.words import words
from workedout_book.documents import below, note_target, nothing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

LOGGER = logging.getLogger(__name__)

NAME = "The short answer"
CLICK = "show without predicting"
MOST_WORDS, MOST_BEFORE, MOST_FOLDED = 130, 150, 1


class ShortAnswer(nodes.General, nodes.Element):
    """The box; `question` names the prediction that it waits for, or is empty."""


class ShortAnswerDirective(SphinxDirective):
    """The answer of the page, in a few lines."""

    optional_arguments = 1
    has_content = True
    option_spec: ClassVar = {}

    def run(self) -> list[nodes.Node]:
        """Wrap the content, and let `ref` lead to it."""
        question = nodes.fully_normalize_name(self.arguments[0]) if self.arguments else ""
        answer = ShortAnswer("", question=question)
        self.set_source_info(answer)
        self.state.nested_parse(self.content, self.content_offset, answer)
        note_target(self, answer, "short-answer-" + self.env.docname.rpartition("/")[2], NAME)
        return [answer]


def words_before(document: nodes.document, answer: ShortAnswer) -> int:
    """The words of a page above its short answer: its question, without title and prediction."""
    return sum(words(node) for node in before(document, answer))


def before(document: nodes.document, answer: ShortAnswer) -> Iterator[nodes.Node]:
    """What stands above the answer, beside it or beside what it stands in."""
    inside: nodes.Node = answer
    while inside is not document and inside.parent is not None:
        parent = inside.parent
        for node in parent.children[: parent.index(inside)]:
            if not isinstance(node, nodes.title | Predict | ChapterHead):
                yield node
        inside = parent


def problems(document: nodes.document, required: bool) -> Iterator[tuple[str, nodes.Node]]:
    """Say what is wrong with the short answer of a page, and where."""
    answers = list(document.findall(ShortAnswer))
    questions = {node["question"] for node in document.findall(Predict)}
    if required and not answers:
        yield "the page has no short answer", document
    for answer in answers[1:]:
        yield "a page has one short answer", answer
    for answer in answers[:1]:
        if answer["question"] and answer["question"] not in questions:
            yield f"this page has no predict named {answer['question']!r}", answer
        if (count := words(answer)) > MOST_WORDS:
            yield f"{count} words, at most {MOST_WORDS}", answer
        if (count := words_before(document, answer)) > MOST_BEFORE:
            yield f"{count} words stand above it, at most {MOST_BEFORE}", answer
        if not links_into_the_page(answer):
            yield "it links no place where it is worked out", answer
        if not decided(answer):
            yield "it has neither a computed value nor a formula nor a figure", answer
    if answers:
        for reveal in list(document.findall(Reveal))[MOST_FOLDED:]:
            yield "a second result of this page waits for a prediction: show it", reveal


def links_into_the_page(answer: nodes.Element) -> bool:
    """Tell whether the answer leads on, to a section, a figure, a table or an equation."""
    leads = ("ref", "numref", "eq")
    return any(
        node.get("reftype") in leads or node.get("internal") or "refid" in node
        for kind in (pending_xref, nodes.reference)
        for node in answer.findall(kind)
    )


def decided(answer: nodes.Element) -> bool:
    """Tell whether something computed, or a formula, stands in the answer."""
    return any(map(decides, answer.findall(nodes.Element)))


def decides(node: nodes.Element) -> bool:
    """Tell whether a node is a formula, an image, or what was pasted from a computation."""
    classes: list[str] = node.get("classes", [])
    return (
        isinstance(node, nodes.math | nodes.math_block | nodes.image)
        or "nb_element" in node
        or any(name.startswith("pasted") for name in classes)
    )


def warn(app: Sphinx, document: nodes.document) -> None:
    """Warn about each problem of a page."""
    docname = app.env.docname
    for problem, node in problems(document, below(docname, app.config.short_answer_required)):
        place = docname if node is document else node
        LOGGER.warning("short-answer: %s", problem, location=place, type="short_answer")


def visit(translator: HTML5Translator, node: ShortAnswer) -> None:
    """Open the fold, or the box that is open, under its name."""
    question = nodes.make_id(node["question"])
    state = {"data-predict": question} if question else {"open": "open"}
    translator.body.append(translator.starttag(node, "details", CLASS="wo-short", **state))
    click = f' <span class="wo-short-click">{CLICK}</span>' if question else ""
    translator.body.append(f"<summary>{NAME}{click}</summary>\n<div>\n")


def depart(translator: HTML5Translator, node: ShortAnswer) -> None:
    """Close the fold."""
    translator.body.append("</div></details>\n")


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its node, and its checks."""
    app.setup_extension("workedout_book.chapters.head")
    app.setup_extension("workedout_book.chapters.predict")
    app.add_node(
        ShortAnswer, html=(visit, depart), latex=(nothing, nothing), text=(nothing, nothing)
    )
    app.add_config_value("short_answer_required", [], "env", [list])
    app.add_directive("short-answer", ShortAnswerDirective)
    app.connect("doctree-read", warn)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
