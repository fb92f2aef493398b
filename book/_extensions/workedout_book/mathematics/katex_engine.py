r"""KaTeX in QuickJS: from TeX to HTML, without Node and without Sphinx."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import quickjs

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
