"""Which edition a page is of, how to cite the book, and where to report an error.

All of it comes from one file in the Citation File Format, whose `version` is the edition. It
stands at the foot of every page, and leads to the page of corrections. The role and the directive
show it in the text::

    {edition}`number`

    ```{citation}
    ```

Where the address of a form for reports is known, the foot of every page links it, with the page,
the section that the reader sees and the commit filled in.

Configuration:

``edition_file``
    the file, relative to the book; empty: no edition.
``edition_page``
    the page of corrections.
``edition_report``
    address of a form that takes `title` and `body`, as ``https://github.com/…/issues/new``.
"""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import yaml
from docutils import nodes
from sphinx.util.docutils import SphinxDirective, SphinxRole

from workedout_book.documents import load

if TYPE_CHECKING:
    from sphinx.application import Sphinx

SCRIPT = "report.js"
SECTION = "Section: "  # what the script completes


@dataclass(frozen=True)
class Work:
    """The book, as one cites it."""

    title: str
    authors: tuple[str, ...]
    edition: str
    year: str
    address: str = ""

    @property
    def sentence(self) -> list[nodes.Node]:
        """The reference, as it stands in a list of works."""
        end = f" (edition {self.edition})."
        parts: list[nodes.Node] = [
            nodes.Text(f"{', '.join(self.authors)} ({self.year}). "),
            nodes.emphasis("", self.title),
            nodes.Text(end),
        ]
        if self.address:
            link = nodes.reference("", self.address, refuri=self.address)
            parts += [nodes.Text(" "), link]
        return parts

    @property
    def bibtex(self) -> str:
        """The entry for BibTeX; braces keep names of groups and the title as they are."""
        fields = {
            "author": " and ".join(f"{{{author}}}" for author in self.authors),
            "title": f"{{{self.title}}}",
            "edition": self.edition,
            "year": self.year,
            "url": self.address,
        }
        lines = [f"  {name} = {{{value}}}" for name, value in fields.items() if value]
        key = "".join(filter(str.isalnum, self.title.lower()))[:20]
        return f"@book{{{key}{self.year},\n" + ",\n".join(lines) + "\n}"


@cache  # every page asks
def read_work(text: str, address: str = "") -> Work:
    """Read a citation file: the preferred citation, in the edition that the file says."""
    found = yaml.safe_load(text)
    cited = found.get("preferred-citation", found)
    authors = tuple(
        each.get("name") or f"{each['given-names']} {each['family-names']}"
        for each in cited["authors"]
    )
    year = cited.get("year") or str(cited["date-released"])[:4]
    return Work(cited["title"], authors, str(found["version"]), str(year), address)


def work_of(app: Sphinx) -> Work:
    """The book that is built."""
    text = Path(app.srcdir, app.config.edition_file).read_text("utf-8")
    return read_work(text, app.config.html_baseurl)


class EditionRole(SphinxRole):
    """``edition``: the number of the edition; what is between the backticks is not shown."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Return the number."""
        self.env.note_dependency(str(Path(self.env.srcdir, self.config.edition_file)))
        return [nodes.inline("", work_of(self.env.app).edition, classes=["wo-defined"])], []


class CitationDirective(SphinxDirective):
    """``citation``: a box with the reference, as a sentence and for BibTeX."""

    def run(self) -> list[nodes.Node]:
        """Return the box."""
        self.env.note_dependency(str(Path(self.env.srcdir, self.config.edition_file)))
        work = work_of(self.env.app)
        box = nodes.container("", classes=["wo-citation"])
        box += nodes.paragraph("", "", *work.sentence)
        box += nodes.literal_block(work.bibtex, work.bibtex, language="bibtex")
        return [box]


def commit_of(folder: Path) -> str:
    """The commit that is checked out; nothing where there is none."""
    command = ["git", "-C", str(folder), "rev-parse", "--short=12", "HEAD"]
    try:
        return subprocess.run(
            command, capture_output=True, encoding="utf-8", check=True
        ).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def report_link(form: str, page: str, edition: str, commit: str) -> str:
    """The address of the form, filled in; the script adds the section."""
    lines = [f"Page: {page}", SECTION, f"Edition: {edition}"]
    lines += [f"Commit: {commit}"] if commit else []
    body = "\n".join([*lines, "", "What is wrong:", ""])
    return f"{form}?{urlencode({'title': f'Error in {page}', 'body': body})}"


def note_commit(app: Sphinx) -> None:
    """Find the commit once, if a report is to name it."""
    app.config.edition_commit = commit_of(Path(app.srcdir)) if app.config.edition_report else ""


def add_to_foot(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the edition at the foot of a page, and the link for reports."""
    if not app.config.edition_file or app.builder.format != "html":
        return
    edition = work_of(app).edition
    text = f"Edition {escape(edition)}"
    if app.config.edition_page in app.env.found_docs:
        text = f'<a href="{context["pathto"](app.config.edition_page)}">{text}</a>'
    if app.config.edition_report and doctree is not None:
        link = report_link(app.config.edition_report, page, edition, app.config.edition_commit)
        text += f' · <a class="wo-report" href="{escape(link)}">Report an error on this page</a>'
        load(app, [SCRIPT])
    foot = context.get("theme_extra_footer") or ""
    context["theme_extra_footer"] = f'{foot} <span class="wo-edition">{text}</span>'


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the settings, the role, the directive and the handlers."""
    app.add_config_value("edition_file", "", "env", [str])
    app.add_config_value("edition_page", "book/back/corrections", "html", [str])
    app.add_config_value("edition_report", "", "html", [str])
    app.add_config_value("edition_commit", "", "", [str])
    app.add_role("edition", EditionRole())
    app.add_directive("citation", CitationDirective)
    app.connect("builder-inited", note_commit)
    app.connect("html-page-context", add_to_foot)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
