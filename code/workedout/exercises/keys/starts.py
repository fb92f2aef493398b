"""Right answers to the exercises on starts: random weights, zeros, and equal units."""

import math
from fractions import Fraction

import sympy as sp
import torch
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from workedout.derivations import plateau, scaling
from workedout.exercises.answers import Answer, Formula, Numbers
from workedout.exercises.keys.key import key
from workedout.networks.models import Plane

DISC, RING = (Fraction(0), Fraction(5, 2)), (Fraction(7, 2), Fraction(5))
Radii = tuple[Fraction, Fraction]


@key("ex-settle", "the training loss and the held-out loss, to four digits")
def settled(total: int = 250, positive: int = 140) -> Answer:
    """Half the mean squared distance of each set's labels from the first one's mean."""
    negative = total - positive
    mean = Fraction(positive - negative, total)
    sets = ((positive, negative), (negative, positive))
    losses = [(up * (mean - 1) ** 2 + down * (mean + 1) ** 2) / total / 2 for up, down in sets]
    return Numbers(losses, within=2e-4)


@key("ex-biases", "the three counts, step by step")
def moving(hidden: tuple[int, ...] = (4, 2)) -> Answer:
    """Counted in a network that is trained for as many steps as it has layers."""
    network = Plane(hidden, start="zeros")().double()
    layers = [layer for layer in network if isinstance(layer, torch.nn.Linear)]
    weights = list(network.parameters())
    points = torch.tensor([[1.0, 2.0], [-1.0, 0.5], [0.5, -2.0]], dtype=torch.float64)
    targets = torch.tensor([1.0, -1.0, 1.0], dtype=torch.float64)
    with torch.no_grad():
        for layer in layers:
            layer.bias.fill_(0.1)
    counts = []
    for _ in layers:
        loss = (network(points).squeeze(1) - targets).square().mean() / 2
        gradients = torch.autograd.grad(loss, weights)
        counts.append(sum(int((gradient != 0).sum()) for gradient in gradients))
        with torch.no_grad():
            for weight, gradient in zip(weights, gradients, strict=True):
                weight.sub_(0.03 * gradient)
    return Numbers(counts)


@key("ex-leaky", "the variance as a formula in n and alpha")
def kept_by_a_leak(above: Fraction = Fraction(1)) -> Answer:
    """So that the factor is 1: each half of the mean square passes with its slope's square."""
    alpha = sp.Symbol("alpha", real=True)
    half = scaling.RELU_HALF.right / scaling.tau**2
    kept = half * (sp.Rational(above) ** 2 + alpha**2)
    return Formula(1 / (scaling.n * kept))


@key("ex-playground-width", "the upper bound, and the number of inputs")
def bounds(inputs: int = 4, bound: Fraction = Fraction(1, 2)) -> Answer:
    """The uniform variance set equal to He's."""
    variance = scaling.UNIFORM.right
    wanted = sp.sqrt(sp.Rational(2, inputs) / variance.coeff(scaling.a, 2))
    return Numbers((wanted, 2 / variance.subs(scaling.a, sp.Rational(bound))), within=5e-3)


@key("ex-unrest", "the variance as a formula in eta and V")
def unrest(pull: Fraction = Fraction(1)) -> Answer:
    """The variance that a step leaves as it is."""
    eta, batch = sp.symbols("eta V", positive=True)
    kept = sp.expand((1 - sp.Rational(pull) * eta) ** 2)
    return Formula(sp.cancel(eta**2 * batch / (1 - kept)))


@key("ex-luck", "the mean of the square, and the share of draws, to two digits")
def luck(
    disc: Fraction = DISC[1], ring: Radii = RING, count: int = 250, part: Fraction = Fraction(1, 4)
) -> Answer:
    """Mean squares of uniform radii; a share of an exponential distribution below a bound."""
    squares = [(high**3 - low**3) / 3 / (high - low) for low, high in ((Fraction(0), disc), ring)]
    return Numbers((sum(squares) / 2 / count, 1 - sp.exp(-(sp.Rational(part) ** 2))), within=0.02)


@key("ex-cut", "the best distance and its loss, to two digits")
def cut() -> Answer:
    """Shares beyond the line by integration, the distance by a search."""

    def beyond(distance: float, low: float, high: float) -> float:
        def share(r: float) -> float:
            return math.acos(distance / r) / math.pi

        return float(quad(share, max(distance, low), high)[0]) / (high - low) / 2

    def cost(distance: float) -> float:
        up, down = (beyond(distance, *map(float, radii)) for radii in (DISC, RING))
        return sum(2 * a * b / (a + b) for a, b in ((up, down), (0.5 - up, 0.5 - down)))

    best = minimize_scalar(cost, bounds=(1.5, 2.5), method="bounded")
    return Numbers((float(best.x), float(best.fun)), within=1e-2)


@key("ex-three", "the factor as a formula in n_1, n_2 and n_3")
def first_pull() -> Answer:
    """The signal of a chain, differentiated by all its weights where they are zero."""
    x, *weights = sp.symbols("x w u q v", real=True)
    widths = sp.symbols("n_1:4", positive=True)
    signal = weights[0] * x
    for width, weight in zip(widths, weights[1:], strict=True):
        signal = width * weight * plateau.sigmoid(signal)
    pull = sp.diff(signal, *reversed(weights)).subs(dict.fromkeys(weights, 0))
    return Formula(sp.cancel(pull / x))


@key("ex-folds", "the epochs with fewer units, and with more")
def folds(
    widths: tuple[int, int] = (4, 16),
    pull: Fraction = Fraction(1, 5),
    rate: Fraction = Fraction(3, 100),
    steps: int = 25,
) -> Answer:
    """From the largest root of the checked determinant, with even labels."""
    epochs = []
    for width in widths:
        values = {plateau.G: sp.Rational(pull), plateau.kappa: 1, plateau.n: width}
        roots = sp.Poly(plateau.RATE.right.subs(values), plateau.lamda).nroots()
        epochs.append(1 / (max(map(sp.re, roots)) * sp.Rational(rate * steps)))
    return Numbers(epochs, within=0.03)
