"""Formulas with indices, sizes and matrices: written once, compared in every case they speak of.

A case says what each symbol of the formula stands for: an index for a number, a size for a number,
an indexed symbol or a matrix for what a network of that case has there.
"""

import random
from collections.abc import Mapping

import sympy as sp
from sympy.printing.latex import LatexPrinter

Case = Mapping[sp.Basic, sp.Basic]


class BookPrinter(LatexPrinter):  # type: ignore[misc]
    """LaTeX in the notation of the book: indices side by side, ⊤ for a transpose, ⊙ for entries.

    SymPy finds the methods by their names.
    """

    def _print_Indexed(self, expression: sp.Indexed) -> str:  # noqa: N802
        name = str(expression.base.label)
        between = "" if all(index.is_Atom for index in expression.indices) else ", "
        indices = between.join(map(self._index, expression.indices))
        if name.startswith(r"\frac"):  # a derivative: what it is taken by has the index
            return f"{name[:-1]}_{{{indices}}}}}"
        return f"{name}_{{{indices}}}"

    def _index(self, index: sp.Expr) -> str:
        """As usual, l - 1 and not -1 + l; three terms or more in the order in which they stand."""
        kept = isinstance(index, sp.Add) and len(index.args) > 2
        return str(self._print(index) if kept else sp.latex(index))

    def _print_Sum(self, expression: sp.Sum) -> str:  # noqa: N802
        *inner, outer = expression.limits
        if not inner:
            return str(super()._print_Sum(expression))
        sign = super()._print_Sum(sp.Sum(1, outer)).removesuffix(" 1")
        return f"{sign} {self._print(sp.Sum(expression.function, *inner))}"

    def _print_Transpose(self, expression: sp.Transpose) -> str:  # noqa: N802
        inner = self._print(expression.arg)
        return rf"\left({inner}\right)^{{\top}}" if "^" in inner else rf"{inner}^{{\top}}"

    def _print_HadamardProduct(self, expression: sp.HadamardProduct) -> str:  # noqa: N802
        return r" \odot ".join(self._print(factor) for factor in expression.args)


def filled(side: sp.Basic, case: Case) -> sp.ImmutableMatrix:
    """One side of a formula in one case, as a matrix of expressions; a number is 1 by 1.

    Raises:
        sp.ShapeError: the matrices of this case cannot be multiplied or added.
    """
    bases = side.atoms(sp.IndexedBase)
    known = {key: value for key, value in case.items() if getattr(key, "base", None) in bases}
    known |= {key: value for key, value in case.items() if key in side.free_symbols}
    # Twice, since a sum shows its terms only when it is worked out.
    for _ in range(2):
        side = side.xreplace(known).doit()
    matrix = side if isinstance(side, sp.MatrixBase | sp.MatrixExpr) else sp.Matrix([[side]])
    return sp.ImmutableMatrix(matrix)


def equal_in(
    case: Case,
    left: sp.Basic,
    right: sp.Basic,
    ranges: Mapping[sp.Symbol, tuple[int, int]],
    points: int,
    tolerance: float,
) -> bool:
    """Whether two sides have one shape and equal entries, not all zero: by algebra and in numbers.

    Args:
        case: what the symbols of the formula stand for.
        left, right: the sides.
        ranges: for each symbol that is left over, the whole numbers to draw test points from.
        points: how many test points.
        tolerance: of the comparison at a point; relative where a value is above 1.

    Raises:
        ValueError: a symbol that is left over has no range.
    """
    try:
        a, b = filled(left, case), filled(right, case)
    except sp.ShapeError:
        return False
    if a.has(sp.Indexed) or b.has(sp.Indexed):
        return False  # an entry that this case does not have, such as a unit too many
    unknown = (a.free_symbols | b.free_symbols) - set(ranges)
    if unknown:
        raise ValueError(f"expected a range for {', '.join(sorted(map(str, unknown)))}")
    if a.shape != b.shape or a.is_zero_matrix:
        return False
    # Points first: they tell most mistakes in a moment, and algebra needs seconds for a few.
    return _agree(a, b, ranges, points, tolerance) and all(
        sp.expand(difference) == 0 or sp.simplify(difference) == 0 for difference in a - b
    )


def _agree(
    a: sp.ImmutableMatrix,
    b: sp.ImmutableMatrix,
    ranges: Mapping[sp.Symbol, tuple[int, int]],
    points: int,
    tolerance: float,
) -> bool:
    """Whether the entries of two matrices agree at seeded random points, where both have values."""
    drawn = sorted(a.free_symbols | b.free_symbols, key=str)
    numbers = sp.lambdify(drawn, [*a, *b], modules="math", cse=True)
    draw = random.Random(",".join(map(str, drawn)))
    for _ in range(points):
        try:
            values = numbers(*(draw.randint(*ranges[symbol]) for symbol in drawn))
        except (ArithmeticError, ValueError):  # a division by zero, a logarithm of it
            return False
        pairs = zip(values[: len(a)], values[len(a) :], strict=True)
        if not all(abs(x - y) <= tolerance * max(1.0, abs(x)) for x, y in pairs):
            return False  # of nan as well
    return True
