"""An identity with its checker: symbolic, numeric, not empty, and able to say no."""

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

import sympy as sp

from workedout.checks import check
from workedout.derivations.algebra.cases import BookPrinter, Case, equal_in
from workedout.display import Formula
from workedout.plain import plainly

POINTS, TOLERANCE = 20, 1e-9
Range = tuple[int, int]


@plainly
@dataclass(frozen=True)
class Identity:
    """Two expressions that are equal, and a plausible third that is not.

    Attributes:
        name: what the identity is called in tests and messages.
        left: as the page prints it; sums and integrals may stand unevaluated.
        right: what it equals.
        wrong: a right side with the mistake that one would make; the checker must reject it.
        ranges: for each free symbol, the whole numbers between which test points are drawn.
        where: abbreviations that the page prints, with what they stand for.
        cases: of a formula with indices, sizes or matrices: gives what these stand for, case by
            case. It must hold in all of them, and the mistake must fail in one.
    """

    name: str
    left: sp.Expr | sp.MatrixExpr
    right: sp.Expr | sp.MatrixExpr
    wrong: sp.Expr | sp.MatrixExpr
    ranges: Mapping[sp.Symbol, Range] = field(hash=False)
    where: Mapping[sp.Symbol, sp.Expr] = field(default_factory=dict, hash=False)
    cases: Callable[[], Iterable[Case]] | None = None

    @property
    def formula(self) -> Formula:
        """``left = right`` in LaTeX, from the checked objects themselves."""
        return Formula(f"{latex(self.left)} = {latex(self.right)}", self.name)


def latex(expression: sp.Basic) -> str:
    """LaTeX with the terms in the order in which they were written."""
    return str(BookPrinter({"order": "none"}).doprint(expression))


def check_identity(identity: Identity) -> None:
    """Show an identity's tick: it holds, and the checker rejects the mistake.

    Raises:
        CheckFailedError: one of the two is not so.
    """
    count = len(list(identity.cases())) if identity.cases is not None else 1
    cases = f" in {count} cases" if count > 1 else ""
    check(
        f"{identity.name[0].upper()}{identity.name[1:]}: equal by algebra and at {POINTS} random "
        f"points{cases}; a plausible mistake is rejected",
        holds(identity) and rejects_the_wrong_one(identity),
        formula=identity.formula,
    )


def holds(identity: Identity) -> bool:
    """Whether left equals right, written otherwise: by algebra, and at seeded random points."""
    trivial = identity.left == identity.right  # the same expression twice says nothing
    return not trivial and _equals(identity, identity.right)


def rejects_the_wrong_one(identity: Identity) -> bool:
    """Whether the same checker says no to the plausible mistake."""
    return not _equals(identity, identity.wrong)


def _equals(identity: Identity, other: sp.Basic) -> bool:
    if identity.cases is not None:
        cases = list(identity.cases())  # none at all says nothing
        return bool(cases) and all(
            equal_in(case, identity.left, other, identity.ranges, POINTS, TOLERANCE)
            for case in cases
        )
    left, right = (side.subs(identity.where) for side in (identity.left, other))
    return equal(left, right, identity.ranges)


def equal(left: sp.Expr, right: sp.Expr, ranges: Mapping[sp.Symbol, Range]) -> bool:
    """Equality of two expressions that are not both zero.

    Raises:
        ValueError: a free symbol has no range, so no point can be drawn.
    """
    unknown = (left.free_symbols | right.free_symbols) - set(ranges)
    if unknown:
        raise ValueError(f"expected a range for {', '.join(map(str, sorted(unknown, key=str)))}")
    evaluated = sp.simplify(left.doit())
    if evaluated == 0 or sp.simplify(evaluated - right.doit()) != 0:
        return False
    draw = random.Random(identity_seed(ranges))
    for _ in range(POINTS):
        point = {symbol: draw.randint(*ends) for symbol, ends in ranges.items()}
        a, b = (float(side.subs(point).doit().evalf()) for side in (left, right))
        if not abs(a - b) <= TOLERANCE * max(1.0, abs(a)):  # true of nan as well
            return False
    return True


def identity_seed(ranges: Mapping[sp.Symbol, Range]) -> str:
    """The same points each time, others for other symbols."""
    return ",".join(sorted(map(str, ranges)))
