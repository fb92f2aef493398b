"""A computational graph of numbers: each operation knows its value and its local derivatives.

The numbers may be of any kind, exact fractions among them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

Number = Any  # that can be added and multiplied


@dataclass(frozen=True, eq=False)
class Node:
    """A number, and where it comes from.

    Attributes:
        name: its symbol, in LaTeX.
        value: the number.
        operation: in words or signs; empty for what is given.
        sources: the numbers it is computed from.
        locals: its derivative by each of them.
    """

    name: str
    value: Number
    operation: str = ""
    sources: tuple["Node", ...] = ()
    locals: tuple[Number, ...] = ()


def given(name: str, value: Number) -> Node:
    """What is not computed: an input, a weight, a bias, a target."""
    return Node(name, value)


def times(name: str, a: Node, b: Node) -> Node:
    """A product; its derivative by one factor is the other."""
    return Node(name, a.value * b.value, "×", (a, b), (b.value, a.value))


def plus(name: str, *terms: Node) -> Node:
    """A sum; its derivative by each term is 1."""
    return Node(name, sum(term.value for term in terms), "+", terms, (1,) * len(terms))


def minus(name: str, a: Node, b: Node) -> Node:
    """A difference; its derivatives are 1 and -1."""
    return Node(name, a.value - b.value, "−", (a, b), (1, -1))


def applied(
    name: str,
    function: Callable[[Number], Number],
    slope: Callable[[Number], Number],
    a: Node,
    operation: str = "f",
) -> Node:
    """A function of one number; its derivative is the function's slope there."""
    return Node(name, function(a.value), operation, (a,), (slope(a.value),))


def in_order(result: Node) -> list[Node]:
    """All nodes of a graph, each after the ones that it is computed from."""
    found: list[Node] = []

    def visit(node: Node) -> None:
        if node not in found:
            for source in node.sources:
                visit(source)
            found.append(node)

    visit(result)
    return found


def derivatives(result: Node) -> dict[Node, Number]:
    """The derivative of the result by each node: over every edge, local times upstream, added up.

    This is the backward pass, or reverse mode.
    """
    upstream: dict[Node, Number] = dict.fromkeys(in_order(result), 0)
    upstream[result] = 1
    for node in reversed(in_order(result)):
        for source, local in zip(node.sources, node.locals, strict=True):
            upstream[source] += local * upstream[node]
    return upstream
