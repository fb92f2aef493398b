"""Show beside a link what it leads to: a formula, a figure, a table, a listing, a term, a work.

The script copies what stands on the same page. What a link to another page leads to lies in a
``<template>`` of the linking page, so that it is there without a request, and from disk: a term's
meaning and a caption as text, a formula as MathML. A citation has its work in its title already.

Configuration value:

``previews_without``
    Pages that get no templates: those that show beside each link what it leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html import escape
from typing import Any, NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment

from workedout_book.documents import load
from workedout_book.mathematics.katex import engine
from workedout_book.mathematics.katex_engine import FormulaError, display_source
from workedout_book.site.page_text import text_of

ASSETS = ["preview.css", "preview.js"]
_MATHML = re.compile(r"<math\b.*?</math>", re.DOTALL)
_ANNOTATION = re.compile(r"<annotation\b.*?</annotation>", re.DOTALL)


class Meaning(NamedTuple):
    """What an anchor of a page stands for: its text, or the TeX of a formula."""

    text: str
    is_formula: bool = False


def meanings(document: nodes.document) -> Iterator[tuple[str, Meaning]]:
    """Yield a page's anchors that can be shown, each with what it stands for."""
    for node in document.findall(nodes.Element):
        meant = meaning(node)
        if meant is not None:
            yield from ((anchor, meant) for anchor in node["ids"])


def meaning(node: nodes.Element) -> Meaning | None:
    """Return what a node stands for; nothing for one that is no formula, caption or term."""
    if isinstance(node, nodes.math_block):
        return Meaning(node.astext(), is_formula=True)
    if isinstance(node, nodes.term):
        if not isinstance(node.parent.parent.parent, addnodes.glossary):
            return None
        told = [child for child in node.parent.children if isinstance(child, nodes.definition)]
        return Meaning(" ".join(text_of([part]) for each in told for part in each.children))
    captions: dict[type[nodes.Element], type[nodes.Element]] = {
        nodes.figure: nodes.caption,
        nodes.table: nodes.title,
        nodes.container: nodes.caption,
    }
    kind = captions.get(type(node))
    caption = next((child for child in node.children if kind and isinstance(child, kind)), None)
    return Meaning(text_of([caption])) if caption is not None else None


def template(href: str, shown: str) -> str:
    """The element that keeps what a link shows."""
    return f'<template class="wo-preview-of" data-href="{escape(href)}">{shown}</template>'


def mathml(html: str) -> str:
    """The formula of KaTeX's HTML as MathML alone, without its TeX."""
    found = _MATHML.search(html)
    return _ANNOTATION.sub("", found[0]) if found else ""


def shown(app: Sphinx, page: str, anchor: str, meant: Meaning) -> str:
    """What stands in the template of an anchor, as HTML."""
    if meant.is_formula:
        try:
            return mathml(engine(app).render(display_source(meant.text), display=True))
        except FormulaError:  # which the page that has it warns about
            return ""
    name = number(app, page, anchor)
    bold = f"<strong>{escape(name)}</strong> " if name else ""
    return f"<p>{bold}{escape(meant.text)}</p>"


def number(app: Sphinx, page: str, anchor: str) -> str:
    """The number of a figure, table or listing, as its caption begins."""
    for kind, numbers in app.env.toc_fignumbers.get(page, {}).items():
        form = app.config.numfig_format.get(kind, "")
        if anchor in numbers and form.count("%s") == 1:
            return str(form % ".".join(map(str, numbers[anchor])))
    return ""


class Noted:
    """What is known of all pages, kept with the environment."""

    def __init__(self) -> None:
        self.meanings: dict[str, dict[str, Meaning]] = {}
        self.targets: dict[str, set[str]] = {}  # what each page's references name
        self.before: dict[str, dict[str, Meaning]] = {}  # of pages that are read again

    def outdated(self) -> list[str]:
        """Return the pages that refer to what stands for something else now; forget the rest."""
        changed = set()
        for page, old in self.before.items():
            new = self.meanings.get(page, {})
            anchors = old.keys() | new.keys()
            changed |= {spelt(each) for each in anchors if old.get(each) != new.get(each)}
        self.before.clear()
        return sorted(page for page, targets in self.targets.items() if targets & changed)


def spelt(name: str) -> str:
    """A label, or the anchor that Sphinx makes of it, as both are compared."""
    return nodes.make_id(name).removeprefix("term-").removeprefix("equation-")


def noted(env: BuildEnvironment) -> Noted:
    """What is kept with the environment."""
    if not hasattr(env, "previews_noted"):
        env.previews_noted = Noted()  # type: ignore[attr-defined]
    found: Noted = env.previews_noted  # type: ignore[attr-defined]
    return found


def note(app: Sphinx, document: nodes.document) -> None:
    """Note what can be shown of a page that has been read, and what it refers to."""
    page, found = app.env.docname, noted(app.env)
    found.meanings[page] = dict(meanings(document))
    references = document.findall(addnodes.pending_xref)
    found.targets[page] = {spelt(each["reftarget"]) for each in references}


def forget(app: Sphinx, env: BuildEnvironment, page: str) -> None:
    """Forget a page that is gone, or read again."""
    found = noted(env)
    found.targets.pop(page, None)
    if page in found.meanings:
        found.before[page] = found.meanings.pop(page)


def merge(app: Sphinx, env: BuildEnvironment, pages: list[str], other: BuildEnvironment) -> None:
    """Take over what another process has read."""
    mine, theirs = noted(env), noted(other)
    for page in pages:
        if page in theirs.meanings:
            mine.meanings[page], mine.targets[page] = theirs.meanings[page], theirs.targets[page]


def linked(document: nodes.document, pages: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Yield each address, page and anchor that a document's links to other pages name, once."""
    seen = set()
    for link in document.findall(nodes.reference):
        href = link.get("refuri", "")
        address, _, anchor = href.partition("#")
        if anchor and address in pages and href not in seen:
            seen.add(href)
            yield href, pages[address], anchor


def add_templates(
    app: Sphinx, page: str, template_name: str, context: dict[str, Any], doctree: Any
) -> None:
    """Give a page the script, and what its links to other pages show."""
    if doctree is None or app.builder.name not in ("html", "dirhtml"):
        return
    load(app, ASSETS)
    if page in app.config.previews_without:
        return
    known = noted(app.env).meanings
    pages = {app.builder.get_relative_uri(page, each): each for each in known if each != page}
    added = [
        template(href, shown(app, target, anchor, known[target][anchor]))
        for href, target, anchor in linked(doctree, pages)
        if anchor in known[target]
    ]
    context["body"] = "\n".join([context.get("body") or "", *added])


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""
    app.setup_extension("workedout_book.mathematics.katex")
    app.add_config_value("previews_without", [], "html", [list])
    app.connect("doctree-read", note)
    app.connect("env-purge-doc", forget)
    app.connect("env-merge-info", merge)
    app.connect("env-updated", lambda app, env: noted(env).outdated())
    app.connect("html-page-context", add_templates)
    return {
        "version": "1.0",
        "env_version": 1,
        "parallel_read_safe": True,
        "parallel_write_safe": True,
    }
