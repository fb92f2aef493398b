"""What a reader did on the pages of a folder is kept on their device, and listed on one page.

At the end of each section of a chapter stands a button, "Finished". Opened hints and
ticked steps are kept too, and so are predictions (see `predict`) and answers (see `fields`).
Where a page says ::

    ```{progress}
    ```

stands a table of the chapters with what each asks for; a script fills in what the reader did, and
lets them export it as one file, import it, and forget it.

Configuration:

``progress_kept``
    folders whose pages are chapters; none: no section has a button, and the table is empty.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from docutils import nodes
from sphinx.transforms import SphinxTransform
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util.docutils import SphinxDirective

from workedout_book.across_pages import page_link, pages_in_order, pages_noted, table
from workedout_book.chapters.predict_nodes import Predict
from workedout_book.documents import PROGRESS_SCRIPT, below, load_where, nothing, skip
from workedout_book.exercises.answer_steps import AnswerSteps
from workedout_book.exercises.attached import exercises
from workedout_book.exercises.hints import Hint, Hints
from workedout_book.interactive.answer_fields import answer_fields

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment
    from sphinx.writers.html5 import HTML5Translator

KEPT_SCRIPT, PAGE_SCRIPT = "kept.js", "progress_page.js"
LISTS = "progress_lists"  # where the metadata of a page say that it lists chapters
SECTIONS, PREDICTIONS, HINTS = "progress_sections", "progress_predictions", "progress_hints"
HEADINGS = ("Chapter", "Prediction", "Sections finished", "Hints opened", "Exercises right")

CONTROLS = """\
<div class="wo-progress-controls" hidden>
<p class="wo-progress-state" role="status"></p>
<form>
<label>Your name or number in the course <input name="reader" maxlength="100"></label>
<button type="submit">Export as a file</button>
</form>
<p><label>Import a file <input type="file" accept=".json,application/json"></label></p>
<p><button type="button" class="wo-forget">Forget all of it</button></p>
</div>
<p class="wo-without-scripts">Without scripts nothing is kept.</p>
"""


class Finish(nodes.General, nodes.Element):
    """The button at the end of a `section`, with its `title`."""


class Progress(nodes.General, nodes.Element):
    """The place of the table."""


class ProgressControls(nodes.General, nodes.Element):
    """What exports, imports and forgets; a script shows it."""


class ProgressRow(nodes.row):  # type: ignore[misc]
    """A chapter in the table, with the names of what can be done in it."""

    column = 0


class ProgressDirective(SphinxDirective):
    """``progress``, the table of all chapters."""

    def run(self) -> list[nodes.Node]:
        """Leave a placeholder, and note that this page depends on all others."""
        self.env.metadata[self.env.docname][LISTS] = True
        return [Progress(), ProgressControls()]


class AddButtons(SphinxTransform):
    """Put a button at the end of each section of a chapter."""

    default_priority = 720  # after exercises between gates were put together

    def apply(self, **kwargs: Any) -> None:
        """Add them."""
        if not below(self.env.docname, self.config.progress_kept):
            return
        for section in sections(self.document):
            title = next(iter(section.findall(nodes.title))).astext()
            section += Finish("", section=section["ids"][0], title=title)


def sections(document: nodes.document) -> list[nodes.section]:
    """The sections of a page below its title."""
    tops = [node for node in document.children if isinstance(node, nodes.section)]
    return [node for top in tops for node in top.children if isinstance(node, nodes.section)]


def note(app: Sphinx, document: nodes.document) -> None:
    """Note what can be done on a page."""
    noted = app.env.metadata[app.env.docname]
    noted[SECTIONS] = [node["section"] for node in document.findall(Finish)]
    noted[PREDICTIONS] = [node["ids"][0] for node in document.findall(Predict)]
    noted[HINTS] = [node["ids"][0] for node in document.findall(Hint)]


class InsertTable(SphinxPostTransform):
    """Replace the placeholder by the table."""

    default_priority = 4  # before references are resolved

    def run(self, **kwargs: Any) -> None:
        """Replace it."""
        for place in list(self.document.findall(Progress)):
            place.replace_self(self.table())

    def table(self) -> nodes.table:
        """A row a chapter, with how much there is of each kind."""
        chapters = [
            page
            for page in pages_in_order(self.env)
            if below(page, self.config.progress_kept) and self.env.metadata[page].get(SECTIONS)
        ]
        counted = [self.counted(page) for page in chapters]
        links = [page_link(self.env, page, self.env.docname) for page in chapters]
        counts = [[nodes.Text(f"{len(names)}") for names in kinds.values()] for kinds in counted]
        rows = [[link, *cells] for link, cells in zip(links, counts, strict=True)]
        made = table(HEADINGS, rows, "wo-progress")
        for row, kinds in zip(list(made.findall(nodes.row))[1:], counted, strict=True):
            row.replace_self(ProgressRow("", *row.children, counted=kinds))
        return made

    def counted(self, page: str) -> dict[str, list[str]]:
        """The names under which `progress.js` keeps what is done in a chapter, by kind."""
        noted, of_page = self.env.metadata[page], exercises(self.env)
        return {
            "predictions": [f"{page}#{name}" for name in noted[PREDICTIONS]],
            "sections": [f"{page}#{name}" for name in noted[SECTIONS]],
            "hints": noted[HINTS],
            "answers": [label for label in answerable(self.app) if of_page.get(label) == page],
        }


def answerable(app: Sphinx) -> list[str]:
    """The exercises whose answers are kept: those with a field, in the order of the book."""
    fields = answer_fields(app)
    return [label for label in exercises(app.env) if label in fields]


def visit_row(translator: HTML5Translator, node: ProgressRow) -> None:
    """Say what is counted in each cell."""
    names = {f"data-{kind}": " ".join(found) for kind, found in node["counted"].items()}
    translator.body.append(translator.starttag(node, "tr", "", **names))
    node.column = 0  # docutils counts the cells here


def depart_row(translator: HTML5Translator, node: ProgressRow) -> None:
    """End the row."""
    translator.body.append("</tr>\n")


def visit_finish(translator: HTML5Translator, node: Finish) -> None:
    """A button; its style hides it where no script can keep anything."""
    section, title = (translator.attval(node[name]) for name in ("section", "title"))
    translator.body.append(
        f'<div class="wo-finish" data-section="{section}">'
        f'<button type="button" aria-pressed="false">Finished<span class="wo-unseen"> '
        f"with {title}</span></button></div>\n"
    )
    raise nodes.SkipNode


def visit_controls(translator: HTML5Translator, node: ProgressControls) -> None:
    """A form that the script shows, and a region for what it says."""
    translator.body.append(CONTROLS)
    raise nodes.SkipNode


def listing(app: Sphinx, env: BuildEnvironment) -> list[str]:
    """The pages with a table are written anew."""
    return pages_noted(env, LISTS)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the setting, the buttons, the table and the scripts."""
    app.add_config_value("progress_kept", [], "env", [list])
    app.setup_extension("workedout_book.exercises.hints")
    app.setup_extension("workedout_book.exercises.answer_steps")
    app.setup_extension("workedout_book.interactive.answer_fields")
    app.add_node(Finish, html=(visit_finish, nothing), latex=(skip, nothing), text=(skip, nothing))
    app.add_node(Progress, html=(nothing, nothing))
    app.add_node(ProgressControls, html=(visit_controls, nothing))
    app.add_node(ProgressRow, html=(visit_row, depart_row))
    app.add_directive("progress", ProgressDirective)
    app.add_transform(AddButtons)
    app.add_post_transform(InsertTable)
    app.connect("doctree-read", note)
    app.connect("env-updated", listing)
    load_where(app, (Finish, Hints, AnswerSteps), lambda app: [PROGRESS_SCRIPT, KEPT_SCRIPT])
    load_where(app, (ProgressRow,), lambda app: [PROGRESS_SCRIPT, PAGE_SCRIPT])
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
