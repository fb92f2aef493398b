"""Right answers to the exercises on starts: random weights, zeros, and equal units."""

import math
import random
from fractions import Fraction

import sympy as sp
import torch
from scipy.integrate import quad
from scipy.optimize import minimize_scalar

from workedout.derivations import plateau, scaling
from workedout.exercises.answers import Answer, Formula, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import coefficient, ratio, rounded, tex
from workedout.networks.models import Plane

DISC, RING = (Fraction(0), Fraction(5, 2)), (Fraction(7, 2), Fraction(5))
Radii = tuple[Fraction, Fraction]


@key(
    "ex-settle",
    "the training loss and the held-out loss, to four digits",
    parts=("training loss", "held-out loss"),
)
def settled(total: int = 250, positive: int = 140) -> Answer:
    """Half the mean squared distance of each set's labels from the first one's mean."""
    negative = total - positive
    mean = Fraction(positive - negative, total)
    sets = ((positive, negative), (negative, positive))
    losses = [(up * (mean - 1) ** 2 + down * (mean + 1) ** 2) / total / 2 for up, down in sets]
    return Numbers(losses, within=2e-4)


@instances(settled)
def other_labels(draw: random.Random) -> Instance:
    """Another number of points, and another surplus of one label."""
    total = draw.choice((100, 200, 250, 400, 500))
    positive = total // 2 + draw.randint(4, total // 8)
    mean = Fraction(2 * positive - total, total)
    train, held = (1 - mean**2) / 2, (1 + 3 * mean**2) / 2
    return Instance(
        f"Of {total} training points {positive} have label $+1$, the others $-1$; the held-out "
        f"points are another {total}, and in the whole set both labels are equally frequent. "
        "A network that answers one number to all points has settled, under half the mean squared "
        "error. At which training loss, and at which held-out loss? Give four digits.",
        {"total": total, "positive": positive},
        f"The mean label is $\\bar{{y}} = ({positive} - {total - positive})/{total} = {mean}$, and "
        f"the network answers it. The training loss is $\\frac12 (1 - \\bar{{y}}^2) = {train}$, "
        f"about {float(train):.4f}. The held-out points have the mean label $-\\bar{{y}}$, so "
        f"their loss is $\\frac12 + \\frac32 \\bar{{y}}^2 = {held}$, about {float(held):.4f}.",
    )


@key(
    "ex-biases", "the three counts, step by step", parts=("first step", "second step", "third step")
)
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


@instances(moving)
def other_layers(draw: random.Random) -> Instance:
    """Two hidden layers of other widths."""
    first, second = draw.randint(2, 9), draw.randint(2, 9)
    top, middle, bottom = 1 + second, first * second + second, 3 * first
    return Instance(
        f"A network has two inputs, hidden layers of {first} and {second} ReLU units and one "
        "output. All its weights start at zero, all its biases at a tenth. How many of its "
        "parameters have a gradient that is not zero at the first step, at the second, at the "
        "third?",
        {"hidden": (first, second)},
        f"All hidden units are active. First the output bias and the output weights have a "
        f"gradient, $1 + {second} = {top}$; below, each derivative has an output weight for a "
        f"factor. Then the weights and biases of the second layer join, ${first} \\cdot {second} + "
        f"{second} = {middle}$ of them, which makes ${top + middle}$. At the third step so do "
        f"those of the first layer, ${bottom}$, and all ${top + middle + bottom}$ have one.",
    )


@key("ex-leaky", "the variance as a formula in n and alpha")
def kept_by_a_leak(above: Fraction = Fraction(1)) -> Answer:
    """So that the factor is 1: each half of the mean square passes with its slope's square."""
    alpha = sp.Symbol("alpha", real=True)
    half = scaling.RELU_HALF.right / scaling.tau**2
    kept = half * (sp.Rational(above) ** 2 + alpha**2)
    return Formula(1 / (scaling.n * kept))


@instances(kept_by_a_leak)
def other_slopes(draw: random.Random) -> Instance:
    """Another slope above 0."""
    above = ratio(draw, 6, (2, 3, 5))
    square = tex(sp.Rational(above) ** 2)
    return Instance(
        f"A unit gives ${tex(sp.Rational(above) * scaling.s)}$ for $s > 0$ and $\\alpha s$ below. "
        "Layers of $n$ such units have weights that are drawn independently, as likely as their "
        "negatives, and biases 0. Which variance of the weights keeps the mean square of the sums "
        "from layer to layer, as a formula in $n$ and $\\alpha$?",
        {"above": above},
        f"Sums above 0 and sums below hold half of the mean square each; the one is multiplied by "
        f"${square}$, the other by $\\alpha^2$. The factor of a layer with the variance $v$ is "
        f"$n v ({square} + \\alpha^2)/2$. It is 1 at $v = 2/(n ({square} + \\alpha^2))$.",
    )


@key(
    "ex-playground-width",
    "the upper bound, and the number of inputs",
    parts=("upper bound", "inputs"),
)
def bounds(inputs: int = 4, bound: Fraction = Fraction(1, 2)) -> Answer:
    """The uniform variance set equal to He's."""
    variance = scaling.UNIFORM.right
    wanted = sp.sqrt(sp.Rational(2, inputs) / variance.coeff(scaling.a, 2))
    return Numbers((wanted, 2 / variance.subs(scaling.a, sp.Rational(bound))), within=5e-3)


@instances(bounds)
def other_bounds(draw: random.Random) -> Instance:
    """Another number of inputs, and bounds that are right for another one."""
    inputs, bound = draw.randint(5, 90), Fraction(1, draw.randint(3, 12))
    return Instance(
        "Weights of a layer with $n$ inputs shall have He's variance, $2/n$, and be drawn "
        f"uniformly between $-a$ and $a$. What is $a$ in a layer with {inputs} inputs? For "
        f"which number of inputs is $a = {bound}$ right?",
        {"inputs": inputs, "bound": bound},
        f"A uniform weight has the variance $a^2/3$, so $a = \\sqrt{{6/n}}$: with {inputs} inputs "
        f"that is {rounded(math.sqrt(6 / inputs), 4)}. And $a = {bound}$ is right for "
        f"$n = 6/a^2 = {6 / bound**2}$.",
    )


@key("ex-unrest", "the variance as a formula in eta and V")
def unrest(pull: Fraction = Fraction(1)) -> Answer:
    """The variance that a step leaves as it is."""
    eta, batch = sp.symbols("eta V", positive=True)
    kept = sp.expand((1 - sp.Rational(pull) * eta) ** 2)
    return Formula(sp.cancel(eta**2 * batch / (1 - kept)))


@instances(unrest)
def other_pulls(draw: random.Random) -> Instance:
    """A step that pulls back more strongly, or less."""
    pull = ratio(draw, 5, (2, 3, 4))
    eta, t = sp.symbols("eta t", positive=True)
    back = sp.Rational(pull) * eta
    return Instance(
        f"Each step is $t \\leftarrow t - \\eta\\, ({tex(sp.Rational(pull) * t)} - z)$, where $z$ "
        "is drawn independently each time, with mean 0 and variance $V$. Which variance does $t$ "
        "have in the long run, as a formula in $\\eta$ and $V$?",
        {"pull": pull},
        f"The step is $(1 - {tex(back)})\\, t + \\eta z$. In the long run "
        f"$\\operatorname{{Var}} t = (1 - {tex(back)})^2 \\operatorname{{Var}} t + \\eta^2 V$, so "
        f"$\\operatorname{{Var}} t = \\frac{{\\eta V}}"
        f"{{{coefficient(pull)} (2 - {tex(back)})}}$.",
    )


@key(
    "ex-luck",
    "the mean of the square, and the share of draws, to two digits",
    parts=("mean square", "share of draws"),
)
def luck(
    disc: Fraction = DISC[1], ring: Radii = RING, count: int = 250, part: Fraction = Fraction(1, 4)
) -> Answer:
    """Mean squares of uniform radii; a share of an exponential distribution below a bound."""
    squares = [(high**3 - low**3) / 3 / (high - low) for low, high in ((Fraction(0), disc), ring)]
    return Numbers((sum(squares) / 2 / count, 1 - sp.exp(-(sp.Rational(part) ** 2))), within=0.02)


@instances(luck)
def other_circles(draw: random.Random) -> Instance:
    """Another disc and ring, another number of points."""
    disc = Fraction(draw.randint(2, 8), 2)
    inner = disc + Fraction(draw.randint(0, 4), 2)
    ring = (inner, inner + Fraction(draw.randint(1, 4), 2))
    count, part = 10 * draw.randint(5, 50), Fraction(1, draw.choice((2, 3, 4, 5)))
    inside, outside = disc**2 / 3, (ring[0] ** 2 + ring[0] * ring[1] + ring[1] ** 2) / 3
    small = rounded(1 - math.exp(-(float(part) ** 2)))
    return Instance(
        f"Of {count} points half have label $y = 1$ and half $y = -1$. The radii of the first are "
        f"uniform in $(0, {disc})$, those of the others in $({ring[0]}, {ring[1]})$, all angles "
        "uniform, all points independent. Let $g$ be the mean of $y x$, where $x$ is the place of "
        f"a point. What is the mean of $|g|^2$? And if $g$ is about normal, how often is $|g|$ "
        f"below {part} of its root mean square? Give two digits.",
        {"disc": disc, "ring": ring, "count": count, "part": part},
        f"The mean of $r^2$ is ${inside}$ inside and ${outside}$ outside, in the mean of both "
        f"${(inside + outside) / 2}$. The terms are independent with mean 0, so the mean of "
        f"$|g|^2$ is this over {count}, {rounded((inside + outside) / 2 / count)}. All directions "
        "are alike, so $|g|^2$ is exponentially distributed, and below the bound with probability "
        f"$1 - e^{{-{part**2}}}$, {small}.",
    )


@key("ex-cut", "the best distance and its loss, to two digits", parts=("distance", "loss"))
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


@key(
    "ex-folds",
    "the epochs with fewer units, and with more",
    parts=("with fewer units", "with more"),
)
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


@instances(folds)
def other_growths(draw: random.Random) -> Instance:
    """Other widths, another covariance, another rate."""
    few, many = draw.randint(2, 8), draw.randint(9, 40)
    pull, rate = Fraction(draw.randint(4, 20), 100), Fraction(draw.randint(1, 6), 100)
    steps = draw.choice((10, 20, 25, 50))
    time = float(rate * steps)
    lambdas = [float(pull) / 4 / math.sqrt(1 + width / 4) for width in (few, many)]
    epochs = [rounded(1 / (each * time)) for each in lambdas]
    return Instance(
        f"A network with one hidden layer of $n$ sigmoid units starts at zero, on even labels "
        f"($\\bar{{y}} = 0$) with $|g| = {float(pull)}$. It is trained with the rate "
        f"{float(rate)} and {steps} steps an epoch. How many epochs does the signal take to grow "
        f"by the factor $e$, with $n = {few}$ and with $n = {many}$?",
        {"widths": (few, many), "pull": pull, "rate": rate, "steps": steps},
        f"$\\lambda \\approx \\frac14 |g|/\\sqrt{{1 + n/4}}$ is {rounded(lambdas[0])} and "
        f"{rounded(lambdas[1])}. An epoch is ${steps} \\cdot {float(rate)} = {rounded(time)}$ "
        f"units of time, so it takes {epochs[0]} epochs and {epochs[1]}.",
    )
