"""For teachers: where a homework question is settled, and what each chapter asks and gives.

A chapter says in its front matter which questions that are set elsewhere it settles, and where::

    homework:
      - "Which gradients are zero when all weights are? → {ref}`what-moves`, {ref}`standstill`"

Nothing of this is shown on the chapter's own page. The directives list it for the pages below a
folder, together with what `head` shows on each of them::

    ```{homework} book/signals
    ```

    ```{chapter-overview} book/signals
    ```

An entry without a question, or that leads nowhere, is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective

from workedout_book.across_pages import kept, moved, page_link, pages_in_order, pages_noted, table
from workedout_book.chapters.head import (
    ChapterHead,
    MalformedError,
    Minutes,
    front_matter,
    parsed_markdown,
    read_head,
    texts,
)
from workedout_book.chapters.out_of_place import titled
from workedout_book.documents import below

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

LOGGER = logging.getLogger(__name__)

FIELD = "homework"
ARROW = "→"
LISTS = "teaching_lists"  # where the metadata of a page say that it lists others
MINUTES = "teaching_minutes"  # how long a page takes
HEAD = "teaching_head"  # a copy of the block at its head, in a list
QUESTIONS = "teaching_questions"  # and its questions, each followed by its places
HEADINGS = ("Chapter", "Builds on", "Minutes")


class Homework(nodes.General, nodes.Element):
    """The questions of a page, one a paragraph of question and places; never written there."""


class TeachingList(nodes.General, nodes.Element):
    """The place of a list; `content` is the name of its directive."""


class TeachingDirective(SphinxDirective):
    """``homework`` and ``chapter-overview``, for the pages below a folder."""

    required_arguments = 1

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, and note that this page depends on all others."""
        self.env.metadata[self.env.docname][LISTS] = True
        return [TeachingList("", content=self.name, folder=self.arguments[0])]


def problem(entry: str) -> str | None:
    """Say what is wrong with an entry."""
    question, arrow, places = entry.partition(ARROW)
    if not (arrow and question.strip() and "`" in places):
        return f"expected 'question {ARROW} {{ref}}`place`', got {entry!r}"
    return None


class ReadHomework(SphinxTransform):
    """Keep the questions with the page, as nodes whose references can be resolved elsewhere."""

    default_priority = 401  # after the head of the chapter

    def apply(self, **kwargs: Any) -> None:
        """Parse them, and warn about what is wrong."""
        fields = front_matter(self.document)
        head, _ = read_head(fields, required=False)
        self.env.metadata[self.env.docname][MINUTES] = head.minutes or 0
        if FIELD not in fields:
            return
        try:
            entries = texts(fields[FIELD])
        except MalformedError as error:
            self.warn(f"the front matter's {FIELD!r}: {error}")
            return
        homework = Homework()
        for entry in entries:
            wrong = problem(entry)
            if wrong:
                self.warn(f"the front matter's {FIELD!r}: {wrong}")
                continue
            for part in entry.split(ARROW, 1):
                homework += parsed_markdown(self.document, part.strip(), FIELD)
        self.document.append(homework)

    def warn(self, message: str) -> None:
        """Warn, with the page."""
        page = self.env.docname
        LOGGER.warning("%s: %s", page, message, location=page, type="teaching")


def note(app: Sphinx, document: nodes.document) -> None:
    """Note what the lists show of a page, and take its questions off it."""
    noted = app.env.metadata[app.env.docname]
    noted[HEAD] = kept(app.env, list(document.findall(ChapterHead))[:1])
    noted[QUESTIONS] = []
    for homework in list(document.findall(Homework)):
        noted[QUESTIONS] += kept(app.env, homework.children)
        homework.parent.remove(homework)


class InsertLists(SphinxPostTransform):
    """Replace each placeholder."""

    default_priority = 4  # before sphinx-exercise numbers references to exercises (5)

    def run(self, **kwargs: Any) -> None:
        """Replace them."""
        for place in list(self.document.findall(TeachingList)):
            pages = [p for p in pages_in_order(self.env) if below(p, [place["folder"]])]
            content = self.homework if place["content"] == "homework" else self.overview
            found = list(content(pages))
            place.replace_self(found or nodes.paragraph("", "There is none."))

    def homework(self, pages: list[str]) -> Iterator[nodes.Node]:
        """Yield a table of question and place."""
        rows = []
        for page in pages:
            found = self.env.metadata[page].get(QUESTIONS, [])
            parts = moved(self.app.builder, page, self.env.docname, found)
            titled(self.env, parts, quoted=False)
            rows += [
                (as_inline(question), self.places(page, places))
                for question, places in zip(parts[::2], parts[1::2], strict=True)
            ]
        if rows:
            yield table(("Question", "Settled in"), rows, "wo-homework")

    def places(self, page: str, places: nodes.Node) -> nodes.inline:
        """The page, and the places on it or elsewhere."""
        link = page_link(self.env, page, self.env.docname)
        return nodes.inline("", "", link, nodes.Text(": "), *places.children)

    def overview(self, pages: list[str]) -> Iterator[nodes.Node]:
        """Yield a table of chapters, then the head of each."""
        heads = {page: self.head(page) for page in pages}
        rows: list[tuple[nodes.Node, ...]] = []
        minutes = 0
        for page, head in heads.items():
            if head is None:
                continue
            needed = self.env.metadata[page][MINUTES]
            minutes += needed
            link = page_link(self.env, page, self.env.docname)
            rows.append((link, self.builds_on(page, head), nodes.Text(str(needed))))
        if not rows:
            return
        rows.append((nodes.Text("Together"), nodes.Text(""), nodes.Text(str(minutes))))
        yield table(HEADINGS, rows, "wo-overview")
        for page, head in heads.items():
            if head is not None:
                title = page_link(self.env, page, self.env.docname)
                yield nodes.paragraph("", "", nodes.strong("", "", title))
                yield head

    def head(self, page: str) -> ChapterHead | None:
        """A copy of the block at the head of a page, without the minutes."""
        found = self.env.metadata[page].get(HEAD)
        if not found:
            return None
        head = cast(ChapterHead, moved(self.app.builder, page, self.env.docname, found)[0])
        for node in list(head.findall(Minutes)):
            head.remove(node)
        head["label"] = f"About {self.env.titles[page].astext()}"
        return head

    def builds_on(self, page: str, head: ChapterHead) -> nodes.Element:
        """Links to the pages that the needs of a page lead to."""
        links = nodes.inline()
        seen: set[str] = set()
        for needs in head.findall(nodes.bullet_list):
            if "wo-needs" not in needs["classes"]:
                continue
            for reference in needs.findall(addnodes.pending_xref):
                target = reference["reftarget"].lstrip("/")
                if reference["reftype"] == "doc" and target not in seen:
                    if seen:
                        links += nodes.Text(", ")
                    seen.add(target)
                    links += page_link(self.env, target, self.env.docname)
        return links


def as_inline(block: nodes.Node) -> nodes.inline:
    """The content of a paragraph as one node."""
    return nodes.inline("", "", *block.children)


def pages_with_a_list(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages to write again."""
    return pages_noted(env, LISTS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the directives, the transforms and the handler."""
    app.setup_extension("workedout_book.chapters.head")
    app.add_node(Homework)
    app.add_node(TeachingList)
    app.add_directive("homework", TeachingDirective)
    app.add_directive("chapter-overview", TeachingDirective)
    app.add_transform(ReadHomework)
    app.add_post_transform(InsertLists)
    app.connect("doctree-read", note, priority=700)  # after lints have read the questions
    app.connect("env-updated", pages_with_a_list)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
