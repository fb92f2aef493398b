"""Mistakes made on purpose in an expression of SymPy: one sign, term, factor, index or transpose.

A mutant is an expression in which one node of the tree was changed as somebody might who copies a
formula: a term or a factor is dropped, a sign flipped, a constant, an exponent, an index or a limit
off by one, an inequality turned round, a matrix transposed, a product of matrices reversed.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass

import sympy as sp
from sympy.functions.elementary.piecewise import ExprCondPair
from sympy.matrices.expressions.matexpr import MatrixElement

Change = tuple[str, sp.Basic]
NOTHING = (sp.nan, sp.zoo)
SUMS = (sp.Add, sp.MatAdd, sp.Max, sp.Min)
PRODUCTS = (sp.Mul, sp.MatMul, sp.HadamardProduct)
# What cannot be built (matrices whose shapes do not fit, a sum over nothing) is no mutant.
IMPOSSIBLE = (ValueError, TypeError, AttributeError, NotImplementedError, IndexError)


@dataclass(frozen=True)
class Mutant:
    """A changed expression, and what was done to it."""

    expression: sp.Basic
    change: str


def mutants(expression: sp.Basic) -> list[Mutant]:
    """Every mutant of an expression once, without those that are the same expression again."""
    found: dict[str, Mutant] = {}
    for change, mutant in [*signs(expression), *changes(expression)]:
        if shape(mutant) == shape(expression) and not mutant.has(*NOTHING):
            found.setdefault(plain(mutant), Mutant(mutant, change))
    found.pop(plain(expression), None)
    return list(found.values())


def plain(expression: sp.Basic) -> str:
    """The tree of an expression; of a matrix, without double transposes and factors of 1."""
    is_symbolic = isinstance(expression, sp.MatrixExpr)
    return sp.srepr(expression.doit() if is_symbolic else expression)


def shape(expression: sp.Basic) -> tuple[sp.Basic, ...]:
    """Rows and columns of a matrix; nothing for a number."""
    # An indexed symbol has the attribute, too, and raises when its size is not known.
    return tuple(expression.shape) if getattr(expression, "is_Matrix", False) else ()


def changes(node: sp.Basic) -> Iterator[Change]:
    """The changes of a node itself and of all below it; each is an expression in its place."""
    yield from here(node)
    for position, child in enumerate(children(node)):
        if is_bound(node, position):
            continue
        inner = [*changes(child), *of_argument(node, position, child)]
        if isinstance(node, sp.Transpose):  # transposed again, it is the change of the node
            inner = [each for each in inner if each[1] != sp.Transpose(child)]
        for change, mutant in inner:
            yield from attempt(change, node, position, mutant)


def attempt(change: str, node: sp.Basic, position: int, child: sp.Basic) -> Iterator[Change]:
    """The node with another child, where there can be one."""
    try:
        yield change, with_child(node, position, child)
    except IMPOSSIBLE:
        return


def children(node: sp.Basic) -> tuple[sp.Basic, ...]:
    """What a node is made of; for a matrix of numbers, its entries."""
    return tuple(node) if isinstance(node, sp.MatrixBase) else node.args


def with_child(node: sp.Basic, position: int, child: sp.Basic) -> sp.Basic:
    """The node with one child replaced."""
    replaced = [*children(node)]
    replaced[position] = child
    if isinstance(node, sp.MatrixBase):
        return sp.ImmutableMatrix(*node.shape, replaced)
    return node.func(*replaced)


def without(node: sp.Basic, position: int) -> sp.Basic:
    """The node with one child less."""
    return node.func(*(child for at, child in enumerate(node.args) if at != position))


def is_bound(node: sp.Basic, position: int) -> bool:
    """Tell whether a child is a name: the variable of a sum, an integral, a derivative, a limit."""
    if is_limits(node):
        return position == 0
    if isinstance(node, sp.Limit):
        return position in (1, 3)
    if isinstance(node, sp.MatrixSymbol | sp.IndexedBase | sp.Symbol):
        return True
    return isinstance(node, sp.Subs | sp.Lambda) and position == isinstance(node, sp.Subs)


def is_limits(node: sp.Basic) -> bool:
    """Tell whether a node is a variable with its ends, or with its count of derivatives."""
    return isinstance(node, sp.Tuple) and not isinstance(node, ExprCondPair)


def here(node: sp.Basic) -> Iterator[Change]:
    """The changes of one node."""
    if isinstance(node, SUMS):
        yield from (less(node, at, "term") for at in range(len(node.args)))
        for at, term in enumerate(node.args):
            yield from attempt(f"flip the sign of {term}", node, at, negative(term))
    elif isinstance(node, PRODUCTS):
        yield from (
            less(node, at, "factor")
            for at, factor in enumerate(node.args)
            if factor != -1 and fits(node, at)
        )
    elif isinstance(node, sp.Rational):
        yield from numbers(node)
    elif isinstance(node, sp.Rel) and not isinstance(node, sp.Eq | sp.Ne):
        yield f"turn {node} round", node.negated
    yield from transposes(node)


def less(node: sp.Basic, position: int, what: str) -> Change:
    """A term or a factor dropped."""
    return f"drop the {what} {node.args[position]}", without(node, position)


def fits(node: sp.Basic, position: int) -> bool:
    """Tell whether a product of matrices keeps its shape without a factor."""
    try:
        return shape(without(node, position)) == shape(node)
    except IMPOSSIBLE:
        return False


def numbers(node: sp.Rational) -> Iterator[Change]:
    """A constant off by one; a fraction in its numerator or in its denominator."""
    p, q = int(node.p), int(node.q)
    near = [(p + 1, q), (p - 1, q)] if q == 1 else [(p + 1, q), (p, q + 1)]
    for top, bottom in near:
        yield f"{node} off by one: {sp.Rational(top, bottom)}", sp.Rational(top, bottom)


def transposes(node: sp.Basic) -> Iterator[Change]:
    """A matrix or a product of matrices transposed; the factors of a product reversed."""
    if not getattr(node, "is_Matrix", False):
        return
    if isinstance(node, sp.MatMul):
        matrices = [factor for factor in node.args if factor.is_Matrix]
        if len(matrices) > 1:
            scalars = [factor for factor in node.args if not factor.is_Matrix]
            with suppress(*IMPOSSIBLE):
                yield f"reverse {node}", sp.MatMul(*scalars, *reversed(matrices))
    yield f"transpose {node}", node.arg if isinstance(node, sp.Transpose) else sp.Transpose(node)


def of_argument(node: sp.Basic, position: int, child: sp.Basic) -> Iterator[Change]:
    """The changes of a child that depend on where it stands."""
    is_exponent = isinstance(node, sp.Pow) and position == 1
    is_index = isinstance(node, sp.Indexed | MatrixElement) and position > 0
    counts = is_exponent or is_index or is_limits(node)
    if counts and not child.is_Number and child.is_finite is not False:
        yield f"{child} off by one: {child + 1}", child + 1
        yield f"{child} off by one: {child - 1}", child - 1
    if is_exponent or isinstance(node, sp.Function | ExprCondPair | sp.MatrixBase):
        yield from signs(child)


def signs(node: sp.Basic) -> Iterator[Change]:
    """The sign of a whole expression flipped."""
    if isinstance(node, sp.Expr | sp.MatrixExpr | sp.MatrixBase):
        yield f"flip the sign of {node}", negative(node)


def negative(node: sp.Basic) -> sp.Basic:
    """Minus an expression."""
    return -node
