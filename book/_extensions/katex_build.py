r"""Render mathematics with KaTeX while the book is built.

A page arrives with its formulas as HTML and MathML, so a reader's browser runs no renderer, and a
formula that KaTeX rejects is a warning of the build instead of red text on a page. The script runs
in QuickJS, which pip installs; Node is not needed.

Configuration values:

``katex_path``
    Folder of ``katex.min.js``, relative to the configuration.
``katex_url``
    Where that folder's content lies below ``_static``.
``katex_search_script``
    Script for the page of search results, below ``_static``; none unless given.
``katex_macros``
    Macros for every formula of the book, ``{"\\R": "\\mathbb{R}"}``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import quickjs
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.locale import _
from sphinx.util import logging
from sphinx.util.math import get_node_equation_number

logger = logging.getLogger(__name__)

# KaTeX shows a command it does not trust in this colour instead of raising; nothing else has it.
_UNTRUSTED = "#c0ffee"
_BOOTSTRAP = """
var warned = [];
var console = {warn: function (m) { warned.push(String(m)); }};
console.error = console.log = console.warn;
"""
_RENDER = """
(function (tex, display, macros) {
    warned.length = 0;
    try {
        var html = katex.renderToString(tex, {
            displayMode: display, macros: JSON.parse(macros), output: "htmlAndMathml",
            strict: "error", throwOnError: true, trust: false, errorColor: "UNTRUSTED"
        });
        return JSON.stringify({html: html, warned: warned});
    } catch (error) {
        return JSON.stringify({error: String(error.message || error)});
    }
})
""".replace("UNTRUSTED", _UNTRUSTED)
_STARRED = re.compile(r"^\\begin\{(equation|align|alignat|gather)\}(.*)\\end\{\1\}$", re.DOTALL)
_STRUCTURE = re.compile(r"\\(?:begin|end)\s*\{[^}]*\}|\\.|[{}]", re.DOTALL)
_BLACKBOARD = re.compile(r"\\mathbb\s*(?:\{([^{}]*)\}|([^\s{\\]))")


class FormulaError(ValueError):
    """A formula that cannot be printed as it was meant."""


class Katex:
    """One KaTeX in one JavaScript context, with the macros of one book."""

    def __init__(self, script: str, macros: Mapping[str, str]) -> None:
        context = quickjs.Context()
        context.eval(_BOOTSTRAP)
        context.eval(script)
        self._function = context.eval(_RENDER)
        self._macros = json.dumps(dict(macros))
        self._seen: dict[tuple[str, bool], str] = {}

    def render(self, tex: str, *, display: bool) -> str:
        """Return HTML with MathML and the TeX as annotation.

        Raises:
            FormulaError: KaTeX rejects the formula, or would print something else than it says.
        """
        key = (tex, display)
        if key not in self._seen:
            reject_silent_glyphs(tex)
            # The macros go in anew each time: \gdef in one formula must not reach another.
            answer = json.loads(self._function(tex, display, self._macros))
            self._seen[key] = _html_or_error(answer)
        return self._seen[key]


def _html_or_error(answer: dict[str, Any]) -> str:
    """Return the HTML in an answer of KaTeX, or raise what is wrong with it."""
    if "error" in answer:
        message = str(answer["error"]).removeprefix("KaTeX parse error: ")
        raise FormulaError(message.replace("\u0332", ""))  # KaTeX underlines the place
    if answer["warned"]:
        raise FormulaError("; ".join(answer["warned"]))
    html = str(answer["html"])
    if _UNTRUSTED in html:
        raise FormulaError("a command that KaTeX does not trust (a link, an image, raw HTML)")
    return html


def reject_silent_glyphs(tex: str) -> None:
    r"""Raise `FormulaError` for glyphs that KaTeX replaces without a word, as in ``\mathbb{1}``."""
    for braced, single in _BLACKBOARD.findall(tex):
        letters = braced or single
        if re.search(r"[^A-Zk\s]", re.sub(r"\\[A-Za-z]+", "", letters)):
            raise FormulaError(
                rf"\mathbb{{{letters}}} would be printed as a plain {letters}: "
                r"blackboard bold has only capital letters and k"
            )


def display_source(tex: str) -> str:
    r"""Return what KaTeX gets for a displayed formula.

    Numbered environments are starred, since the number in the margin is Sphinx's. Paragraphs become
    lines of one ``aligned``, as Sphinx's ``math`` directive promises, and lines that stand in no
    environment are wrapped in ``split``.
    """
    parts = [part.strip() for part in re.split(r"\n[ \t]*\n", tex) if part.strip()]
    lines = [r"\begin{split}" + p + r"\end{split}" if breaks_lines(p) else p for p in parts]
    if len(lines) > 1:
        return r"\begin{aligned}" + r"\\".join(lines) + r"\end{aligned}"
    return _STARRED.sub(r"\\begin{\1*}\2\\end{\1*}", "".join(lines))


def breaks_lines(tex: str) -> bool:
    r"""Tell whether a ``\\`` stands outside all braces and environments."""
    depth = 0
    for token in _STRUCTURE.findall(tex):
        if token == r"\\" and depth == 0:
            return True
        depth += token == "{" or token.startswith(r"\begin")
        depth -= token == "}" or token.startswith(r"\end")
    return False


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
    if pagename == "search" and app.config.katex_search_script:
        app.add_js_file(app.config.katex_search_script, loading_method="defer")


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
    app.add_config_value("katex_search_script", "", "html", [str])
    app.add_config_value("katex_macros", {}, "html", [dict])
    # Another KaTeX means other pages: the digest is never set by hand.
    app.add_config_value("katex_digest", digest, "html", [str])
    app.add_html_math_renderer("katex", (visit_math, None), (visit_math_block, None))
    formulas = FormulaCheck()
    app.connect("doctree-resolved", formulas.check)
    app.connect("build-finished", formulas.forget_bad_pages)
    app.connect("html-page-context", add_assets)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
