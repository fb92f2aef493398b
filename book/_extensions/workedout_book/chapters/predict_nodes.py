"""The nodes of `predict`, and the HTML that a reader without the script can use as well.

A question is a fieldset of radio buttons; each response is a `details` element, from which the
script takes what it shows in the live region once the reader has committed to an answer.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from docutils import nodes

from workedout_book.documents import nothing

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.writers.html5 import HTML5Translator

KICKER = "Predict first"
COMMIT = "Commit to this answer"
FOLDED = "Folded until you have made your prediction"


class Predict(nodes.General, nodes.Element):
    """A question; `right` holds the numbers of its right answers, counted from 1."""


class Question(nodes.General, nodes.TextElement):
    """The text of the question."""


class Answer(nodes.General, nodes.TextElement):
    """One of the answers; `number` counts from 1."""


class Response(nodes.General, nodes.Element):
    """What the reader who chose the answer with the same `number` is told."""


class Reveal(nodes.General, nodes.Element):
    """Content that waits for the answer to the question of that name."""


def visit_predict(translator: HTML5Translator, node: Predict) -> None:
    """Open the block, with what the script has to know."""
    right = " ".join(str(number) for number in node["right"])
    attributes = {"data-right": right}
    translator.body.append(translator.starttag(node, "div", CLASS="wo-predict", **attributes))
    translator.body.append('<fieldset class="wo-question">\n')


def depart_predict(translator: HTML5Translator, node: Predict) -> None:
    """Close the block."""
    translator.body.append("</div>\n")


def visit_question(translator: HTML5Translator, node: Question) -> None:
    """Open the legend, which names the group of radio buttons."""
    kicker = f'<span class="wo-kicker">{KICKER}</span> '
    translator.body.append(translator.starttag(node, "legend", "") + kicker)


def depart_question(translator: HTML5Translator, node: Question) -> None:
    """Close the legend."""
    translator.body.append("</legend>\n")


def visit_answer(translator: HTML5Translator, node: Answer) -> None:
    """Put a radio button before the answer, and the answer into the button's label."""
    group, number = node.parent["ids"][0], node["number"]
    translator.body.append(
        f'<div class="wo-answer"><input type="radio" id="{group}-{number}" '
        f'name="{group}" value="{number}"><label for="{group}-{number}">'
    )


def depart_answer(translator: HTML5Translator, node: Answer) -> None:
    """Close the answer; after the last one, add the button, and the region that will respond."""
    translator.body.append("</label></div>\n")
    if not isinstance(node.next_node(descend=False, siblings=True), Answer):
        translator.body.append(
            f'<button type="button" class="wo-commit" hidden>{COMMIT}</button>\n</fieldset>\n'
            '<div class="wo-verdict" role="status" aria-live="polite"></div>\n'
        )


def visit_response(translator: HTML5Translator, node: Response) -> None:
    """Open the response, folded: the script will show just the one that is due."""
    number = node["number"]
    translator.body.append(
        f'<details class="wo-response" data-answer="{number}">'
        f"<summary>If you chose answer {number}</summary>\n<div>\n"
    )


def depart_response(translator: HTML5Translator, node: Response) -> None:
    """Close the response."""
    translator.body.append("</div></details>\n")


def visit_reveal(translator: HTML5Translator, node: Reveal) -> None:
    """Open the folded content, with the identifier of its question."""
    question = nodes.make_id(node["question"])
    translator.body.append(
        f'<details class="wo-reveal" data-predict="{question}"><summary>{FOLDED}</summary>\n'
    )


def depart_reveal(translator: HTML5Translator, node: Reveal) -> None:
    """Close the folded content."""
    translator.body.append("</details>\n")


def register(app: Sphinx) -> None:
    """Tell Sphinx how to write each node."""
    html: dict[type[nodes.Element], tuple[Callable, Callable]] = {
        Predict: (visit_predict, depart_predict),
        Question: (visit_question, depart_question),
        Answer: (visit_answer, depart_answer),
        Response: (visit_response, depart_response),
        Reveal: (visit_reveal, depart_reveal),
    }
    plain = (nothing, nothing)
    for node, visitors in html.items():
        app.add_node(node, html=visitors, latex=plain, text=plain)
