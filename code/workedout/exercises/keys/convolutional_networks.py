"""Right answers to exercises of the third part: whole networks, and dropout."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import Any

import sympy as sp
import torch
from torch import nn

from workedout.derivations import dropout as derived
from workedout.derivations.receptive_fields import receptive_field
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.experiments.cnn import WINNERS
from workedout.from_scratch.dropout_masks import every_mask, mean_over_masks
from workedout.networks.models import Bench, Cnn
from workedout.networks.parameter_table import parameters_of

Layers = Sequence[tuple[int, int]]  # size and stride of each window


def along_one_axis(size: Any) -> int:
    """A number that PyTorch gives for one axis, or for each."""
    return int(size if isinstance(size, int) else size[0])


def layers_of(network: nn.Sequential) -> Layers:
    """The windows of convolutions and poolings."""
    layers = [x for x in network if isinstance(x, nn.Conv2d | nn.MaxPool2d)]
    return [(along_one_axis(x.kernel_size), along_one_axis(x.stride)) for x in layers]


@key(
    "ex-cnn-field",
    "the rows seen in front of each of the three poolings, and behind the last",
    parts=("first pooling", "second pooling", "third pooling", "behind the last"),
)
def rows_seen(layers: Layers | None = None) -> Answer:
    """By the checked identity; of no layers given, those of the network."""
    windows = layers or layers_of(WINNERS["large"].network())
    before = [n for n, (_, stride) in enumerate(windows) if stride > 1]
    return Numbers([receptive_field(windows[:n]) for n in (*before, len(windows))])


@instances(rows_seen)
def other_layers(draw: random.Random) -> Instance:
    """Two or three blocks of convolutions of one size, each with a pooling."""
    layers: list[tuple[int, int]] = []
    for _ in range(draw.randint(2, 3)):
        layers += [(draw.choice((3, 5, 7)), 1)] * draw.randint(1, 2) + [(2, 2)]
    names = [
        f"a convolution of {size} × {size}" if stride == 1 else "max pooling of 2 × 2"
        for size, stride in layers
    ]
    lines, distance = [], 1
    for n, (size, stride) in enumerate(layers):
        below, seen = receptive_field(layers[:n]), receptive_field(layers[: n + 1])
        lines.append(f"{size} × {size}: ${below} + {size - 1} \\cdot {distance} = {seen}$")
        distance *= stride
    return Instance(
        f"The layers of a network are, in this order: {', '.join(names)}. Convolutions have the "
        "stride 1, poolings the stride 2. How many rows of the image does one value see in front "
        "of each pooling, and how many behind the last?",
        {"layers": tuple(layers)},
        "Each window adds its size less one, times the distance of two neighbours' views, which "
        f"doubles at each pooling. {'; '.join(lines)}.",
    )


@key("ex-cnn-count", "the number of parameters")
def two_convolutions(network: Cnn | None = None) -> Answer:
    """As PyTorch allocates them."""
    with torch.device("meta"):
        return Number(parameters_of((network or WINNERS["two convolutions"].network)()))


@instances(two_convolutions)
def other_convolutions(draw: random.Random) -> Instance:
    """Other filters, and other dense units."""
    k, units = draw.choice((3, 5)), 16 * draw.randint(2, 12)
    a, b = 8 * draw.randint(1, 4), 8 * draw.randint(5, 10)
    inputs = 7 * 7 * b
    counts = (
        (f"{a} \\cdot {k * k} + {a}", a * k * k + a),
        (f"2 \\cdot {a}", 2 * a),
        (f"{b} \\cdot {a} \\cdot {k * k} + {b}", b * a * k * k + b),
        (f"2 \\cdot {b}", 2 * b),
        (f"{inputs} \\cdot {units} + {units}", inputs * units + units),
        (f"{units} \\cdot 10 + 10", 10 * units + 10),
    )
    return Instance(
        f"A network reads digits of 28 × 28 pixels: {a} filters of {k} × {k} on one channel, "
        f"batch norm, ReLU, max pooling of 2 × 2; {b} filters of {k} × {k}, batch norm, ReLU, max "
        f"pooling of 2 × 2; {units} dense units on the $7 \\cdot 7 \\cdot {b}$ values, ReLU, ten "
        "outputs. How many parameters does it have?",
        {"network": Cnn(blocks=((a,), (b,)), kernel=k, dense=units)},
        f"Layer by layer: {'; '.join(f'${line} = {count}$' for line, count in counts)}. Together "
        f"{sum(count for _, count in counts)}.",
    )


def weights_of(window: int, channels: Sequence[int]) -> int:
    """The weights of convolutions one after another, as PyTorch allocates them."""
    with torch.device("meta"):
        return sum(nn.Conv2d(*pair, window).weight.numel() for pair in pairwise(channels))


@key(
    "ex-cnn-small-windows",
    "the weights of the first two small windows, and of the other two",
    parts=("first two", "other two"),
)
def small_windows(channels: tuple[int, int, int] = (1, 32, 64), window: int = 5) -> Answer:
    """As many small ones as see what the large one sees."""
    count = (window - 1) // 2
    first, second, third = channels
    return Numbers(
        [weights_of(3, (a, *[b] * count)) for a, b in ((first, second), (second, third))]
    )


@instances(small_windows)
def other_channels(draw: random.Random) -> Instance:
    """Other channels, and two or three small windows for a large one."""
    window, first = draw.choice((5, 7)), draw.choice((1, 3))
    second, third = 8 * draw.randint(1, 6), 8 * draw.randint(7, 12)
    count = (window - 1) // 2
    lines = []
    for a, b in ((first, second), (second, third)):
        small = " + ".join(
            [f"9 \\cdot {a} \\cdot {b}", *[f"9 \\cdot {b} \\cdot {b}"] * (count - 1)]
        )
        lines.append(
            f"From {a} to {b} channels: ${window**2} \\cdot {a} \\cdot {b} = "
            f"{weights_of(window, (a, b))}$ weights become ${small} = "
            f"{weights_of(3, (a, *[b] * count))}$."
        )
    return Instance(
        f"A network has two convolutions of {window} × {window}, the first from {first} to "
        f"{second} channels, the other from {second} to {third}. Each is replaced by {count} "
        "convolutions of 3 × 3, all with as many channels as the one that they replace. Without "
        "biases: how many weights have those for the first, and those for the other?",
        {"channels": (first, second, third), "window": window},
        " ".join(lines),
    )


@key("ex-cnn-bias", "the number of idle parameters")
def idle_biases() -> Answer:
    """Counted in the network: one for each channel of a convolution."""
    layers = WINNERS["large"].network()
    return Number(sum(x.out_channels for x in layers if isinstance(x, nn.Conv2d)))


@key(
    "ex-cnn-dense",
    "the weights: dense, only nearby, shared",
    parts=("dense", "only nearby", "shared"),
)
def without_sharing(side: int = 28, window: int = 5, channels: int = 32) -> Answer:
    """One weight for each pair, for each window, for each filter."""
    places, seen = side**2, window**2
    return Numbers([places * places * channels, places * seen * channels, seen * channels])


@instances(without_sharing)
def other_shapes(draw: random.Random) -> Instance:
    """Another image, window and number of channels."""
    side, k, c = draw.choice((16, 20, 24, 32, 40)), draw.choice((3, 5, 7)), 8 * draw.randint(1, 6)
    n, seen = side**2, k**2
    return Instance(
        f"A convolution of {k} × {k} with padding turns {side} × {side} values into {c} × {side} "
        f"× {side}. Biases aside: how many weights would a dense layer need for that? How many has "
        f"a layer that gives each place weights of its own, but only for the {k} × {k} window "
        "around it? And how many the convolution?",
        {"side": side, "window": k, "channels": c},
        f"Dense: ${n} \\cdot {n} \\cdot {c} = {n * n * c}$, one for each pair. Only nearby: "
        f"${n} \\cdot {seen} \\cdot {c} = {n * seen * c}$. Shared: ${seen} \\cdot {c} = "
        f"{seen * c}$.",
    )


@dataclass(frozen=True)
class Unit:
    """A unit with two inputs and dropout in front of it.

    Attributes:
        x: its inputs.
        w: its weights.
        bias: its bias.
        p: the probability of dropping an input.
    """

    x: tuple[int, int] = (2, -1)
    w: tuple[int, int] = (3, 6)
    bias: int = 1
    p: Fraction = Fraction(1, 4)

    def total(self, mask: tuple[int, ...]) -> Fraction:
        """Its sum under a mask."""
        kept = zip(self.w, self.x, mask, strict=True)
        return sum((w * x * m / (1 - self.p) for w, x, m in kept), Fraction(self.bias))

    def mean_and_variance(self) -> tuple[Fraction, Fraction]:
        """Over all masks, in fractions."""
        mean = mean_over_masks(self.total, 2, self.p)
        return mean, mean_over_masks(lambda mask: (self.total(mask) - mean) ** 2, 2, self.p)


@key("ex-do-hand", "the mean and the variance", parts=("mean", "variance"))
def over_masks(unit: Unit | None = None) -> Answer:
    """All masks, in fractions."""
    return Numbers((unit or Unit()).mean_and_variance())


@instances(over_masks)
def other_units(draw: random.Random) -> Instance:
    """Other inputs, weights, and another probability."""

    def pair() -> tuple[int, int]:
        first, second = draw.choices((-4, -3, -2, -1, 1, 2, 3, 4), k=2)
        return first, second

    p = Fraction(1, draw.randint(2, 5))
    unit = Unit(pair(), pair(), draw.randint(-3, 3), p)
    mean, variance = unit.mean_and_variance()
    sums = [f"${unit.total(mask)}$ with probability {chance}" for mask, chance in every_mask(2, p)]
    squares = " + ".join(str((w * x) ** 2) for w, x in zip(unit.w, unit.x, strict=True))
    return Instance(
        f"A unit has the inputs $x = {unit.x}$ with the weights $w = {unit.w}$ and the bias "
        f"${unit.bias}$, and inverted dropout with $p = {p}$ stands before it. What are the mean "
        "and the variance of its sum over all masks?",
        {"unit": unit},
        f"What is kept is multiplied by ${1 / (1 - p)}$. With no input, the second, the first and "
        f"both of them the sums are {', '.join(sums)}. Their mean is ${mean}$, the sum without "
        f"masks, and their variance ${p / (1 - p)} \\cdot ({squares}) = {variance}$.",
    )


@key(
    "ex-do-convention",
    "the rate that the other convention needs for the same steps, as a formula in eta and p",
)
def rate_of_the_other() -> Answer:
    """One weight, one step each: the same change of the weight in evaluation."""
    eta, p, rate, slope = sp.symbols("eta p rate slope", positive=True)
    inverted = eta * slope / (1 - p)  # the slope by the sum, times the factor of what is kept
    other = (1 - p) * rate * slope
    [found] = sp.solve(other - inverted, rate)
    return Formula(sp.factor(found))


@key(
    "ex-do-count",
    "how many features are kept on average, and their standard deviation",
    parts=("mean", "standard deviation"),
)
def kept_features(features: int = 0, p: Fraction = Fraction(1, 2)) -> Answer:
    """Binomial; of no features given, those of the bench network."""
    if not features:
        features = [x for x in Bench()() if isinstance(x, nn.Linear)][-1].in_features
    return Numbers((features * (1 - p), sqrt(features * p * (1 - p))), within=2e-2)


@instances(kept_features)
def other_features(draw: random.Random) -> Instance:
    """Other maps, and another probability."""
    c, side, p = 8 * draw.randint(1, 8), draw.randint(4, 9), Fraction(draw.randint(1, 7), 8)
    n = c * side * side
    return Instance(
        f"Dropout with $p = {p}$ stands behind {c} maps of {side} × {side} cells, and drops each "
        "value by itself. How many values are kept on average, and with which standard deviation?",
        {"features": n, "p": p},
        f"There are ${c} \\cdot {side} \\cdot {side} = {n}$ values, and the number of kept ones is "
        f"binomial: ${n} \\cdot {1 - p} = {float(n * (1 - p)):.6g}$ on average, with the standard "
        f"deviation $\\sqrt{{{n} \\cdot {p} \\cdot {1 - p}}} = {sqrt(n * p * (1 - p)):.3g}$.",
    )


@cache
def best_formula() -> tuple[sp.Expr, tuple[sp.Symbol, sp.Symbol, sp.Symbol]]:
    """Where the mean loss over all masks has no slope; and its p, and the two sums a and b."""
    w, x, y, p, a, b = sp.symbols("w x y p a b", positive=True)
    loss = mean_over_masks(lambda mask: (w * mask[0] * x / (1 - p) - y) ** 2, 1, p)
    slope = sp.Poly(sp.simplify(sp.diff(loss, w) * (1 - p)), x, y)
    [best] = sp.solve(slope.coeff_monomial(x**2) * b + slope.coeff_monomial(x * y) * a, w)
    return sp.factor(best), (p, a, b)


def rational(number: Fraction | int) -> sp.Rational:
    """A fraction, as SymPy has it."""
    return sp.Rational(number.numerator, number.denominator)


def fraction(number: sp.Expr) -> Fraction:
    """A number of SymPy, as a fraction."""
    exact = sp.Rational(number)
    return Fraction(int(exact.p), int(exact.q))


@key(
    "ex-do-line",
    "the best w as a formula in p, a and b, where a is the sum of all x_k y_k and b that of all "
    "x_k squared",
)
def best_slope(points: Sequence[tuple[int, int]] = (), drop: Fraction = Fraction(0)) -> Answer:
    """From the mean loss over all masks; of points given, in numbers."""
    best, (p, a, b) = best_formula()
    if not points:
        return Formula(best)
    sums = {a: sum(x * y for x, y in points), b: sum(x * x for x, _ in points)}
    return Number(fraction(best.subs({**sums, p: rational(drop)})))


@instances(best_slope)
def other_points(draw: random.Random) -> Instance:
    """Three points."""
    drop = Fraction(draw.randint(1, 4), 5)
    points = [(draw.randint(1, 5), draw.randint(1, 9)) for _ in range(3)]
    by, square = sum(x * y for x, y in points), sum(x * x for x, _ in points)
    products = " + ".join(f"{x} \\cdot {y}" for x, y in points)
    squares = " + ".join(f"{x}^2" for x, _ in points)
    best = (1 - drop) * Fraction(by, square)
    return Instance(
        f"Fit $y \\approx w x$ to the points ${', '.join(map(str, points))}$ by least squares, "
        f"with inverted dropout with $p = {drop}$ on $x$. Which $w$ has the least mean loss over "
        "all masks?",
        {"points": points, "drop": drop},
        f"Without dropout it is $({products}) / ({squares}) = {by}/{square}$. Dropout makes it "
        f"$1 - p = {1 - drop}$ times that: ${best}$.",
    )


@key(
    "ex-do-shared",
    "the masks' part of the variance with a mask for each example, as a share of that with one "
    "mask for all: a formula in B",
)
def share_with_own_masks() -> Answer:
    """Both variances over all masks of one unit, for some B, and the formula through them."""
    B, half = sp.Symbol("B", positive=True), Fraction(1, 2)

    def variance(draws: int) -> Fraction:
        def square(mask: tuple[int, ...]) -> Fraction:
            return (Fraction(sum(mask), draws) / half - 1) ** 2

        return Fraction(mean_over_masks(square, draws, half))

    times = [(examples, variance(1) / variance(examples)) for examples in (1, 2, 3, 4)]
    return Formula(1 / sp.interpolate([(n, sp.Rational(t)) for n, t in times], B))


@key("ex-do-norm", "the running variance, as a formula in v, p and m, where m is the mean")
def variance_with_masks(mean: int = 0, variance: int = 0, drop: Fraction = Fraction(0)) -> Answer:
    """From the checked identity; of numbers given, that and the share that comes out."""
    m, v = sp.Symbol("m", real=True), sp.Symbol("v", positive=True)
    formula = derived.VARIANCE_AFTER.right.subs({derived.batch_mean: m, derived.batch_variance: v})
    if not variance:
        return Formula(formula)
    after = fraction(formula.subs({m: mean, v: variance, derived.p: rational(drop)}))
    return Numbers((after, variance / after))


@instances(variance_with_masks)
def other_variances(draw: random.Random) -> Instance:
    """Other means and variances, in numbers."""
    mean, variance = draw.randint(1, 6), draw.randint(1, 9)
    drop = Fraction(draw.randint(1, 4), 5)
    square = mean**2 + variance
    after = square / (1 - drop) - mean**2
    return Instance(
        f"A unit has the mean {mean} and the variance {variance} over the examples. Inverted "
        f"dropout with $p = {drop}$ follows, and then batch norm. Which running variance does it "
        "learn in training? Which variance has what it puts out in evaluation, before its own "
        "weight and bias?",
        {"mean": mean, "variance": variance, "drop": drop},
        f"The mean square is ${variance} + {mean}^2 = {square}$, and dropout divides it by $1 - p "
        f"= {1 - drop}$, which makes {square / (1 - drop)}; the mean stays. So the running "
        f"variance is ${square / (1 - drop)} - {mean}^2 = {after}$. In evaluation the values have "
        f"the variance {variance}, and what comes out has ${variance} / ({after}) = "
        f"{variance / after}$.",
    )
