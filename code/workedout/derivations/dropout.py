"""Dropout: means and variances over all masks, of units, sums, gradients, outputs and losses.

What stands on a left side is the sum over all masks of a few units, each weighed by its
probability. What is kept is multiplied by ``t = 1 / (1 - p)``, and in ``t`` all that is summed is
short: powers of it, and no quotients.
"""

from collections.abc import Callable, Iterator
from itertools import product

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.identity import Identity
from workedout.from_scratch.dropout_masks import Mask, mean_over_masks

SIZES = (1, 2, 3)  # units that are dropped

i, j = sp.symbols("i j", integer=True, positive=True)
n, h = sp.symbols("n h", integer=True, positive=True)
p, t = sp.symbols("p t", positive=True)
SHARE = 1 - 1 / t  # what p stands for: any number from 0 to below 1, for t from 1 on
b, y, whole_sum = sp.symbols("b y s", real=True)

x, w, v, m = map(sp.IndexedBase, "xwvm")
mean_of_unit, variance_of_unit = map(
    sp.IndexedBase, (r"\E\,\tilde{x}", r"\operatorname{Var}\tilde{x}")
)
by_unit, by_dropped = (
    sp.IndexedBase(rf"\frac{{\partial C}}{{\partial {name}}}") for name in ("x", r"\tilde{x}")
)
mean_of_sum = sp.Symbol(r"\E\,\tilde{s}", real=True)
variance_of_sum = sp.Symbol(r"\operatorname{Var}\tilde{s}", real=True)
mean_output = sp.Symbol(r"\E\,\tilde{o}", real=True)
mean_loss = sp.Symbol(r"\E\,(\tilde{s} - y)^{2}", real=True)
logit = sp.IndexedBase("z")
ratio = sp.Symbol(r"\E \log \frac{\tilde{q}_{i}}{\tilde{q}_{j}}", real=True)
variance_after = sp.Symbol(r"\tilde{v}", real=True)
batch_mean, batch_variance = sp.symbols(r"\bar{x} v", real=True)


def numbered(base: sp.IndexedBase, entries: list[sp.Expr]) -> dict[sp.Basic, sp.Expr]:
    """The entries under the names of the formula, counted from 1."""
    return {base[number]: each for number, each in enumerate(entries, 1)}


def values(letter: str, count: int) -> list[sp.Symbol]:
    """Real numbers, one a unit."""
    return list(sp.symbols(f"{letter}_1:{count + 1}", real=True))


def masked(units: list[sp.Expr], mask: Mask) -> list[sp.Expr]:
    """What inverted dropout makes of the units with this mask."""
    return [kept * t * unit for kept, unit in zip(mask, units, strict=True)]


def weighted(weights: list[sp.Expr], units: list[sp.Expr]) -> sp.Expr:
    """Their weighted sum."""
    return sp.Add(*(a * c for a, c in zip(weights, units, strict=True)))


def mean(of: Callable[[Mask], sp.Expr], units: int) -> sp.Expr:
    """Over all masks, multiplied out."""
    return sp.expand(mean_over_masks(of, units, SHARE))


def variance(of: Callable[[Mask], sp.Expr], units: int) -> sp.Expr:
    """Over all masks: mean of the square, less the square of the mean."""
    return mean(lambda mask: of(mask) ** 2, units) - mean(of, units) ** 2


def single_units() -> Iterator[Case]:
    """One of two units, so that its number matters."""
    units = values("x", 2)
    for number in (1, 2):

        def of(mask: Mask, place: int = number - 1) -> sp.Expr:
            return masked(units, mask)[place]

        yield {
            i: sp.Integer(number),
            p: SHARE,
            **numbered(x, units),
            mean_of_unit[number]: mean(of, 2),
            variance_of_unit[number]: variance(of, 2),
        }


def sums() -> Iterator[Case]:
    """A weighted sum of units, of which some are dropped."""
    for count in SIZES:
        units, weights = values("x", count), values("w", count)

        def of(mask: Mask, units: list = units, weights: list = weights) -> sp.Expr:
            return weighted(weights, masked(units, mask)) + b

        def loss(mask: Mask, of: Callable[[Mask], sp.Expr] = of) -> sp.Expr:
            return (of(mask) - y) ** 2

        yield {
            n: sp.Integer(count),
            p: SHARE,
            **numbered(x, units),
            **numbered(w, weights),
            mean_of_sum: mean(of, count),
            variance_of_sum: variance(of, count),
            mean_loss: mean(loss, count),
            whole_sum: weighted(weights, units) + b,
        }


def gradients() -> Iterator[Case]:
    """A cost that is no linear function of two units; a mask of any two numbers, 0 and 1 among."""
    units, slopes, mask = values("x", 2), values("g", 2), values("m", 2)
    through = values("u", 2)
    loss = slopes[0] * through[0] ** 2 * (1 + through[1]) + slopes[1] * through[1] ** 3
    made = {u: kept * t * unit for u, kept, unit in zip(through, mask, units, strict=True)}
    for number in (1, 2):
        yield {
            i: sp.Integer(number),
            p: SHARE,
            **numbered(m, mask),
            **numbered(by_unit, [sp.diff(loss.subs(made), unit) for unit in units]),
            **numbered(by_dropped, [sp.diff(loss, each).subs(made) for each in through]),
        }


def two_layers() -> Iterator[Case]:
    """Linear units between linear layers, dropout on the inputs and on the hidden units."""
    for inputs, hidden in ((1, 1), (2, 1), (1, 2), (2, 2)):
        units, outer = values("x", inputs), values("v", hidden)
        inner = [values(f"w_{row}", inputs) for row in range(1, hidden + 1)]

        def output(
            mask: Mask,
            units: list = units,
            inner: list = inner,
            outer: list = outer,
            inputs: int = inputs,
        ) -> sp.Expr:
            seen = masked(units, mask[:inputs])
            made = [weighted(row, seen) for row in inner]
            return weighted(outer, masked(made, mask[inputs:]))

        yield {
            n: sp.Integer(inputs),
            h: sp.Integer(hidden),
            p: SHARE,
            **numbered(x, units),
            **numbered(v, outer),
            **{
                w[row, column]: each
                for row, line in enumerate(inner, 1)
                for column, each in enumerate(line, 1)
            },
            mean_output: mean(output, inputs + hidden),
        }


def classes() -> Iterator[Case]:
    """Two of three logits on two units; log-sum-exp is some number that the mask decides."""
    units = values("x", 2)
    rows = [values(f"w_{row}", 2) for row in (1, 2, 3)]
    normaliser: dict[Mask, sp.Symbol] = {
        mask: sp.Symbol(f"Lambda_{mask[0]}{mask[1]}") for mask in product((0, 1), repeat=2)
    }
    for one, other in ((1, 2), (3, 1)):

        def log_ratio(mask: Mask, one: int = one, other: int = other) -> sp.Expr:
            seen = masked(units, mask)
            above, below = (
                weighted(rows[row - 1], seen) - normaliser[mask] for row in (one, other)
            )
            return above - below

        yield {
            i: sp.Integer(one),
            j: sp.Integer(other),
            p: SHARE,
            ratio: mean(log_ratio, 2),
            **numbered(logit, [weighted(row, units) for row in rows]),
        }


def mean_power(unit: sp.Expr, power: int) -> sp.Expr:
    """The mean of a power of one unit, over its two masks."""
    return mean(lambda mask: masked([unit], mask)[0] ** power, 1)


def batches() -> Iterator[Case]:
    """A unit over a batch: its variance with the masks' part, as batch norm sees it."""
    for count in (2, 3):
        units = values("x", count)
        middle = sp.Add(*units) / count
        first, square = (sp.Add(*(mean_power(u, power) for u in units)) / count for power in (1, 2))
        yield {
            p: SHARE,
            batch_mean: middle,
            batch_variance: sp.Add(*((u - middle) ** 2 for u in units)) / count,
            variance_after: square - first**2,
        }


FREE = [
    *values("x", 3),
    *values("w", 3),
    *values("v", 2),
    *values("g", 2),
    *values("m", 2),
    *values("y", 3),
    *(each for row in (1, 2, 3) for letter in "xw" for each in values(f"{letter}_{row}", 2)),
]
RANGES = {**dict.fromkeys(FREE, (-9, 9)), b: (-9, 9), y: (-9, 9), t: (2, 9)}
KEPT = plus(1, -p)
NOISE = p / KEPT


def over(term: sp.Expr, index: sp.Symbol, last: sp.Symbol) -> sp.Expr:
    """A sum as the page prints it."""
    return sp.Sum(term, (index, 1, last))


# One unit. The wrong ones have forgotten to divide by 1 - p.
UNIT_MEAN = Identity(
    name="mean of a unit under dropout",
    left=mean_of_unit[i],
    right=x[i],
    wrong=(1 - p) * x[i],
    ranges=RANGES,
    cases=single_units,
)
UNIT_VARIANCE = Identity(
    name="variance of a unit under dropout",
    left=variance_of_unit[i],
    right=times(NOISE, x[i] ** 2),
    wrong=p * (1 - p) * x[i] ** 2,
    ranges=RANGES,
    cases=single_units,
)

# A weighted sum. The wrong ones: no division; one mask for all units together.
SUM_MEAN = Identity(
    name="mean of a weighted sum under dropout",
    left=mean_of_sum,
    right=plus(over(w[i] * x[i], i, n), b),
    wrong=(1 - p) * over(w[i] * x[i], i, n) + b,
    ranges=RANGES,
    cases=sums,
)
SUM_VARIANCE = Identity(
    name="variance of a weighted sum under dropout",
    left=variance_of_sum,
    right=times(NOISE, over(w[i] ** 2 * x[i] ** 2, i, n)),
    wrong=p / (1 - p) * over(w[i] * x[i], i, n) ** 2,
    ranges=RANGES,
    cases=sums,
)

# Backwards. The wrong one forgets that what was kept was divided.
BACKWARD = Identity(
    name="gradient through dropout",
    left=by_unit[i],
    right=times(m[i] / KEPT, by_dropped[i]),
    wrong=m[i] * by_dropped[i],
    ranges=RANGES,
    cases=gradients,
)

# Two linear layers, dropout before each. The wrong one has each layer shrink its sums.
TWO_LAYERS = Identity(
    name="mean output of a linear network under dropout",
    left=mean_output,
    right=over(times(v[j], over(times(w[j, i], x[i]), i, n)), j, h),
    wrong=(1 - p) ** 2 * over(v[j] * over(w[j, i] * x[i], i, n), j, h),
    ranges=RANGES,
    cases=two_layers,
)

# Squared loss of a weighted sum. The wrong one takes the variance for plain weight decay, which
# does not look at the inputs.
LOSS = Identity(
    name="mean squared loss under dropout",
    left=mean_loss,
    right=plus(plus(whole_sum, -y) ** 2, variance_of_sum),
    wrong=(whole_sum - y) ** 2 + p / (1 - p) * over(w[i] ** 2, i, n),
    ranges=RANGES,
    cases=sums,
)

# Probabilities behind the dropped units: in the logarithm the logits' own difference. The wrong one
# has it shrink.
LOG_RATIO = Identity(
    name="mean logarithm of the ratio of two probabilities under dropout",
    left=ratio,
    right=plus(logit[i], -logit[j]),
    wrong=(1 - p) * (logit[i] - logit[j]),
    ranges=RANGES,
    cases=classes,
)

# What batch norm after dropout sees in training. The wrong one takes the mean for zero.
VARIANCE_AFTER = Identity(
    name="variance over a batch after dropout",
    left=variance_after,
    right=plus(batch_variance, times(NOISE, plus(batch_variance, batch_mean**2))),
    wrong=batch_variance / (1 - p),
    ranges=RANGES,
    cases=batches,
)

IDENTITIES = (
    UNIT_MEAN,
    UNIT_VARIANCE,
    SUM_MEAN,
    SUM_VARIANCE,
    BACKWARD,
    TWO_LAYERS,
    LOG_RATIO,
    LOSS,
    VARIANCE_AFTER,
)
