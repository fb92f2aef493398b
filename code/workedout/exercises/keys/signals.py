"""Right answers to exercises of the first part, on how learning signals flow."""

from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
import torch

from workedout.derivations import dying_relu, logic, output_errors, parameters, scaling
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
from workedout.from_scratch.dense import one_example, relu, relu_slope, softsign, softsign_slope
from workedout.networks.models import Plane


def exactly(rows: Sequence[Sequence[int | str]]) -> np.ndarray:
    """A matrix of fractions."""
    return np.array([[Fraction(entry) for entry in row] for row in rows])


# The network of the worked pass: input, target, and weights and biases of its two layers.
INPUT, TARGET = exactly([[2], [1]]), exactly([[2]])
WORKED = [
    (exactly([[1, -2], [-2, -1], ["1/2", -2]]), exactly([[1], [2], [1]])),
    (exactly([[2, 2, -3]]), exactly([[1]])),
]


@key("ex-relu-pass", "the number of derivatives that are zero")
def zero_derivatives() -> Answer:
    """Counted in the pass itself."""
    done = one_example(INPUT, TARGET, WORKED, relu, relu_slope)
    return Number(sum(int((part == 0).sum()) for pair in done.gradients for part in pair))


@key("ex-inputs", "the two derivatives by the inputs")
def by_the_inputs() -> Answer:
    """The errors of the first layer, once more through its weights."""
    done = one_example(INPUT, TARGET, WORKED, softsign, softsign_slope)
    return Numbers((WORKED[0][0].T @ done.errors[0])[:, 0].tolist())


@key("ex-sigmoid-output", "the error as a formula in x and y")
def sigmoid_error() -> Answer:
    """From the checked identity."""
    return Formula(output_errors.SIGMOID_ERROR.right)


@key("ex-width-ratio", "the ratio, as a fraction or a number")
def ratio_for_every_width() -> Answer:
    """For one hidden unit, as for any number."""
    ahead, back = multiply_adds((784, 1, 10))
    return Number(Fraction(back, ahead))


@key("ex-by-differences", "the number of forward passes")
def passes() -> Answer:
    """One for each parameter, and one more."""
    return Number(parameters.count((784, 100, 10)) + 1)


@key("ex-corner", "the central difference as a formula in s and h")
def across_the_corner() -> Answer:
    """The lower of the two values is cut off."""
    s, h = sp.symbols("s h", positive=True)
    return Formula((s + h - 0) / (2 * h))


@key("ex-dying-step", "the change of the weighted sum")
def one_step() -> Answer:
    """From the checked identity, at the example itself."""
    x = {"x_1": 1, "x_2": 2, "x'_1": 1, "x'_2": 2, "v": sp.Rational(-1, 4), "delta": -1}
    values = {**x, "eta": sp.Rational(1, 10)}
    right = dying_relu.ONE_STEP.right
    return Number(right.subs({symbol: values[symbol.name] for symbol in right.free_symbols}))


@key("ex-dying-leaky", "the number of steps")
def waking() -> Answer:
    """Counted step by step."""
    s, steps = Fraction(-1), 0
    while s <= 0:
        s += Fraction(1, 100) * Fraction(3, 100) * Fraction(1, 2) * (1 + 3**2 + 4**2)
        steps += 1
    return Number(steps)


@key("ex-settle", "the training loss and the held-out loss")
def settled() -> Answer:
    """Half the mean squared distance of each set's labels from the first one's mean."""
    mean = Fraction(140 - 110, 250)
    sets = ((140, 110), (110, 140))
    losses = [(up * (mean - 1) ** 2 + down * (mean + 1) ** 2) / 250 / 2 for up, down in sets]
    return Numbers(losses, within=1e-4)


@key("ex-biases", "the three counts, step by step")
def moving() -> Answer:
    """Counted in a network that is trained for three steps."""
    network = Plane((4, 2), start="zeros")().double()
    layers = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
    weights = list(network.parameters())
    points = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.5, -2.0]], dtype=torch.float64)
    targets = torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64)
    with torch.no_grad():
        for layer in layers:
            layer.bias.fill_(0.1)
    counts = []
    for _ in range(3):
        loss = (network(points).squeeze(1) - targets).square().mean() / 2
        gradients = torch.autograd.grad(loss, weights)
        counts.append(sum(int((gradient != 0).sum()) for gradient in gradients))
        with torch.no_grad():
            for weight, gradient in zip(weights, gradients, strict=True):
                weight.sub_(0.03 * gradient)
    return Numbers(counts)


@key("ex-playground-width", "the upper bound with 4 inputs, and the number of inputs")
def bounds() -> Answer:
    """The uniform variance set equal to He's."""
    variance = scaling.UNIFORM.right
    [bound] = [a for a in sp.solve(variance - sp.Rational(2, 4), scaling.a) if a > 0]
    inputs = 2 / variance.subs(scaling.a, sp.Rational(1, 2))
    return Numbers((bound, inputs), within=5e-3)


@key("ex-g-hand", "the derivative at 1/2")
def three_in_a_row() -> Answer:
    """By automatic differentiation."""
    x = torch.tensor(0.5, dtype=torch.float64, requires_grad=True)
    out = x
    for weight, bias in ((4, -2), (-4, 2), (4, -2)):
        out = torch.sigmoid(weight * out + bias)
    (slope,) = torch.autograd.grad(out, x)
    return Number(slope.item())


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
