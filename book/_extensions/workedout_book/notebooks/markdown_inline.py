"""Markdown for what stands within a line, and for formulas, out of a resolved docutils tree."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from html import escape, unescape
from typing import Any
from urllib.parse import urljoin

from docutils import nodes

_SPECIAL = re.compile(r"([\\`*_$\[\]])")
_TAG = re.compile(r"<[^>]+>")
_NUMBERED = re.compile(r"\\(begin|end)\{(equation|align|gather|alignat|multline|eqnarray)\*?\}")
_INNER = {
    "align": "aligned",
    "gather": "gathered",
    "alignat": "alignedat",
    "multline": "gathered",
    "eqnarray": "aligned",
}


@dataclass
class Context:
    """What the writer is told about the page.

    `page_url` is the address of the published page, where it is known: links within the book are
    written relative to it, and are plain text without it. `number` gives the number that a node
    with a caption or a formula has in the book, such as ``Fig. 2.1`` or ``2.3``, or nothing;
    `chapter` is the page's own number, with which these begin.
    """

    page_url: str = ""
    number: Callable[[nodes.Element], str] = field(default=lambda node: "")
    chapter: str = ""


def tex_for_notebooks(tex: str, number: str = "") -> str:
    """A displayed formula between double dollar signs, with its number as a tag.

    Environments that number lines themselves are an error between dollar signs: they become their
    inner counterparts.
    """

    def inner(match: re.Match[str]) -> str:
        name = _INNER.get(match[2], "")
        return f"\\{match[1]}{{{name}}}" if name else ""

    # A blank line would end the formula.
    text = "\n".join(line for line in _NUMBERED.sub(inner, tex).splitlines() if line.strip())
    if r"\\" in text and r"\begin" not in text:
        text = f"\\begin{{aligned}}\n{text}\n\\end{{aligned}}"
    tag = f"\n\\tag{{{number}}}" if number else ""
    return f"$$\n{text.strip()}{tag}\n$$"


def macro_definitions(macros: Mapping[str, str]) -> str:
    """KaTeX macros as TeX definitions, in one formula that shows nothing."""
    lines = []
    for name, body in sorted(macros.items()):
        arguments = max((int(digit) for digit in re.findall(r"#(\d)", body)), default=0)
        count = f"[{arguments}]" if arguments else ""
        lines.append(rf"\newcommand{{{name}}}{count}{{{body}}}")
    return f"${' '.join(lines)}$" if lines else ""


def inline(node: Any, context: Context) -> str:
    """The Markdown of what stands within a line."""
    if isinstance(node, nodes.Text):
        return _SPECIAL.sub(r"\\\1", escape(" ".join(re.split(r"\s*\n\s*", node)), quote=False))
    rule = _INLINE.get(node.tagname) if isinstance(node, nodes.Element) else None
    return rule(node, context) if rule is not None else children(node, context)


def children(node: nodes.Node, context: Context) -> str:
    """What stands in a node, as Markdown."""
    return "".join(inline(child, context) for child in node.children)


def between(mark: str, end: str = "") -> Callable[[nodes.Element, Context], str]:
    """The rule that puts what stands in a node between two marks."""

    def rule(node: nodes.Element, context: Context) -> str:
        text = children(node, context).strip()
        return f"{mark}{text}{end or mark}" if text else ""

    return rule


def _literal(node: nodes.Element, context: Context) -> str:
    text = node.astext()
    return f"`` {text} ``" if "`" in text else f"`{text}`"


def _reference(node: nodes.Element, context: Context) -> str:
    text = children(node, context)
    target = node.get("refuri", "")
    if node.get("internal") or not target:
        known = bool(context.page_url)
        address = target or f"#{node.get('refid', '')}"
        target = urljoin(context.page_url, address) if known else ""
    return f"[{text}]({target})" if target else text


def _raw_inline(node: nodes.Element, context: Context) -> str:
    return escape(unescape(_TAG.sub("", node.astext())), quote=False).strip()


def nothing(node: nodes.Element, context: Context) -> str:
    """The rule by which nothing of a node stays."""
    return ""


_INLINE: dict[str, Callable[[nodes.Element, Context], str]] = {
    "emphasis": between("*"),
    "strong": between("**"),
    "subscript": between("<sub>", "</sub>"),
    "superscript": between("<sup>", "</sup>"),
    "footnote_reference": between("[", "]"),
    "literal": _literal,
    "math": lambda node, context: f"${node.astext().strip()}$",
    "reference": _reference,
    "raw": _raw_inline,
    "image": lambda node, context: node.get("alt", ""),
    "index": nothing,
    "comment": nothing,
    "target": nothing,
}
