r"""Render mathematics with KaTeX while the book is built.

A page arrives with its formulas as HTML and MathML, so a reader's browser runs no renderer, and a
formula that KaTeX rejects is a warning of the build instead of red text on a page. The script runs
in QuickJS, which pip installs; Node is not needed.

Configuration values:

``katex_path``
    Folder of ``katex.min.js``, relative to the configuration.
``katex_url``
    Where that folder's content lies below ``_static``.
``katex_macros``
    Macros for every formula of the book, ``{"\\R": "\\mathbb{R}"}``.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

from workedout_book.mathematics.katex_engine import FormulaError, Katex, display_source

logger = logging.getLogger(__name__)

# What closes a word, or opens one, and must not be parted from a formula by the end of a line.
_CLOSING = re.compile(r"^[.,;:!?)\]’”%]+")
_OPENING = re.compile(r"[(\[‘“]+$")


@lru_cache(maxsize=4)
def _engine(script: Path, macros: tuple[tuple[str, str], ...]) -> Katex:
    return Katex(script.read_text(encoding="utf-8"), dict(macros))


def engine(app: Sphinx) -> Katex:
    """Return the KaTeX of this book; starting one takes about 20 ms."""
    return _engine(script_path(app), tuple(sorted(app.config.katex_macros.items())))


def script_path(app: Sphinx) -> Path:
    """Return where the vendored script lies."""
    return Path(app.confdir, app.config.katex_path, "katex.min.js")


def html_of(app: Sphinx, node: nodes.Element) -> str:
    """Return the HTML of one formula's node, or raise `FormulaError`."""
    if isinstance(node, nodes.math_block):
        html = engine(app).render(display_source(node.astext()), display=True)
        # A wide formula scrolls within itself, and by keyboard only if it can be focused.
        return html.replace('class="katex-display"', 'class="katex-display" tabindex="0"', 1)
    return engine(app).render(node.astext().strip(), display=False)


class FormulaCheck:
    """Warns about each formula that KaTeX rejects, with its place, in this build and the next."""

    def __init__(self) -> None:
        self._bad_pages: set[str] = set()

    def check(self, app: Sphinx, doctree: nodes.document, docname: str) -> None:
        """Look at one page's formulas when it is about to be written."""
        if app.builder.format != "html":
            return
        found = [*doctree.findall(nodes.math), *doctree.findall(nodes.math_block)]
        for node in found:
            try:
                html_of(app, node)
            except FormulaError as error:
                tex = " ".join(node.astext().split())
                message = "KaTeX rejects the formula %s: %s"
                logger.warning(message, tex, error, location=place(node) or docname, type="katex")
                self._bad_pages.add(docname)

    def forget_bad_pages(self, app: Sphinx, _error: Exception | None) -> None:
        """Remove the doctrees of bad pages, so that the next build reads them and fails again."""
        for docname in self._bad_pages:
            Path(app.doctreedir, f"{docname}.doctree").unlink(missing_ok=True)


def place(node: nodes.Node | None) -> nodes.Node | None:
    """Return the nearest node that knows its line: a formula in a line of text does not."""
    while node is not None and not (getattr(node, "source", None) and node.line):
        node = node.parent
    return node


def keep_punctuation(app: Sphinx, doctree: nodes.document, docname: str) -> None:
    """Bind the punctuation around a formula to it: a line must not begin with its comma.

    A browser may break a line before and after a formula, whatever stands there. A long one may
    break within, so that only what comes after it is kept, by a style sheet.
    """
    if app.builder.format != "html":
        return
    for node in list(doctree.findall(nodes.math)):
        try:
            is_short = html_of(app, node).count('class="katex-base"') == 1
        except FormulaError:
            continue
        if is_short:
            bind(node)
        else:
            follow(node)


def bind(node: nodes.math) -> None:
    """Put a formula and the punctuation that touches it into one element, ``katex-bound``."""
    before = node.previous_sibling()
    after = node.next_node(descend=False, siblings=True)
    opening = _OPENING.search(before) if isinstance(before, nodes.Text) else None
    closing = _CLOSING.search(after) if isinstance(after, nodes.Text) else None
    if opening is None and closing is None:
        return
    bound = nodes.inline("", "", classes=["katex-bound"])
    node.replace_self(bound)
    if opening is not None and isinstance(before, nodes.Text):
        keep(before, before[: opening.start()])
        bound += nodes.Text(opening[0])
    bound += node
    if closing is not None and isinstance(after, nodes.Text):
        keep(after, after[closing.end() :])
        bound += nodes.Text(closing[0])


def follow(node: nodes.math) -> None:
    """Put a long formula and the punctuation after it into one element, ``katex-followed``.

    The last part of the formula keeps room for what stands in ``katex-mark``, which takes it back:
    where that part has its place in a line, so has the punctuation.
    """
    after = node.next_node(descend=False, siblings=True)
    closing = _CLOSING.search(after) if isinstance(after, nodes.Text) else None
    if closing is None or not isinstance(after, nodes.Text):
        return
    followed = nodes.inline("", "", classes=["katex-followed"])
    node.replace_self(followed)
    keep(after, after[closing.end() :])
    followed += [node, nodes.inline("", closing[0], classes=["katex-mark"])]


def keep(text: nodes.Text, part: str) -> None:
    """Leave only a part of a text node; its parent's search finds the first text that is equal."""
    siblings = text.parent.children
    place = next(number for number, each in enumerate(siblings) if each is text)
    text.parent[place] = nodes.Text(part)


def _formula_html(translator: Any, node: nodes.Element) -> str:
    """Return the HTML of a node, or its TeX where `FormulaCheck` has warned."""
    try:
        return html_of(translator.builder.app, node)
    except FormulaError:
        return f'<code class="katex-error">{translator.encode(node.astext())}</code>'


def visit_math(translator: Any, node: nodes.math) -> None:
    """Write one formula within a line."""
    start = translator.starttag(node, "span", "", CLASS="math notranslate nohighlight")
    translator.body.append(f"{start}{_formula_html(translator, node)}</span>")
    raise nodes.SkipNode


def visit_math_block(translator: Any, node: nodes.math_block) -> None:
    """Write one displayed formula, and its number where Sphinx gave it one."""
    body = translator.body
    body.append(translator.starttag(node, "div", CLASS="math notranslate nohighlight"))
    body.append(_formula_html(translator, node))
    if node.get("number"):
        body.append(f'<span class="eqno">({get_node_equation_number(translator, node)})')
        translator.add_permalink_ref(node, _("Link to this equation"))
        body.append("</span>")
    body.append("</div>\n")
    raise nodes.SkipNode


def add_assets(
    app: Sphinx, pagename: str, templatename: str, context: dict[str, Any], doctree: Any
) -> None:
    """Add the style sheet, and the script that copies a formula as TeX, where there is one."""
    if shows_formula(app, pagename):
        app.add_css_file(f"{app.config.katex_url}/katex.min.css")
        app.add_js_file(f"{app.config.katex_url}/copy-tex.min.js", loading_method="defer")


def shows_formula(app: Sphinx, pagename: str) -> bool:
    """Tell whether a page has a formula, be it in a title that its navigation shows."""
    has_equations = app.env.get_domain("math").has_equations  # type: ignore[attr-defined]
    in_titles = (title.next_node(nodes.math) for title in app.env.titles.values())
    return bool(has_equations(pagename)) or any(node is not None for node in in_titles)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the renderer, its configuration and its check."""

    def digest(_config: Config) -> str:
        return hashlib.sha256(script_path(app).read_bytes()).hexdigest()

    app.add_config_value("katex_path", "book/_assets/katex", "html", [str])
    app.add_config_value("katex_url", "katex", "html", [str])
    app.add_config_value("katex_macros", {}, "html", [dict])
    # Another KaTeX means other pages: the digest is never set by hand.
    app.add_config_value("katex_digest", digest, "html", [str])
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
    formulas = FormulaCheck()
    app.connect("doctree-resolved", formulas.check)
    app.connect("doctree-resolved", keep_punctuation)
    app.connect("build-finished", formulas.forget_bad_pages)
    app.connect("html-page-context", add_assets)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
