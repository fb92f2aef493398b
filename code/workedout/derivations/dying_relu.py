"""What a step does to a ReLU unit, and how an output forgets without any hidden unit."""

import sympy as sp

from workedout.derivations.algebra.in_order import times
from workedout.derivations.identity import Identity

# One hidden unit: inputs x, weighted sum s = w x + b, outgoing weight v. The network's output is
# o = tanh(z), and c is all of z that comes from elsewhere: other units and the output bias.
x_1, x_2, w_1, w_2, b, v, c = sp.symbols("x_1 x_2 w_1 w_2 b v c", real=True)
o, y, s, z, delta = sp.symbols("o y s z delta", real=True)
x_1_other, x_2_other, change = sp.symbols(r"x'_1 x'_2 \Delta{s'}", real=True)
balance, balance_after = sp.symbols("k k'", real=True)
eta = sp.Symbol("eta", positive=True)
SMALL = dict.fromkeys((x_1, x_2, w_1, w_2, b, v, c, y), (-3, 3))


def sum_of(*terms: sp.Expr) -> sp.Expr:
    """A sum in the order in which it is written."""
    return sp.Add(*terms, evaluate=False)


def squared_error(output: sp.Expr) -> sp.Expr:
    """Half the squared difference to the target."""
    return times(sp.Rational(1, 2), sp.Pow(sum_of(output, -y), 2, evaluate=False))


OUTPUT = sp.tanh(sum_of(times(v, s), c))

# The error signal at the output's weighted sum. The wrong one forgets the slope of tanh.
ERROR = Identity(
    name="error signal at the output",
    left=sp.Derivative(squared_error(sp.tanh(z)), z),
    right=times(o - y, 1 - o**2),
    wrong=o - y,
    ranges={z: (-3, 3), y: (-3, 3)},
    where={o: sp.tanh(z)},
)

# An active unit passes s on as it is. The wrong one forgets the outgoing weight, as everybody
# does who says that negative examples push every unit down.
UNIT_ERROR = Identity(
    name="error signal at an active hidden unit",
    left=sp.Derivative(squared_error(OUTPUT), s),
    right=times(delta, v),
    wrong=delta,
    ranges={s: (1, 3), v: (-3, 3), c: (-3, 3), y: (-3, 3)},
    where={delta: (o - y) * (1 - o**2), o: OUTPUT},
)

STEP = times(eta, delta, v)
AFTER = (w_1 - STEP * x_1) * x_1_other + (w_2 - STEP * x_2) * x_2_other + (b - STEP)
BEFORE = w_1 * x_1_other + w_2 * x_2_other + b

# What a step on the example x does to the unit's weighted sum at another point x'. The wrong one
# moves the bias alone.
ONE_STEP = Identity(
    name="change of a weighted sum elsewhere",
    left=change,
    right=times(-1, STEP, sum_of(1, x_1 * x_1_other, x_2 * x_2_other)),
    wrong=-STEP,
    ranges={**SMALL, x_1_other: (-5, 5), x_2_other: (-5, 5), eta: (1, 3), delta: (-3, 3)},
    where={change: AFTER - BEFORE},
)

# What a step hardly changes: k = v² − |w|² − b². The terms of first order in the rate cancel. The
# wrong one forgets what the step does to w and b.
BALANCE = Identity(
    name="change of the balance between a unit's two sides",
    left=sum_of(balance_after, -balance),
    right=times(eta**2, delta**2, sum_of(s**2, times(-1, v**2, sum_of(1, x_1**2, x_2**2)))),
    wrong=times(eta**2, delta**2, s**2),
    ranges={**SMALL, eta: (1, 3), delta: (-3, 3)},
    where={
        balance_after: (v - eta * delta * s) ** 2
        - (w_1 - STEP * x_1) ** 2
        - (w_2 - STEP * x_2) ** 2
        - (b - STEP) ** 2,
        balance: v**2 - w_1**2 - w_2**2 - b**2,
        s: w_1 * x_1 + w_2 * x_2 + b,
    },
)

# How large the error signal of a negative example can be: this much falls short of 32/27, and the
# right side is a square times a positive number. The wrong one has its maximum at 0.
LARGEST_ERROR = Identity(
    name="distance of the error signal from its maximum",
    left=sum_of(sp.Rational(32, 27), times(-1, 1 + o, 1 - o**2)),
    right=times(sp.Pow(sum_of(o, -sp.Rational(1, 3)), 2, evaluate=False), o + sp.Rational(5, 3)),
    wrong=o**2 * (o + sp.Rational(5, 3)),
    ranges={o: (-5, 5)},
)

# A network that is nothing but an output bias: z moves by minus the error signal, per unit of
# rate times steps. The reciprocal is the time that a small move takes. The wrong one loses the
# square.
EXPONENTIALS = (sp.exp(2 * z) - 1) / (sp.exp(2 * z) + 1)
PACE = Identity(
    name="time that a small move of the output takes",
    left=1 / times(sp.Pow(1 + o, 2, evaluate=False), 1 - o),
    right=times(
        sp.Rational(1, 8),
        sp.Pow(1 + sp.exp(-2 * z), 2, evaluate=False),
        1 + sp.exp(2 * z),
    ),
    wrong=(1 + sp.exp(-2 * z)) * (1 + sp.exp(2 * z)) / 8,
    ranges={z: (-3, 3)},
    where={o: EXPONENTIALS},
)

depth, q = sp.Symbol("u", positive=True), sp.Symbol("q", real=True)


def time_to(signs: int) -> sp.Expr:
    """Time from 0 down to −u (signs = 1), or from −u up to 0 (signs = −1), as an integral."""
    slow, fast = sp.exp(-2 * signs * q), sp.exp(2 * signs * q)
    return sp.Integral(times(sp.Rational(1, 8), (1 + slow) ** 2, 1 + fast), (q, -depth, 0))


# Negatives until z = −u. The wrong one counts the slow end once, not squared.
SINKING = Identity(
    name="time to sink",
    left=time_to(1),
    right=times(
        sp.Rational(1, 32),
        sum_of(sp.exp(4 * depth), 6 * sp.exp(2 * depth), 12 * depth, -2 * sp.exp(-2 * depth), -5),
    ),
    wrong=(sp.exp(2 * depth) + 2 * depth - 1) / 8,
    ranges={depth: (1, 3)},
)

# Positives from z = −u back to 0. The wrong one takes the way up for the way down.
RISING = Identity(
    name="time to rise again",
    left=time_to(-1),
    right=times(
        sp.Rational(1, 32),
        sum_of(2 * sp.exp(2 * depth), 12 * depth, -6 * sp.exp(-2 * depth), -sp.exp(-4 * depth), 5),
    ),
    wrong=SINKING.right,
    ranges={depth: (1, 3)},
)

# The same under the logistic loss, ln(1 + e^(−y z)), whose output is z. The wrong one has the
# whole error for every answer, as a perceptron's is for wrong ones.
LOGISTIC_ERROR = Identity(
    name="error signal under the logistic loss",
    left=sp.Derivative(sp.log(sum_of(1, sp.exp(times(-1, y, z)))), z),
    right=-y / sum_of(1, sp.exp(times(y, z))),
    wrong=-y,
    ranges={z: (-3, 3), y: (-3, 3)},
)

# Down to −u and back under that loss, at the pace 1/(1 + e^(−z)) and at its mirror image's. The
# wrong ones take the one way for the other.
LOGISTIC_SINKING = Identity(
    name="time to sink under the logistic loss",
    left=sp.Integral(sum_of(1, sp.exp(-q)), (q, -depth, 0)),
    right=sum_of(sp.exp(depth), depth, -1),
    wrong=depth + 1 - sp.exp(-depth),
    ranges={depth: (1, 3)},
)
LOGISTIC_RISING = Identity(
    name="time to rise again under the logistic loss",
    left=sp.Integral(sum_of(1, sp.exp(q)), (q, -depth, 0)),
    right=sum_of(depth, 1, -sp.exp(-depth)),
    wrong=sp.exp(depth) + depth - 1,
    ranges={depth: (1, 3)},
)

IDENTITIES = (
    ERROR,
    UNIT_ERROR,
    ONE_STEP,
    BALANCE,
    LARGEST_ERROR,
    PACE,
    SINKING,
    RISING,
    LOGISTIC_ERROR,
    LOGISTIC_SINKING,
    LOGISTIC_RISING,
)
