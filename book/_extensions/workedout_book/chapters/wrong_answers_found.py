"""Find the wrong answers of a page, and what the page says and computes against each.

They stand in a section of the title "Wrong answers". Each is a paragraph that begins with the
answer in quotation marks, in bold, or a subsection whose title is the answer. What follows belongs
to it, up to the next one. The wrong answers to a question of `predict` are found as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from docutils import nodes

from workedout_book.across_pages import kept
from workedout_book.chapters.predict_nodes import Answer, Predict, Question, Response
from workedout_book.documents import is_cell
from workedout_book.mathematics.verdicts import note_of, one_line

if TYPE_CHECKING:
    from sphinx.environment import BuildEnvironment

TITLE = "Wrong answers"
QUOTED = ('"', "“", "„", "«")
WORDS_IN_ANCHOR = 6


@dataclass
class Found:
    """An answer, its place, what is said against it first, and the cells that follow."""

    place: nodes.Element
    quote: list[nodes.Node]
    refutation: list[nodes.Node] = field(default_factory=list)
    cells: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class WrongAnswer:
    """What the list shows of an answer; ticks are pairs of kind and statement."""

    anchor: str
    quote: list[nodes.Node]
    refutation: list[nodes.Node]
    ticks: list[tuple[str, str]]


@dataclass(frozen=True)
class WrongPrediction:
    """What the list shows of a question: each wrong answer to it with the response."""

    anchor: str
    question: list[nodes.Node]
    answers: list[tuple[list[nodes.Node], list[nodes.Node]]]


def sections(document: nodes.document) -> list[nodes.section]:
    """The sections of wrong answers; a whole page of that title is none."""
    return [
        section
        for section in document.findall(nodes.section)
        if section.parent is not document
        and isinstance(section[0], nodes.title)
        and section[0].astext() == TITLE
    ]


def answers_in(section: nodes.section) -> list[Found]:
    """The wrong answers of a section, in order."""
    found: list[Found] = []
    for child in section.children[1:]:
        if isinstance(child, nodes.section):
            found.append(in_subsection(child))
        elif isinstance(child, nodes.paragraph) and begins_with_quote(child):
            answer, *rest = filled(child)
            found.append(Found(child, list(answer.children), rest))
        elif found:
            found[-1].cells += cells(child)
    return found


def begins_with_quote(paragraph: nodes.paragraph) -> bool:
    """Tell whether a paragraph begins with a quotation in bold."""
    first = next(iter(filled(paragraph)), None)
    return isinstance(first, nodes.strong) and first.astext().startswith(QUOTED)


def filled(node: nodes.Element) -> list[nodes.Node]:
    """The children of a node without the empty texts that MyST puts before markup."""
    return [child for child in node.children if child.astext()]


def in_subsection(section: nodes.section) -> Found:
    """The wrong answer that is the title of a subsection."""
    first = next(iter(section.findall(nodes.paragraph)), None)
    said = list(first.children) if first is not None else []
    return Found(section, list(section[0].children), said, cells(section))


def cells(node: nodes.Node) -> list[int]:
    """The indices of the code cells at and below a node."""
    return [each["cell_index"] for each in node.findall(nodes.container) if is_cell(each)]


def wrong_predictions(env: BuildEnvironment, document: nodes.document) -> Iterator[WrongPrediction]:
    """Yield the questions of a page that have wrong answers."""
    for predict in document.findall(Predict):
        responses = {each["number"]: each for each in predict if isinstance(each, Response)}
        answers = [
            (kept(env, each.children), kept(env, responses[each["number"]].children))
            for each in predict
            if isinstance(each, Answer)
            and each["number"] not in predict["right"]
            and each["number"] in responses
        ]
        question = next(each for each in predict if isinstance(each, Question))
        if answers:
            yield WrongPrediction(predict["ids"][0], kept(env, question.children), answers)


def statements(cell: Mapping) -> list[tuple[str, str]]:
    """Kind and statement of each tick that a cell of the executed notebook has put out."""
    notes = [note_of(output.get("metadata", {})) for output in cell.get("outputs", ())]
    return [(note["kind"], one_line(note["statement"])) for note in notes if "statement" in note]


def anchor(answer: Found, taken: set[str]) -> str:
    """An anchor from the first words of an answer, not among those taken; numbers may change."""
    text = " ".join(node.astext() for node in answer.quote)
    words = re.findall(r"[A-Za-z]+", text)[:WORDS_IN_ANCHOR]
    name = nodes.make_id(" ".join(["wrong", *words]))
    number = 2
    unique = name
    while unique in taken:
        unique, number = f"{name}-{number}", number + 1
    return unique
