"""Right answers to the exercises on backpropagation and on logic."""

from collections.abc import Sequence
from fractions import Fraction
from typing import NamedTuple

import numpy as np
import sympy as sp

from workedout.derivations import finite_differences, logic, output_errors, parameters, standstill
from workedout.derivations.algebra.inequalities import Witness, decide
from workedout.derivations.pass_costs import multiply_adds
from workedout.exercises.answers import (
    Answer,
    Formula,
    Gate,
    Hidden,
    Number,
    Numbers,
    truth_table,
)
from workedout.exercises.keys.key import key
from workedout.from_scratch.dense import (
    Function,
    Pass,
    one_example,
    relu,
    relu_slope,
    softsign,
    softsign_slope,
)

Rows = tuple[tuple[int | Fraction, ...], ...]


class Small(NamedTuple):
    """A network with one hidden layer, and an example, in exact numbers."""

    x: Rows
    y: Rows
    W1: Rows
    b1: Rows
    W2: Rows
    b2: Rows

    def done(self, f: Function, slope: Function) -> Pass:
        """Its forward and backward pass, with this activation of the hidden units."""
        x, y, W1, b1, W2, b2 = map(exactly, self)
        return one_example(x, y, [(W1, b1), (W2, b2)], f, slope)


def exactly(rows: Rows) -> np.ndarray:
    """A matrix of fractions."""
    return np.array([[Fraction(entry) for entry in row] for row in rows])


# The network of the worked pass.
HALF = Fraction(1, 2)
WORKED = Small(
    ((2,), (1,)), ((2,),),
    ((1, -2), (-2, -1), (HALF, -2)), ((1,), (2,), (1,)),
    ((2, 2, -3),), ((1,),),
)  # fmt: skip


@key("ex-relu-pass", "the number of derivatives that are zero")
def zero_derivatives(network: Small = WORKED) -> Answer:
    """Counted in the pass itself."""
    gradients = network.done(relu, relu_slope).gradients
    return Number(sum(int((part == 0).sum()) for pair in gradients for part in pair))


@key("ex-inputs", "the two derivatives by the inputs")
def by_the_inputs(network: Small = WORKED) -> Answer:
    """The errors of the first layer, once more through its weights."""
    errors = network.done(softsign, softsign_slope).errors
    return Numbers((exactly(network.W1).T @ errors[0])[:, 0].tolist())


@key("ex-sigmoid-output", "the error as a formula in x and y")
def sigmoid_error() -> Answer:
    """From the checked identity."""
    return Formula(output_errors.SIGMOID_ERROR.right)


@key("ex-width-ratio", "the ratio, as a fraction or a number")
def ratio_for_every_width(inputs: int = 784, outputs: int = 10) -> Answer:
    """For one hidden unit, as for any number."""
    ahead, back = multiply_adds((inputs, 1, outputs))
    return Number(Fraction(back, ahead))


@key("ex-by-differences", "the number of forward passes")
def passes(sizes: tuple[int, ...] = (784, 100, 10), both_sides: bool = False) -> Answer:
    """One for each parameter, and one more; to both sides, two for each."""
    count = parameters.count(sizes)
    return Number(2 * count if both_sides else count + 1)


@key("ex-single", "the two exponents of 2, the one for the step ahead first")
def coarser_steps(doublings: int = 29) -> Answer:
    """From the derived steps: with a rounding error doubled so often, over those before."""
    r = finite_differences.r
    steps = (finite_differences.FORWARD_STEP.right, finite_differences.CENTRAL_STEP.right)
    ratios = [sp.simplify(step.subs(r, 2**doublings * r) / step) for step in steps]
    return Numbers([sp.expand_log(sp.log(each), force=True) / sp.log(2) for each in ratios], 5e-3)


@key("ex-corner", "the central difference as a formula in s and h")
def across_the_corner(above: Fraction = Fraction(1), below: Fraction = Fraction(0)) -> Answer:
    """Each of the two values by the slope on its side of the corner."""
    s, h = sp.symbols("s h", positive=True)
    ahead, back = sp.Rational(above) * (s + h), sp.Rational(below) * (s - h)
    return Formula((ahead - back) / (2 * h))


def xor(row: Sequence[int]) -> int:
    """Whether an odd number of bits is 1."""
    return sum(row) % 2


@key("ex-and", "an ExactNetwork of one unit")
def and_unit() -> Answer:
    """Any unit that does what the task asks."""
    none = Hidden(most=0, layers="no hidden layer")
    return Gate(truth_table(lambda row: int(all(row)), [2]), none)


@key("ex-sixteen", "the two numbers of gates")
def gates() -> Answer:
    """Each gate decided by its inequalities."""
    counts = [
        sum(isinstance(decide(asks(gate)), Witness) for gate in logic.ALL_GATES)
        for asks in (logic.demands, logic.exact_demands)
    ]
    return Numbers(counts)


@key("ex-bottleneck", "an ExactNetwork for XOR whose first hidden layer has one unit")
def through_one_number() -> Answer:
    """Any network of that shape that does what the task asks."""
    narrow = Hidden(least=1, layers="a hidden layer", first=1, units="first hidden layer")
    return Gate(truth_table(xor, [2]), narrow)


@key("ex-parity", "an ExactNetwork for as many bits as you like, up to eight")
def parity() -> Answer:
    """Any network with one hidden layer of as many units as bits."""
    as_wide = Hidden(1, 1, layers="one hidden layer", first="bits", units="hidden units")
    return Gate(truth_table(xor, range(2, 9)), as_wide)


@key("ex-or-standstill", "the costs, from the least up")
def standing_still() -> Answer:
    """All spaces of outputs gone through."""
    return Numbers(list(standstill.standstill_costs(logic.OR)))
