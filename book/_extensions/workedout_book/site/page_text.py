"""What a page's source says, as plain text: for a search, a description, a title of a window."""

from __future__ import annotations

from collections.abc import Iterable

from docutils import nodes
from sphinx import addnodes

from workedout_book.mathematics.plain_tex import plain


def text_of(found: Iterable[nodes.Node]) -> str:
    """Return the text of some nodes in one line, formulas as `plain` writes them."""
    return " ".join("".join(_inline(node) for node in found).split())


def _inline(node: nodes.Node) -> str:
    if isinstance(node, nodes.math | nodes.math_block):
        return plain(node.astext())
    if isinstance(node, nodes.Text | addnodes.desc_signature):
        return node.astext()  # of a signature, with its brackets and commas
    if isinstance(node, nodes.raw | nodes.comment | addnodes.index):
        return ""
    return "".join(_inline(child) for child in node.children)
