"""Where one sigmoid unit does not shrink the gradient: the interval of inputs, and its width."""

import sympy as sp

from workedout.derivations.gradients import half, s, sigmoid, value, weight
from workedout.derivations.identity import Identity

t, m, x, rho = sp.symbols("t m x rho", positive=True)
lower, upper, x_lower, x_upper = sp.symbols("s_- s_+ x_- x_+", real=True)
ROOT = sp.sqrt(1 - 4 / weight)
WIDE = {weight: (5, 60)}  # from 4 on the root is real; at 4 itself the interval is a point


def odds(root: sp.Expr) -> sp.Expr:
    """``|w| (1 + root) / 2 - 1``, in this order."""
    return sp.Add(weight * (1 + root) / 2, -1, evaluate=False)


# Between which outputs |w| x (1 - x) is at least 1: a parabola, open downwards. The wrong one has
# the ends for a largest slope of 1.
BOUNDARY = Identity(
    name="outputs between which a factor is at least 1",
    left=sp.Add(sp.Mul(weight, x, 1 - x, evaluate=False), -1, evaluate=False),
    right=sp.Mul(-weight, x - x_lower, x - x_upper, evaluate=False),
    wrong=-weight * (x - half) ** 2 + weight / 4 - 4,
    ranges={**WIDE, x: (2, 9)},
    where={x_lower: (1 - ROOT) / 2, x_upper: (1 + ROOT) / 2},
)

# The sigmoid undone. The wrong one is the inverse of the exponential alone.
UNDONE = Identity(
    name="inverse of the sigmoid",
    left=sp.log(value / (1 - value)),
    right=s,
    wrong=-sp.log(value),
    ranges={s: (-9, 9)},
    where={value: sigmoid(s)},
)

# The odds at the upper output. The wrong one loses the half.
INSIDE = Identity(
    name="odds at the upper output",
    left=x_upper / (1 - x_upper),
    right=odds(rho),
    wrong=weight * (1 + rho) - 1,
    ranges=WIDE,
    where={x_upper: (1 + ROOT) / 2, rho: ROOT},
)

# The published width. With the odds 1 + m at the upper end, the weight is (2 + m)^2 / (1 + m) and
# its root m / (2 + m). The wrong one measures the interval in s, not in a.
WIDTH = Identity(
    name="width of the interval",
    left=sp.Mul(upper - lower, 1 / weight, evaluate=False),
    right=sp.Mul(2 / weight, sp.log(odds(ROOT)), evaluate=False),
    wrong=2 * sp.log(weight * (1 + ROOT) / 2 - 1),
    ranges={m: (1, 60)},
    where={
        upper: sp.log((1 + m / (2 + m)) / (1 - m / (2 + m))),
        lower: sp.log((1 - m / (2 + m)) / (1 + m / (2 + m))),
        weight: (2 + m) ** 2 / (1 + m),
    },
)

# The same width when s_+ is called 2 t. The wrong one forgets the square.
GROWTH, FALL = sp.exp(t), sp.exp(-t)
CURVE = Identity(
    name="width, by half the upper end",
    left=sp.Mul(2 / weight, sp.log(odds(rho)), evaluate=False),
    right=t / sp.cosh(t) ** 2,
    wrong=t / sp.cosh(t),
    ranges={t: (1, 7)},
    where={weight: (GROWTH + FALL) ** 2, rho: (GROWTH - FALL) / (GROWTH + FALL)},
)

# Where it is widest. The wrong one forgets the inner derivative of the square.
PEAK = Identity(
    name="slope of the width",
    left=sp.Derivative(t / sp.cosh(t) ** 2, t),
    right=(1 - 2 * t * sp.tanh(t)) / sp.cosh(t) ** 2,
    wrong=(1 - t * sp.tanh(t)) / sp.cosh(t) ** 2,
    ranges={t: (1, 7)},
)

IDENTITIES = (BOUNDARY, UNDONE, INSIDE, WIDTH, CURVE, PEAK)

width = sp.lambdify(weight, WIDTH.right, "numpy")  # the published formula, of numbers and arrays
