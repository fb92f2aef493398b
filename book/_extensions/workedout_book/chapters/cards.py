"""A card for each chapter below a folder: its question, its minutes, and what was checked in it.

Where a page says ::

    ```{chapter-cards} book/signals
    ```

stands a card for each chapter: its title, the question of its prediction, its minutes, and how many
statements on it hold, counted from the ticks of this build.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from workedout_book.across_pages import kept, moved, page_link, pages_in_order, pages_noted
from workedout_book.chapters.predict_nodes import Question
from workedout_book.chapters.teaching import MINUTES
from workedout_book.chapters.ticks import kind_of
from workedout_book.documents import below

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

CARDS = "chapter_cards"  # where the metadata of a page say that it shows cards of others
QUESTION = "chapter_card_question"  # a copy of the first question of a page, in a list
HELD = "chapter_card_held"  # how many statements on it hold


class Cards(nodes.General, nodes.Element):
    """The place of the cards for the chapters below `folder`."""


class CardsDirective(SphinxDirective):
    """``chapter-cards``, for the pages below a folder."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, and note that this page depends on all others."""
        self.env.metadata[self.env.docname][CARDS] = True
        return [Cards("", folder=self.arguments[0])]


def note(app: Sphinx, document: nodes.document) -> None:
    """Note what a card shows of a page."""
    noted = app.env.metadata[app.env.docname]
    questions = list(document.findall(Question))[:1]
    noted[QUESTION] = kept(app.env, (child for each in questions for child in each.children))
    noted[HELD] = sum(bool(kind_of(raw)) for raw in document.findall(nodes.raw))


class InsertCards(SphinxPostTransform):
    """Replace each placeholder."""

    default_priority = 4  # before references are resolved

    def run(self, **kwargs: Any) -> None:
        """Replace them."""
        for place in list(self.document.findall(Cards)):
            pages = [p for p in pages_in_order(self.env) if below(p, [place["folder"]])]
            items = [nodes.list_item("", *self.card(page)) for page in pages]
            place.replace_self(nodes.bullet_list("", *items, classes=["wo-cards"]))

    def card(self, page: str) -> Iterator[nodes.Node]:
        """Yield the lines of a card; what a page does not have is left out."""
        noted, here = self.env.metadata[page], self.env.docname
        title = page_link(self.env, page, here)
        yield nodes.paragraph("", "", title, classes=["wo-card-title"])
        question = moved(self.app.builder, page, here, noted.get(QUESTION, []))
        if question:
            yield nodes.paragraph("", "", *question)
        state = ", ".join(facts(noted.get(MINUTES, 0), noted.get(HELD, 0)))
        if state:
            yield nodes.paragraph("", state, classes=["wo-card-state"])


def facts(minutes: int, held: int) -> Iterator[str]:
    """What a card says of a chapter in numbers."""
    if minutes:
        yield f"{minutes} minutes"
    if held:
        yield f"{held} statements checked"


def pages_with_cards(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again."""
    return pages_noted(env, CARDS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directive, its transform and the handlers."""
    app.setup_extension("workedout_book.chapters.predict")
    app.setup_extension("workedout_book.chapters.teaching")
    app.add_node(Cards)
    app.add_directive("chapter-cards", CardsDirective)
    app.add_post_transform(InsertCards)
    app.connect("doctree-read", note, priority=700)
    app.connect("env-updated", pages_with_cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
