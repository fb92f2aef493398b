"""The four equations of backpropagation, each held against plain differentiation.

Each stands in two forms: with indices, for every entry, and with matrices, for a whole layer; and
in two arrangements: one example as a column, and a batch with one example a row.
"""

from collections.abc import Callable, Iterable
from functools import partial

import sympy as sp

from workedout.derivations.algebra import layers as at
from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.composed import Slope
from workedout.derivations.algebra.in_order import times
from workedout.derivations.algebra.layers import i, j, k
from workedout.derivations.identity import Identity

Cases = Callable[[], Iterable[Case]]
RANGES = dict.fromkeys(at.parameters(), (-3, 3))
OUTPUT, HIDDEN = partial(at.in_columns, last=True), partial(at.in_columns, first=2)
OUTPUTS, HIDDENS = partial(at.in_rows, last=True), partial(at.in_rows, first=2)


def each(cases: Cases, *indices: sp.Symbol) -> Cases:
    """The cases of a formula with these indices."""
    return lambda: at.entrywise(cases(), *indices)


# One example. The error of an output unit; the wrong one forgets the activation.
OUTPUT_ERROR = Identity(
    name="error of an output unit",
    left=at.delta_last.each[i],
    right=times(at.by_output.each[i], Slope(at.s_last.each[i])),
    wrong=at.by_output.each[i],
    ranges=RANGES,
    cases=each(OUTPUT, i),
)
OUTPUT_ERRORS = Identity(
    name="errors of the output layer",
    left=at.delta_last.all,
    right=sp.HadamardProduct(at.by_output.all, at.slope_last.all),
    wrong=at.by_output.all,
    ranges=RANGES,
    cases=OUTPUT,
)

# Back through one layer. The wrong ones take the slope at the output x, not at the sum s, and
# forget to transpose.
HIDDEN_ERROR = Identity(
    name="error of a hidden unit",
    left=at.delta_below.each[j],
    right=times(
        Slope(at.s_below.each[j]),
        sp.Sum(times(at.w.each[i, j], at.delta.each[i]), (i, 1, at.n_l)),
    ),
    wrong=times(
        Slope(at.x_below.each[j]),
        sp.Sum(times(at.w.each[i, j], at.delta.each[i]), (i, 1, at.n_l)),
    ),
    ranges=RANGES,
    cases=each(HIDDEN, j),
)
HIDDEN_ERRORS = Identity(
    name="errors of a hidden layer",
    left=at.delta_below.all,
    right=sp.HadamardProduct(at.w.all.T * at.delta.all, at.slope_below.all),
    wrong=sp.HadamardProduct(at.w.all * at.delta.all, at.slope_below.all, evaluate=False),
    ranges=RANGES,
    cases=HIDDEN,
)

# The gradient for a weight. The wrong ones multiply by the unit's own output, and transpose.
WEIGHT = Identity(
    name="derivative by a weight",
    left=at.by_weight.each[i, j],
    right=times(at.delta.each[i], at.x_below.each[j]),
    wrong=times(at.delta.each[i], at.x_here.each[i]),
    ranges=RANGES,
    cases=each(at.in_columns, i, j),
)
WEIGHTS = Identity(
    name="derivatives by the weights of a layer",
    left=at.by_weight.all,
    right=at.delta.all * at.x_below.all.T,
    wrong=at.x_below.all * at.delta.all.T,
    ranges=RANGES,
    cases=at.in_columns,
)

# The gradient for a bias. The wrong ones multiply by the bias, as a weight is multiplied by x.
BIAS = Identity(
    name="derivative by a bias",
    left=at.by_bias.each[i],
    right=at.delta.each[i],
    wrong=times(at.delta.each[i], at.b.each[i]),
    ranges=RANGES,
    cases=each(at.in_columns, i),
)
BIASES = Identity(
    name="derivatives by the biases of a layer",
    left=at.by_bias.all,
    right=at.delta.all,
    wrong=sp.HadamardProduct(at.delta.all, at.b.all),
    ranges=RANGES,
    cases=at.in_columns,
)

# A batch. The cost is the mean loss; the errors already hold the division by B, once.
BATCH_OUTPUT_ERROR = Identity(
    name="error of an output unit in a batch",
    left=at.errors_last.each[k, i],
    right=times(at.mean_by_output.each[k, i], Slope(at.S_last.each[k, i])),
    wrong=at.mean_by_output.each[k, i],
    ranges=RANGES,
    cases=each(OUTPUTS, k, i),
)
BATCH_OUTPUT_ERRORS = Identity(
    name="errors of the output layer in a batch",
    left=at.errors_last.all,
    right=sp.HadamardProduct(at.mean_by_output.all, at.slopes_last.all),
    wrong=at.mean_by_output.all,
    ranges=RANGES,
    cases=OUTPUTS,
)
BATCH_HIDDEN_ERROR = Identity(
    name="error of a hidden unit in a batch",
    left=at.errors_below.each[k, j],
    right=times(
        Slope(at.S_below.each[k, j]),
        sp.Sum(times(at.errors.each[k, i], at.w.each[i, j]), (i, 1, at.n_l)),
    ),
    wrong=sp.Sum(times(at.errors.each[k, i], at.w.each[i, j]), (i, 1, at.n_l)),
    ranges=RANGES,
    cases=each(HIDDENS, k, j),
)
BATCH_HIDDEN_ERRORS = Identity(
    name="errors of a hidden layer in a batch",
    left=at.errors_below.all,
    right=sp.HadamardProduct(at.errors.all * at.w.all, at.slopes_below.all),
    wrong=sp.HadamardProduct(at.errors.all * at.w.all.T, at.slopes_below.all, evaluate=False),
    ranges=RANGES,
    cases=HIDDENS,
)

# Here the examples are added up. The wrong ones divide by B once more, and transpose.
BATCH_WEIGHT = Identity(
    name="derivative by a weight in a batch",
    left=at.mean_by_weight.each[i, j],
    right=sp.Sum(times(at.errors.each[k, i], at.X_below.each[k, j]), (k, 1, at.B)),
    wrong=sp.Sum(times(at.errors.each[k, i], at.X_below.each[k, j]), (k, 1, at.B)) / at.B,
    ranges=RANGES,
    cases=each(at.in_rows, i, j),
)
BATCH_WEIGHTS = Identity(
    name="derivatives by the weights of a layer in a batch",
    left=at.mean_by_weight.all,
    right=at.errors.all.T * at.X_below.all,
    wrong=at.X_below.all.T * at.errors.all,
    ranges=RANGES,
    cases=at.in_rows,
)
BATCH_BIAS = Identity(
    name="derivative by a bias in a batch",
    left=at.mean_by_bias.each[i],
    right=sp.Sum(at.errors.each[k, i], (k, 1, at.B)),
    wrong=sp.Sum(at.errors.each[k, i], (k, 1, at.B)) / at.B,
    ranges=RANGES,
    cases=each(at.in_rows, i),
)
BATCH_BIASES = Identity(
    name="derivatives by the biases of a layer in a batch",
    left=at.mean_by_bias.all,
    right=at.errors.all.T * at.ones.all,
    wrong=at.errors.all.T * at.ones.all / at.B,
    ranges=RANGES,
    cases=at.in_rows,
)

BY_INDICES = (OUTPUT_ERROR, HIDDEN_ERROR, WEIGHT, BIAS)
BY_MATRICES = (OUTPUT_ERRORS, HIDDEN_ERRORS, WEIGHTS, BIASES)
IN_A_BATCH = (
    BATCH_OUTPUT_ERROR,
    BATCH_HIDDEN_ERROR,
    BATCH_WEIGHT,
    BATCH_BIAS,
    BATCH_OUTPUT_ERRORS,
    BATCH_HIDDEN_ERRORS,
    BATCH_WEIGHTS,
    BATCH_BIASES,
)
IDENTITIES = (*BY_INDICES, *BY_MATRICES, *IN_A_BATCH)
