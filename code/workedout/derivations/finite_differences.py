"""Finite differences: how far they are from the derivative, and which step is the best one."""

import sympy as sp

from workedout.derivations.algebra.in_order import times
from workedout.derivations.identity import Identity

c = sp.symbols("c_0:4", real=True)
w, v = sp.symbols("w v", real=True)
h, M, r = sp.symbols("h M r", positive=True)
h_best = sp.Symbol("h_{*}", positive=True)
ahead, back, here = sp.symbols("C(w+h) C(w-h) C(w)", real=True)
first, second, third = sp.symbols("C'(w) C''(w) C'''(w)", real=True)


def cubic(at: sp.Expr) -> sp.Expr:
    """Any polynomial of degree three."""
    return sp.Add(*(factor * at**power for power, factor in enumerate(c)))


def slope(order: int) -> sp.Expr:
    """Its derivative of this order at w."""
    return sp.diff(cubic(v), v, order).subs(v, w)


CUBIC = {
    ahead: cubic(w + h),
    back: cubic(w - h),
    here: cubic(w),
    first: slope(1),
    second: slope(2),
    third: slope(3),
}
CUBIC_RANGES = {**dict.fromkeys(c, (-9, 9)), w: (-9, 9), h: (1, 9)}
ERROR_RANGES = {h: (1, 9), M: (1, 9), r: (1, 9)}


def quotient(above: sp.Expr, below: sp.Expr) -> sp.Expr:
    """A fraction that stays one."""
    return sp.Mul(above, sp.Pow(below, -1, evaluate=False), evaluate=False)


def least(error: sp.Expr) -> sp.Expr:
    """The step at which an error has slope zero: the only positive one."""
    (step,) = sp.solve(sp.diff(error, h), h)
    return step


# A step ahead: the error falls with h. The wrong one forgets the factor 1/2 of Taylor's formula.
FORWARD = Identity(
    name="forward difference of a cubic",
    left=quotient(sp.Add(ahead, -here, evaluate=False), h),
    right=sp.Add(first, times(h / 2, second), times(h**2 / 6, third), evaluate=False),
    wrong=first + h * second + h**2 / 6 * third,
    ranges=CUBIC_RANGES,
    where=CUBIC,
)

# A step to both sides: it falls with the square of h. The wrong one has kept the term that cancels.
CENTRAL = Identity(
    name="central difference of a cubic",
    left=quotient(sp.Add(ahead, -back, evaluate=False), 2 * h),
    right=sp.Add(first, times(h**2 / 6, third), evaluate=False),
    wrong=first + h / 2 * second + h**2 / 6 * third,
    ranges=CUBIC_RANGES,
    where=CUBIC,
)

# Truncation plus rounding, when each computed cost may be off by r.
FORWARD_ERROR, CENTRAL_ERROR = M * h / 2 + 2 * r / h, M * h**2 / 6 + r / h

# The best steps. The wrong ones are rules of thumb that lost a factor.
FORWARD_STEP = Identity(
    name="best step of the forward difference",
    left=h_best,
    right=times(2, sp.Pow(r / M, sp.Rational(1, 2), evaluate=False)),
    wrong=sp.sqrt(r / M),
    ranges=ERROR_RANGES,
    where={h_best: least(FORWARD_ERROR)},
)
CENTRAL_STEP = Identity(
    name="best step of the central difference",
    left=h_best,
    right=sp.Pow(3 * r / M, sp.Rational(1, 3), evaluate=False),
    wrong=sp.root(r / M, 3),
    ranges=ERROR_RANGES,
    where={h_best: least(CENTRAL_ERROR)},
)

# No other step does better: what is added is never negative. The wrong ones forget a factor 2.
FORWARD_LEAST = Identity(
    name="least error of the forward difference",
    left=sp.Add(M * h / 2, 2 * r / h, evaluate=False),
    right=sp.Add(M * h_best, times(quotient(M, 2 * h), (h - h_best) ** 2), evaluate=False),
    wrong=M * h_best / 2 + M / (2 * h) * (h - h_best) ** 2,
    ranges=ERROR_RANGES,
    where={h_best: 2 * sp.sqrt(r / M)},
)
CENTRAL_LEAST = Identity(
    name="least error of the central difference",
    left=sp.Add(M * h**2 / 6, r / h, evaluate=False),
    right=sp.Add(
        M * h_best**2 / 2,
        times(quotient(M, 6 * h), (h - h_best) ** 2, h + 2 * h_best),
        evaluate=False,
    ),
    wrong=M * h_best**2 / 2 + M / (6 * h) * (h - h_best) ** 2 * (h + h_best),
    ranges=ERROR_RANGES,
    where={h_best: sp.root(3 * r / M, 3)},
)

IDENTITIES = (FORWARD, CENTRAL, FORWARD_STEP, CENTRAL_STEP, FORWARD_LEAST, CENTRAL_LEAST)
