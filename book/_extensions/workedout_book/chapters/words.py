"""How many words of prose stand in a part of a page, as a reader meets them."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from docutils import nodes

from workedout_book.documents import is_cell

FORMULA = "\ufffc"  # a formula in a sentence is read as one word
_UNREAD = (
    nodes.comment,
    nodes.docinfo,
    nodes.literal_block,
    nodes.math_block,
    nodes.raw,
    nodes.substitution_definition,
    nodes.system_message,
    nodes.target,
)


def words(node: nodes.Node, skipped: Callable[[nodes.Node], bool] = lambda node: False) -> int:
    """Count the words of prose in a node, without the parts that are `skipped`.

    Code and its outputs, displayed formulas and comments are no prose. What was computed and
    stands in a sentence counts as it is read.
    """
    return len("".join(texts(node, skipped)).split())


def texts(node: nodes.Node, skipped: Callable[[nodes.Node], bool]) -> Iterator[str]:
    """Yield the pieces of text of a node, with a blank after each block."""
    if isinstance(node, _UNREAD) or is_cell(node) or skipped(node):
        return
    if isinstance(node, nodes.Text):
        yield node.astext()
    elif isinstance(node, nodes.math):
        yield FORMULA
    else:
        for child in node.children:
            yield from texts(child, skipped)
        if not isinstance(node, nodes.Inline):
            yield " "
