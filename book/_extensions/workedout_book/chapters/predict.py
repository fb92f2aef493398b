"""Predict first, then see: a question with tempting answers, and content that waits for the choice.

A question is a list of answers. An item's first paragraph is the answer; what follows it in the
item is the response to a reader who chose it. The response to a wrong answer links the place where
that answer is refuted. `right` names the right answers, counted from 1, or says ``none``::

    :::{predict} Which network reads more digits right?
    :name: predict-depth
    :right: 2

    - One layer of 100 units.

      It is the other way round: see {numref}`fig-depth`.
    - Two layers of 50 units.

      Yes, by more than the spread over seeds.
    :::

What the answer would give away is wrapped, and stays folded until the reader commits to an answer::

    :::{reveal} predict-depth
    Any content, also a `glue:figure`.
    :::

A code cell with the tag ``reveal:predict-depth`` shows its source and folds its output likewise.
Without JavaScript each response and each wrapped content is a `details` element.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from docutils import nodes
from docutils.parsers.rst import directives
from sphinx.transforms import SphinxTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.chapters.predict_nodes import (
    Answer,
    Predict,
    Question,
    Response,
    Reveal,
    register,
)
from workedout_book.documents import PROGRESS_SCRIPT, is_cell, load_where, note_target

if TYPE_CHECKING:
    from sphinx.application import Sphinx

LOGGER = logging.getLogger(__name__)

SCRIPT = "predict.js"
CELL_TAG = "reveal:"


def right_answers(argument: str | None) -> frozenset[int]:
    """Read ``2``, ``1, 3`` or ``none``: the numbers of the right answers, counted from 1."""
    text = (argument or "").strip()
    if text == "none":
        return frozenset()
    parts = [part.strip() for part in text.split(",")]
    if not all(part.isascii() and part.isdigit() and int(part) > 0 for part in parts):
        raise ValueError(f"expected numbers of answers such as '2' or '1, 3', or 'none': {text!r}")
    return frozenset(int(part) for part in parts)


def refutes(node: nodes.Element) -> bool:
    """Tell whether a response leads to another place of the book (terms and citations do not)."""
    return any(
        (found.tagname == "pending_xref" and found.get("reftype") not in ("term", "cite"))
        or (found.tagname == "reference" and ("refid" in found or found.get("internal")))
        for found in node.findall(nodes.Element)
        if found.get("refdomain") != "cite"
    )


def problems(
    answers: int, right: Iterable[int], responses: Mapping[int, nodes.Element]
) -> list[str]:
    """Say what keeps a question from answering each of its wrong answers."""
    found = [] if answers > 1 else ["expected a list of two answers or more"]
    found += [
        f"answer {number} is called right, but there are {answers}"
        for number in sorted(right)
        if number > answers
    ]
    for number in range(1, answers + 1):
        if number not in responses:
            found.append(f"answer {number} has no response")
        elif number not in right and not refutes(responses[number]):
            found.append(f"the response to the wrong answer {number} links no place refuting it")
    return found


class PredictDirective(SphinxDirective):
    """A question, its tempting answers, and the response to each."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True
    option_spec: ClassVar = {
        "name": directives.unchanged_required,
        "right": right_answers,
    }

    def run(self) -> list[nodes.Node]:
        """Parse the list of answers and warn about what is missing from it."""
        for option in ("name", "right"):
            if option not in self.options:
                raise self.error(f"predict: the option {option!r} is missing")
        right = self.options["right"]
        predict = Predict("", right=sorted(right))
        self.set_source_info(predict)
        inline, messages = self.state.inline_text(self.arguments[0], self.lineno)
        question = Question(self.arguments[0], "", *inline)
        self.set_source_info(question)
        answers, responses = self.parse_answers()
        for problem in problems(len(answers), right, responses):
            LOGGER.warning("predict: %s", problem, location=predict, type="predict")
        predict += [question, *answers, *responses.values()]
        name = self.options["name"]
        predict["question"] = note_target(self, predict, name, question.astext())
        return [predict, *messages]

    def parse_answers(self) -> tuple[list[Answer], dict[int, Response]]:
        """Split each item of the list into the answer and the response to it."""
        content = nodes.Element()
        self.state.nested_parse(self.content, self.content_offset, content)
        answers: list[Answer] = []
        responses: dict[int, Response] = {}
        if len(content) != 1 or not isinstance(content[0], nodes.bullet_list):
            return answers, responses
        for number, item in enumerate(content[0].children, start=1):
            text, *response = item.children or [nodes.paragraph()]
            answer = Answer("", "", *text.children, number=number)
            answer.source, answer.line = text.source, text.line
            answers.append(answer)
            if response:
                responses[number] = Response("", *response, number=number)
        return answers, responses


class RevealDirective(SphinxDirective):
    """Content that stays folded until the reader has answered a question of the same page."""

    required_arguments = 1
    has_content = True

    def run(self) -> list[nodes.Node]:
        """Wrap the content."""
        reveal = Reveal("", question=nodes.fully_normalize_name(self.arguments[0]))
        self.set_source_info(reveal)
        self.state.nested_parse(self.content, self.content_offset, reveal)
        return [reveal]


class FoldOutputs(SphinxTransform):
    """Fold the outputs of tagged cells, and check that each fold waits for a known question."""

    default_priority = 400

    def apply(self, **kwargs: Any) -> None:
        """Wrap the outputs; warn about folds that nothing would open."""
        for cell in list(self.document.findall(nodes.container)):
            if is_cell(cell):
                self.fold(cell)
        questions = {node["question"] for node in self.document.findall(Predict)}
        for reveal in self.document.findall(Reveal):
            if reveal["question"] not in questions:
                LOGGER.warning(
                    "reveal: this page has no predict named %r",
                    reveal["question"],
                    location=reveal,
                    type="predict",
                )

    def fold(self, cell: nodes.container) -> None:
        """Wrap the outputs of one cell, where a tag says so."""
        tags = cell["cell_metadata"].get("tags", [])
        names = [tag.removeprefix(CELL_TAG) for tag in tags if tag.startswith(CELL_TAG)]
        for output in list(cell.findall(nodes.container)):
            if not names or output.get("nb_element") != "cell_code_output":
                continue
            reveal = Reveal("", *output.children, question=nodes.fully_normalize_name(names[0]))
            reveal.source, reveal.line = cell.source, cell.line
            output.children = []
            output += reveal


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, their nodes and the script."""
    register(app)
    app.add_directive("predict", PredictDirective)
    app.add_directive("reveal", RevealDirective)
    app.add_transform(FoldOutputs)
    load_where(app, [Predict], lambda app: [PROGRESS_SCRIPT, SCRIPT])
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
