"""Right answers to the exercises on backpropagation and on logic."""

import random
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
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import either, matrix, ratio, row, tex
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


@key(
    "ex-inputs", "the two derivatives by the inputs", parts=("by the first input", "by the second")
)
def by_the_inputs(network: Small = WORKED) -> Answer:
    """The errors of the first layer, once more through its weights."""
    errors = network.done(softsign, softsign_slope).errors
    return Numbers((exactly(network.W1).T @ errors[0])[:, 0].tolist())


def drawn(draw: random.Random, sums: Sequence[int]) -> Small:
    """A network of small whole numbers, with some of these for its hidden sums, and an error."""

    def rows(high: int, wide: int) -> Rows:
        return tuple(
            tuple(either(draw, draw.randint(1, 3)) for _ in range(wide)) for _ in range(high)
        )

    x, W1, W2 = rows(2, 1), rows(3, 2), rows(1, 3)
    chosen = [draw.choice(sums) for _ in W1]
    b1 = tuple((s - u * x[0][0] - v * x[1][0],) for s, (u, v) in zip(chosen, W1, strict=True))
    network = Small(x, rows(1, 1), W1, b1, W2, rows(1, 1))
    return network if network.done(relu, relu_slope).loss else drawn(draw, sums)


def described(network: Small, activation: str) -> str:
    """The network and the example in words."""
    x, y, W1, b1, W2, b2 = map(matrix, network)
    return (
        f"A network has two inputs, three hidden units with {activation}, and one output without "
        f"activation; its loss is half the squared difference to the target. Layer 1 has "
        f"$W^1 = {W1}$ and $b^1 = {b1}$, layer 2 has $W^2 = {W2}$ and $b^2 = {b2}$. "
        f"The input is $x^0 = {x}$, the target $y = {y}$."
    )


def passed(network: Small, f: Function, slope: Function) -> str:
    """Both passes in words, as far as the errors of the hidden layer."""
    done = network.done(f, slope)
    slopes = 1 * slope(done.sums[0])[:, 0]
    return (
        f"The sums of the hidden layer are ${row(done.sums[0][:, 0])}$, so its outputs are "
        f"${row(done.outputs[1][:, 0])}$ and its slopes ${row(slopes)}$. The output is "
        f"${done.sums[1][0, 0]}$ and its error ${done.errors[1][0, 0]}$. Back through $W^2$ and "
        f"the slopes, the errors of the hidden layer are ${row(done.errors[0][:, 0])}$."
    )


@instances(zero_derivatives)
def other_relu_passes(draw: random.Random) -> Instance:
    """Hidden sums above and below 0, and some at the corner."""
    network = drawn(draw, range(-4, 5))
    (by_W1, by_b1), (by_W2, _) = network.done(relu, relu_slope).gradients
    zeros = [int((part == 0).sum()) for part in (by_W2, by_W1, by_b1)]
    return Instance(
        f"{described(network, 'ReLU')} How many of the thirteen derivatives by weights and biases "
        "are zero? (Take 0 for the slope of ReLU at 0.)",
        {"network": network},
        f"{passed(network, relu, relu_slope)} Derivatives by $W^2$ that are zero because an output "
        f"is: {zeros[0]}. Derivatives by $W^1$ and by $b^1$ that are zero because an error is: "
        f"{zeros[1]} and {zeros[2]}. Together that makes {sum(zeros)}.",
    )


@instances(by_the_inputs)
def other_inputs(draw: random.Random) -> Instance:
    """Hidden sums at which softsign and its slope are short fractions."""
    network = drawn(draw, (-3, -1, 0, 1, 3))
    done = network.done(softsign, softsign_slope)
    found = (exactly(network.W1).T @ done.errors[0])[:, 0]
    return Instance(
        f"{described(network, 'softsign, $f(s) = s / (1 + |s|)$')} "
        "What are the two derivatives of the loss by the inputs?",
        {"network": network},
        f"{passed(network, softsign, softsign_slope)} The transpose of $W^1$ times these errors is "
        f"${row(found)}$.",
    )


@key("ex-sigmoid-output", "the error as a formula in x and y")
def sigmoid_error() -> Answer:
    """From the checked identity."""
    return Formula(output_errors.SIGMOID_ERROR.right)


@key("ex-width-ratio", "the ratio, as a fraction or a number")
def ratio_for_every_width(inputs: int = 784, outputs: int = 10) -> Answer:
    """For one hidden unit, as for any number."""
    ahead, back = multiply_adds((inputs, 1, outputs))
    return Number(Fraction(back, ahead))


@instances(ratio_for_every_width)
def other_ends(draw: random.Random) -> Instance:
    """Images of another size, and another number of classes."""
    inputs, outputs = draw.randint(4, 32) ** 2, draw.randint(2, 20)
    ahead, back = multiply_adds((inputs, 1, outputs))
    return Instance(
        f"A dense network has {inputs} inputs, one hidden layer and {outputs} outputs. How many "
        "multiply-adds does the backward pass take for each one of the forward pass? Count matrix "
        "products only; nobody asks for the derivatives by the inputs.",
        {"inputs": inputs, "outputs": outputs},
        f"With $m$ hidden units, forward takes ${inputs} m + {outputs} m = {ahead} m$, and "
        f"backward twice that less ${inputs} m$, which is ${back} m$. "
        f"The ratio is ${back}/{ahead}$ for every $m$.",
    )


@key("ex-by-differences", "the number of forward passes")
def passes(sizes: tuple[int, ...] = (784, 100, 10), both_sides: bool = False) -> Answer:
    """One for each parameter, and one more; to both sides, two for each."""
    count = parameters.count(sizes)
    return Number(2 * count if both_sides else count + 1)


@instances(passes)
def other_sizes_by_differences(draw: random.Random) -> Instance:
    """Two hidden layers, and either difference."""
    sizes = (draw.randint(4, 28) ** 2, draw.randint(5, 60), draw.randint(5, 40), 10)
    both_sides = draw.choice((False, True))
    count = parameters.count(sizes)
    difference = "central difference" if both_sides else "forward difference"
    needed = f"$2 \\cdot {count} = {2 * count}$" if both_sides else f"${count} + 1 = {count + 1}$"
    moved = "two for each, one to either side" if both_sides else "one for each, and one unmoved"
    return Instance(
        f"You want all derivatives of the dense network {'-'.join(map(str, sizes))}, by its "
        f"weights and biases and for one example, by the {difference}. "
        "How many forward passes is that?",
        {"sizes": sizes, "both_sides": both_sides},
        f"The network has {count} parameters. It takes {moved}: {needed}.",
    )


@key(
    "ex-single",
    "the two exponents of 2, the one for the step ahead first",
    parts=("one step ahead", "to both sides"),
)
def coarser_steps(doublings: int = 29) -> Answer:
    """From the derived steps: with a rounding error doubled so often, over those before."""
    r = finite_differences.r
    steps = (finite_differences.FORWARD_STEP.right, finite_differences.CENTRAL_STEP.right)
    ratios = [sp.simplify(step.subs(r, 2**doublings * r) / step) for step in steps]
    return Numbers([sp.expand_log(sp.log(each), force=True) / sp.log(2) for each in ratios], 5e-3)


@instances(coarser_steps)
def other_formats(draw: random.Random) -> Instance:
    """Numbers that are coarser by another power of 2."""
    doublings = draw.randint(5, 60)
    powers = Fraction(doublings, 2), Fraction(doublings, 3)
    return Instance(
        f"Of two formats of numbers, one has its numbers spaced $2^{{{doublings}}}$ times as far "
        "apart as the other. By which powers of 2 is the best step of the forward difference "
        "larger with it, and by which that of the central one?",
        {"doublings": doublings},
        f"The rounding error grows by about $2^{{{doublings}}}$. The best step of the forward "
        f"difference goes with its second root, that of the central one with its third: the "
        f"exponents are ${powers[0]}$ and ${powers[1]}$.",
    )


@key("ex-corner", "the central difference as a formula in s and h")
def across_the_corner(above: Fraction = Fraction(1), below: Fraction = Fraction(0)) -> Answer:
    """Each of the two values by the slope on its side of the corner."""
    s, h = sp.symbols("s h", positive=True)
    ahead, back = sp.Rational(above) * (s + h), sp.Rational(below) * (s - h)
    return Formula((ahead - back) / (2 * h))


@instances(across_the_corner)
def other_corners(draw: random.Random) -> Instance:
    """Two other slopes that meet at 0."""
    above, below = ratio(draw, 5), either(draw, ratio(draw, 3))
    s, h = sp.symbols("s h", positive=True)
    ahead, back = sp.Rational(above) * (s + h), sp.Rational(below) * (s - h)
    return Instance(
        f"A unit gives $f(s) = {tex(sp.Rational(above) * s)}$ for $s > 0$ and "
        f"$f(s) = {tex(sp.Rational(below) * s)}$ for $s \\le 0$. Its sum is $s > 0$, and you step "
        "by $h > s$ to both sides. What is the central difference, as a formula in $s$ and $h$?",
        {"above": above, "below": below},
        f"Ahead, $f(s + h) = {tex(ahead)}$; back, on the other side of the corner, "
        f"$f(s - h) = {tex(back)}$. The difference over $2h$ is "
        f"${tex(sp.expand((ahead - back) / (2 * h)))}$, where the derivative is ${above}$.",
    )


def xor(row: Sequence[int]) -> int:
    """Whether an odd number of bits is 1."""
    return sum(row) % 2


@key("ex-and", "a network of one unit")
def and_unit() -> Answer:
    """Any unit that does what the task asks."""
    none = Hidden(most=0, layers="no hidden layer")
    return Gate(truth_table(lambda row: int(all(row)), [2]), none)


@key("ex-sixteen", "the two numbers of gates", parts=("as the task asks", "exactly 0 and 1"))
def gates() -> Answer:
    """Each gate decided by its inequalities."""
    counts = [
        sum(isinstance(decide(asks(gate)), Witness) for gate in logic.ALL_GATES)
        for asks in (logic.demands, logic.exact_demands)
    ]
    return Numbers(counts)


@key("ex-bottleneck", "a network for XOR whose first hidden layer has one unit")
def through_one_number() -> Answer:
    """Any network of that shape that does what the task asks."""
    narrow = Hidden(least=1, layers="a hidden layer", first=1, units="first hidden layer")
    return Gate(truth_table(xor, [2]), narrow)


@key("ex-parity", "a network for as many bits as you like, up to eight")
def parity() -> Answer:
    """Any network with one hidden layer of as many units as bits."""
    as_wide = Hidden(1, 1, layers="one hidden layer", first="bits", units="hidden units")
    return Gate(truth_table(xor, range(2, 9)), as_wide)


@key(
    "ex-or-standstill",
    "the costs, from the least up",
    parts=("least cost", "second", "third", "fourth", "largest"),
)
def standing_still() -> Answer:
    """All spaces of outputs gone through."""
    return Numbers(list(standstill.standstill_costs(logic.OR)))
