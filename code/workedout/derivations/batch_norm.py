"""Batch norm of one unit: forward, backward, and what it does not see of the weights and the bias.

The cases are batches of two, three and four weighted sums, every derivative taken by SymPy with
epsilon held fixed. Only then is epsilon written as ``r² - v``, so that no root is left over.
"""

from collections.abc import Iterator
from functools import cache

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.layers import derivative
from workedout.derivations.identity import Identity

BATCHES = (2, 3, 4)

i, k, j = sp.symbols("i k j", integer=True, positive=True)
B, n = sp.symbols("B n", integer=True, positive=True)
gamma, r, a, eta = sp.symbols("gamma r a eta", positive=True)
beta, b, mean = sp.symbols(r"beta b \bar{s}", real=True)
variance, epsilon = sp.symbols(r"v \varepsilon", positive=True)
by_scale, by_shift = (sp.Symbol(derivative(each, "C")) for each in (r"\gamma", r"\beta"))

s, normal, output = map(sp.IndexedBase, ("s", r"\hat{s}", "u"))
shifted, scaled = map(sp.IndexedBase, (r"\mathrm{BN}(s + b)", r"\mathrm{BN}(a s)"))
by_sum, by_output = (sp.IndexedBase(derivative(each, "C")) for each in ("s", "u"))
variance_by_sum = sp.IndexedBase(derivative("s", "v"))
normal_by_sum = sp.IndexedBase(derivative("s", r"\hat{s}_k"))
w, by_weight = map(sp.IndexedBase, "wG")


def values(letter: str, count: int) -> tuple[sp.Symbol, ...]:
    """Real numbers, one an example."""
    numbers: tuple[sp.Symbol, ...] = sp.symbols(f"{letter}_1:{count + 1}", real=True)
    return numbers


def moments(sums: tuple[sp.Expr, ...]) -> tuple[sp.Expr, sp.Expr]:
    """Mean, and mean squared distance from it, multiplied out."""
    middle = sp.Add(*sums) / len(sums)
    return middle, sp.expand(sum((each - middle) ** 2 for each in sums) / len(sums))


def normalised(sums: tuple[sp.Expr, ...]) -> list[sp.Expr]:
    """What batch norm makes of the sums before it scales and shifts."""
    middle, spread = moments(sums)
    return [(each - middle) / sp.sqrt(spread + epsilon) for each in sums]


def outputs(sums: tuple[sp.Expr, ...]) -> list[sp.Expr]:
    """What it makes of them in the end."""
    return [gamma * each + beta for each in normalised(sums)]


def numbered(base: sp.IndexedBase, entries: list[sp.Expr]) -> dict[sp.Basic, sp.Expr]:
    """The entries under the names of the formula, counted from 1."""
    return {base[number]: each for number, each in enumerate(entries, 1)}


@cache
def facts(count: int) -> Case:
    """What every symbol stands for in a batch of so many."""
    sums, slopes = values("s", count), values("g", count)
    middle, spread = moments(sums)
    # A cost with the derivatives g by the outputs: what lies above does not matter otherwise.
    cost = sum(g * u for g, u in zip(slopes, outputs(sums), strict=True))
    moved = tuple(each + b for each in sums)
    written: dict[sp.Basic, sp.Expr] = {
        **numbered(s, list(sums)),
        **numbered(normal, normalised(sums)),
        **numbered(output, outputs(sums)),
        **numbered(shifted, outputs(moved)),
        **numbered(by_output, list(slopes)),
        **numbered(by_sum, [sp.diff(cost, each) for each in sums]),
        **numbered(variance_by_sum, [sp.diff(spread, each) for each in sums]),
        by_scale: sp.diff(cost, gamma),
        by_shift: sp.diff(cost, beta),
        mean: middle,
        variance: spread,
    }
    without_root = {epsilon: sp.expand(r**2 - spread)}
    settled = {key: value.xreplace(without_root) for key, value in written.items()}
    return {B: sp.Integer(count), **without_root, **settled}


def batches() -> Iterator[Case]:
    """Each batch."""
    yield from map(facts, BATCHES)


def examples() -> Iterator[Case]:
    """Each example of each batch."""
    for count in BATCHES:
        for number in range(1, count + 1):
            yield {i: sp.Integer(number), **facts(count)}


def pairs() -> Iterator[Case]:
    """Each pair of examples: of the normalised value k, the derivatives by all sums."""
    for case in examples():
        count = int(case[B])
        sums = values("s", count)
        for number, each in enumerate(normalised(sums), 1):
            slopes = [sp.diff(each, x).xreplace({epsilon: case[epsilon]}) for x in sums]
            yield {**case, k: sp.Integer(number), **numbered(normal_by_sum, slopes)}


def stretched() -> Iterator[Case]:
    """Each example of each batch whose sums are all multiplied by one number."""
    for case in examples():
        count = int(case[B])
        sums = values("s", count)
        root = {epsilon: sp.expand(a**2 * (r**2 - moments(sums)[1]))}
        made = [u.xreplace(root) for u in outputs(tuple(a * each for each in sums))]
        yield {**case, **root, **numbered(scaled, made)}


# Two inputs for each of three examples, no two alike and none opposite to another.
INPUTS = ((1, 0), (-1, 2), (3, 1))


def steps() -> Iterator[Case]:
    """One unit with two weights on three examples, with epsilon 0."""
    weights, slopes = values("w", 2), values("g", 3)
    sums = tuple(sum(w * x for w, x in zip(weights, row, strict=True)) for row in INPUTS)
    made = [each.xreplace({epsilon: sp.Integer(0)}) for each in outputs(sums)]
    cost = sum(g * u for g, u in zip(slopes, made, strict=True))
    yield {
        n: sp.Integer(2),
        **numbered(w, list(weights)),
        **numbered(by_weight, [sp.diff(cost, each) for each in weights]),
    }


FREE = [*values("s", 4), *values("g", 4), *values("w", 2)]
RANGES = {
    **dict.fromkeys(FREE, (-9, 9)),
    **dict.fromkeys((gamma, r, a), (2, 9)),
    **dict.fromkeys((beta, b), (-9, 9)),
    eta: (1, 5),
}


def over_batch(term: sp.Expr) -> sp.Expr:
    """The mean of a term over the examples k, as the page prints it."""
    return sp.Mul(1 / B, sp.Sum(term, (k, 1, B)), evaluate=False)


# The variance in the definition is divided by B. With B - 1 the outputs would have less spread.
SPREAD_AFTER = Identity(
    name="mean square of the normalised values",
    left=over_batch(normal[k] ** 2),
    right=variance / sp.Add(variance, epsilon, evaluate=False),
    wrong=(B - 1) / B * variance / (variance + epsilon),
    ranges=RANGES,
    cases=batches,
)

# The shift alone decides the mean of the outputs. The wrong one forgets the subtraction.
MEAN_AFTER = Identity(
    name="mean of batch norm's outputs",
    left=over_batch(output[k]),
    right=beta,
    wrong=beta + gamma * mean / r,
    ranges=RANGES,
    cases=batches,
)

# Derivatives by scale and shift. The wrong ones take the raw sums, and a mean instead of a sum.
BY_SCALE = Identity(
    name="derivative by the scale",
    left=by_scale,
    right=sp.Sum(by_output[k] * normal[k], (k, 1, B)),
    wrong=sp.Sum(by_output[k] * s[k], (k, 1, B)),
    ranges=RANGES,
    cases=batches,
)
BY_SHIFT = Identity(
    name="derivative by the shift",
    left=by_shift,
    right=sp.Sum(by_output[k], (k, 1, B)),
    wrong=sp.Sum(by_output[k], (k, 1, B)) / B,
    ranges=RANGES,
    cases=batches,
)

# The mean moves as well when a sum moves, but that changes nothing here. The wrong one divides
# by one example less.
VARIANCE_BY_SUM = Identity(
    name="derivative of the batch's variance",
    left=variance_by_sum[i],
    right=sp.Mul(2, sp.Add(s[i], -mean, evaluate=False), 1 / B, evaluate=False),
    wrong=2 * (s[i] - mean) / (B - 1),
    ranges=RANGES,
    cases=examples,
)

# Every normalised value depends on every sum. The wrong one forgets that the spread moves.
NORMAL_BY_SUM = Identity(
    name="derivative of a normalised value by a sum",
    left=normal_by_sum[i],
    right=sp.Mul(
        1 / r,
        sp.Add(sp.KroneckerDelta(i, k), -1 / B, -normal[i] * normal[k] / B, evaluate=False),
        evaluate=False,
    ),
    wrong=(sp.KroneckerDelta(i, k) - 1 / B) / r,
    ranges=RANGES,
    cases=pairs,
)

# The gradient that goes on below. The wrong one forgets that the spread moves.
BACKWARD = Identity(
    name="gradient through batch norm",
    left=by_sum[i],
    right=sp.Mul(
        gamma / r,
        sp.Add(
            by_output[i],
            -over_batch(by_output[k]),
            -sp.Mul(normal[i], over_batch(by_output[k] * normal[k]), evaluate=False),
            evaluate=False,
        ),
        evaluate=False,
    ),
    wrong=gamma / r * (by_output[i] - over_batch(by_output[k])),
    ranges=RANGES,
    cases=examples,
)

# A number added to all sums, as a bias is. The wrong one lets it through, scaled like the rest.
BIAS = Identity(
    name="batch norm of sums with a bias",
    left=shifted[i],
    right=output[i],
    wrong=output[i] + gamma * b / r,
    ranges=RANGES,
    cases=examples,
)

# All sums multiplied by a positive number, as larger weights do. The wrong one has epsilon grow.
SCALE = Identity(
    name="batch norm of larger sums",
    left=scaled[i],
    right=sp.Add(
        sp.Mul(
            gamma,
            sp.Add(s[i], -mean, evaluate=False),
            sp.Pow(variance + epsilon / a**2, -sp.Rational(1, 2)),
            evaluate=False,
        ),
        beta,
        evaluate=False,
    ),
    wrong=gamma * (s[i] - mean) / sp.sqrt(variance + epsilon) + beta,
    ranges=RANGES,
    cases=stretched,
)

# A step of gradient descent without epsilon. The wrong one takes it for a rotation.
LENGTH = Identity(
    name="length of the weights after a step",
    left=sp.Sum(sp.Add(w[j], -eta * by_weight[j], evaluate=False) ** 2, (j, 1, n)),
    right=sp.Add(
        sp.Sum(w[j] ** 2, (j, 1, n)),
        eta**2 * sp.Sum(by_weight[j] ** 2, (j, 1, n)),
        evaluate=False,
    ),
    wrong=sp.Sum(w[j] ** 2, (j, 1, n)),
    ranges=RANGES,
    cases=steps,
)

IDENTITIES = (
    SPREAD_AFTER,
    MEAN_AFTER,
    BY_SCALE,
    BY_SHIFT,
    VARIANCE_BY_SUM,
    NORMAL_BY_SUM,
    BACKWARD,
    BIAS,
    SCALE,
    LENGTH,
)
