"""Errors of an output layer for particular losses, one weight's whole chain, and a slope."""

from collections.abc import Iterator

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.composed import Activation, Composed, Slope
from workedout.derivations.algebra.layers import derivative
from workedout.derivations.identity import Identity

i = sp.Symbol("i", integer=True, positive=True)
by_sum = sp.IndexedBase(derivative("s^{L}"))
p, y = sp.IndexedBase("p"), sp.IndexedBase("y")
logits, targets = sp.symbols("z_1:4", real=True), sp.symbols("t_1:4", real=True)
a = sp.Symbol("a", nonnegative=True)


def softmax_cases() -> Iterator[Case]:
    """Two and three classes; the shares of the target add up to 1."""
    for classes in (2, 3):
        z, t = logits[:classes], targets[: classes - 1]
        shares = (*t, 1 - sum(t))
        total = sp.Add(*(sp.exp(each) for each in z))
        probabilities = [sp.exp(each) / total for each in z]
        pairs = zip(shares, probabilities, strict=True)
        loss = -sp.Add(*(share * sp.log(each) for share, each in pairs))
        for unit in range(classes):
            yield {
                i: sp.Integer(unit + 1),
                by_sum[unit + 1]: sp.diff(loss, z[unit]),
                p[unit + 1]: probabilities[unit],
                y[unit + 1]: shares[unit],
            }


# Softmax with cross-entropy. The wrong one applies the slope of the probability once more.
SOFTMAX_ERROR = Identity(
    name="error of softmax with cross-entropy",
    left=by_sum[i],
    right=sp.Add(p[i], -y[i], evaluate=False),
    wrong=(p[i] - y[i]) * p[i] * (1 - p[i]),
    ranges={**dict.fromkeys(logits, (-3, 3)), **dict.fromkeys(targets, (-3, 3))},
    cases=softmax_cases,
)

# One weight of a 2-3-1 network with half the squared loss: unit 1, from input 2.
target = sp.Symbol("y", real=True)
by_weight = sp.Symbol(derivative("w^{1}_{12}"), real=True)
out, weight, sum_, source = (
    sp.Symbol(name, real=True) for name in ("x^{2}_{1}", "w^{2}_{11}", "s^{1}_{1}", "x^{0}_{2}")
)


def one_weight() -> Iterator[Case]:
    """That weight, by differentiating the loss of the composed network."""
    net = Composed((2, 3, 1))
    hidden = net.sums(1)
    output = (net.weights[1] * hidden.applyfunc(Activation) + net.biases[1])[0]
    loss = (output - target) ** 2 / 2
    yield {
        by_weight: sp.diff(loss, net.weights[0][0, 1]),
        out: output,
        weight: net.weights[1][0, 0],
        sum_: hidden[0],
        source: net.inputs[0][1],
    }


NET = Composed((2, 3, 1))
ENTRIES = [*NET.weights, *NET.biases, *NET.inputs]
# The wrong one leaves the activation out of the chain.
CHAIN = Identity(
    name="derivative by one weight of a 2-3-1 network",
    left=by_weight,
    right=sp.Mul(sp.Add(out, -target, evaluate=False), weight, Slope(sum_), source, evaluate=False),
    wrong=(out - target) * weight * source,
    ranges={target: (-3, 3), **{each: (-3, 3) for part in ENTRIES for each in part}},
    cases=one_weight,
)

# The slope of softsign, on either side of 0 and, from both, at 0. The wrong one forgets the square.
s_abs, at_s = sp.Symbol("|s|", nonnegative=True), sp.Symbol("f'(s)", positive=True)


def both_sides() -> Iterator[Case]:
    """A sum of size a from above 0, and one from below; at a = 0 these are one-sided slopes."""
    s = sp.Symbol("s", real=True)
    yield {s_abs: a, at_s: sp.diff(s / (1 + s), s).subs(s, a)}
    yield {s_abs: a, at_s: sp.diff(s / (1 - s), s).subs(s, -a)}


SOFTSIGN_SLOPE = Identity(
    name="slope of softsign",
    left=at_s,
    right=1 / sp.Add(1, s_abs, evaluate=False) ** 2,
    wrong=1 / (1 + s_abs),
    ranges={a: (0, 9)},
    cases=both_sides,
)

# A sigmoid output with the cross-entropy of two classes. The wrong one stops before the activation.
x, y_one, z = sp.symbols("x y z", real=True)
by_the_sum = sp.Symbol(derivative("s"), real=True)


def one_probability() -> Iterator[Case]:
    """The loss as a function of the sum, differentiated."""
    value = 1 / (1 + sp.exp(-z))
    loss = -y_one * sp.log(value) - (1 - y_one) * sp.log(1 - value)
    yield {by_the_sum: sp.diff(loss, z), x: value}


SIGMOID_ERROR = Identity(
    name="error of a sigmoid output with cross-entropy",
    left=by_the_sum,
    right=sp.Add(x, -y_one, evaluate=False),
    wrong=(x - y_one) / (x * (1 - x)),
    ranges={z: (-3, 3), y_one: (-3, 3)},
    cases=one_probability,
)

IDENTITIES = (SOFTMAX_ERROR, CHAIN, SOFTSIGN_SLOPE, SIGMOID_ERROR)
