"""An index of all wrong answers of the book, each with what refutes it, linked both ways.

A chapter holds its wrong answers in a section of that title (`wrong_answers_found` says how), and
in its questions to predict first. The directive lists those of the pages below a folder, or all::

    ```{wrong-answers} book/signals
    ```

For each answer the list has the first paragraph against it, and the statements whose ticks the
cells after it have put out; `out_of_place` sees to words that point at the chapter. From each
section of wrong answers a link leads to the chapter's part of the list, which is on the page
`wrong_answers_page`. A section without any answer is a warning, and so is an answer against which
nothing is said or computed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

from workedout_book.across_pages import kept, moved, page_link, pages_in_order, pages_noted
from workedout_book.chapters.out_of_place import ended, pointing, titled
from workedout_book.chapters.wrong_answers_found import (
    TITLE,
    Found,
    WrongAnswer,
    WrongPrediction,
    anchor,
    answers_in,
    sections,
    statements,
    wrong_predictions,
)
from workedout_book.documents import below
from workedout_book.execution.outputs import executed

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)

FOUND = "wrong_answers"  # where the metadata of a page hold what the list shows of it
LISTS = "wrong_answers_lists"  # and whether it lists those of other pages
ALL = "Those of all chapters are in the index of wrong answers."
PREDICTED = "When asked to predict"


class WrongAnswerList(nodes.General, nodes.Element):
    """The place of a list; `folder` says of which pages."""


class WrongAnswersDirective(SphinxDirective):
    """``wrong-answers``: the list, for the pages below a folder."""

    optional_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, and note that this page depends on all others."""
        self.env.metadata[self.env.docname][LISTS] = True
        return [WrongAnswerList("", folder="".join(self.arguments))]


def examine(app: Sphinx, document: nodes.document) -> None:
    """Give each wrong answer of a page an anchor, note it, and warn about what is wrong."""
    page = app.env.docname
    notebook = executed(app.env, page)
    noted: list[WrongAnswer] = []
    for section in sections(document):
        answers = answers_in(section)
        if not answers:
            warn(page, section, f"the section {TITLE!r} has no answer (a quotation in bold)")
        for answer in answers:
            if not answer.place["ids"]:
                identifier = anchor(answer, set(document.ids))
                answer.place["ids"] = [identifier]
                document.ids[identifier] = answer.place
            seen = ticks(notebook, answer)
            if not (astext(answer.refutation).strip() or seen):
                warn(page, answer.place, f"nothing refutes {astext(answer.quote)}")
            noted.append(
                WrongAnswer(
                    answer.place["ids"][0],
                    kept(app.env, answer.quote),
                    kept(app.env, answer.refutation),
                    seen,
                )
            )
    app.env.metadata[page][FOUND] = (noted, list(wrong_predictions(app.env, document)))


def warn(page: str, node: nodes.Element, message: str) -> None:
    """Warn, with the place in the source."""
    LOGGER.warning("%s: %s", page, message, location=(page, node.line), type="wrong_answers")


def astext(found: Iterable[nodes.Node]) -> str:
    """The text of some nodes."""
    return "".join(node.astext() for node in found)


def ticks(notebook: Any, answer: Found) -> list[tuple[str, str]]:
    """What the cells after an answer have checked."""
    if notebook is None:
        return []
    return [tick for cell in answer.cells for tick in statements(notebook.cells[cell])]


def part_of(page: str) -> str:
    """The anchor of a page's part of the list."""
    return nodes.make_id(f"wrong-answers-of-{page}")


class Insert(SphinxPostTransform):
    """Put in the list, and the links to it; references in them are resolved afterwards."""

    default_priority = 4  # before sphinx-exercise numbers references to exercises (5)

    def run(self, **kwargs: Any) -> None:
        """Replace each placeholder, and link from each section of wrong answers."""
        for place in list(self.document.findall(WrongAnswerList)):
            parts = [self.part(page) for page in self.pages(place["folder"])]
            place.replace_self(parts or nodes.paragraph("", "There are no wrong answers."))
        there = self.config.wrong_answers_page
        if there in self.env.found_docs and there != self.env.docname:
            for section in sections(self.document):
                section.insert(1, self.link_to_the_list(there))

    def pages(self, folder: str) -> list[str]:
        """The pages below a folder that have wrong answers, in the book's order."""
        return [
            page
            for page in pages_in_order(self.env)
            if (not folder or below(page, [folder])) and any(self.env.metadata[page].get(FOUND, ()))
        ]

    def link_to_the_list(self, there: str) -> nodes.paragraph:
        """A line that leads from a chapter to its part of the list."""
        link = self.link(there, part_of(self.env.docname), [nodes.Text(ALL)])
        return nodes.paragraph("", "", link, classes=["wo-to-index"])

    def link(self, page: str, identifier: str, content: Sequence[nodes.Node]) -> nodes.reference:
        """A link to an anchor of a page."""
        inline = nodes.inline("", "", *content)
        return make_refnode(self.app.builder, self.env.docname, page, identifier, inline)

    def part(self, page: str) -> nodes.section:
        """The part of the list for one page."""
        part = nodes.section(ids=[part_of(page)])
        part += nodes.title("", "", page_link(self.env, page, self.env.docname))
        answers, predictions = self.env.metadata[page][FOUND]
        if answers:
            items = [self.item(page, answer) for answer in answers]
            part += nodes.definition_list("", *items, classes=["wo-wrong-answers"])
        if predictions:
            part += nodes.paragraph("", PREDICTED, classes=["wo-kicker"])
            items = [self.prediction(page, each) for each in predictions]
            part += nodes.definition_list("", *items, classes=["wo-wrong-answers"])
        return part

    def item(self, page: str, answer: WrongAnswer) -> nodes.definition_list_item:
        """An answer, linked to its place; below it what is said against it, and the ticks."""
        quote = self.moved(page, answer.quote)
        term = nodes.term("", "", self.link(page, answer.anchor, quote))
        said = self.said(page, answer.anchor, answer.refutation)
        said = ended(said, more=bool(answer.ticks))
        against: list[nodes.Node] = []
        if astext(said).strip():
            against.append(nodes.paragraph("", "", *said))
        against += [self.tick(kind, statement) for kind, statement in answer.ticks]
        return nodes.definition_list_item("", term, nodes.definition("", *against))

    def tick(self, kind: str, statement: str) -> nodes.paragraph:
        """A statement with the tick that it has in its chapter."""
        mark = nodes.inline("", "✓", classes=["wo-tick"])
        return nodes.paragraph("", "", mark, nodes.Text(f" {statement}"), classes=[f"wo-{kind}"])

    def prediction(self, page: str, each: WrongPrediction) -> nodes.definition_list_item:
        """A question, linked to its place, with the wrong answers and the responses to them."""
        question = self.link(page, each.anchor, unlinked(self.moved(page, each.question)))
        answers = nodes.bullet_list()
        for answer, response in each.answers:
            quote = nodes.strong("", "", *self.said(page, each.anchor, answer))
            first, *rest = self.said(page, each.anchor, response)
            said = list(first.children) if isinstance(first, nodes.paragraph) else []
            together = nodes.paragraph("", "", quote, nodes.Text(" "), *said)
            answers += nodes.list_item("", together, *(rest if said else [first, *rest]))
        return nodes.definition_list_item(
            "", nodes.term("", "", question), nodes.definition("", answers)
        )

    def said(self, page: str, anchor: str, found: Iterable[nodes.Node]) -> list[nodes.Node]:
        """Copies of sentences, which point at their chapter where they pointed at their page."""
        copies = self.moved(page, found)
        titled(self.env, copies)
        return pointing(copies, lambda text: self.link(page, anchor, [nodes.Text(text)]))

    def moved(self, page: str, found: Iterable[nodes.Node]) -> list[nodes.Node]:
        """Copies of nodes of a page for this one."""
        return moved(self.app.builder, page, self.env.docname, found)


def unlinked(found: Iterable[nodes.Node]) -> list[nodes.Node]:
    """Nodes that lead nowhere themselves: for a link, which can hold no other."""
    inside = nodes.Element("", *found)
    for link in [*inside.findall(addnodes.pending_xref), *inside.findall(nodes.reference)]:
        link.replace_self(link.children)
    return list(inside.children)


def pages_with_a_list(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again."""
    return pages_noted(env, LISTS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, the setting and the handlers."""
    app.setup_extension("workedout_book.execution.outputs")
    app.setup_extension("workedout_book.chapters.predict")
    app.add_config_value("wrong_answers_page", "book/back/wrong-answers", "env", [str])
    app.add_node(WrongAnswerList)
    app.add_directive("wrong-answers", WrongAnswersDirective)
    app.add_post_transform(Insert)
    app.connect("doctree-read", examine)
    app.connect("env-updated", pages_with_a_list)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
