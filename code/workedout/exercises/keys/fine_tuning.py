"""Right answers to exercises of the third part, on learning from few labels."""

import random
from fractions import Fraction

import sympy as sp
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from workedout.derivations import fine_tuning as derived
from workedout.exercises.answers import Answer, Choice, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.networks.models import Cnn
from workedout.networks.parameter_table import parameters_of

LAB = Cnn(((8,), (16,), (32,)), kernel=5, dropout=0.25)
FEATURES = 288  # that its last layer looks at


@key(
    "ex-ft-position",
    "the place of its centre, then the shares that it takes of the left and of the right neighbour",
    parts=("centre", "left share", "right share"),
)
def place_and_shares(number: int = 3, old: int = 8, new: int = 20) -> Answer:
    """By the formula, in fractions."""
    return Numbers(placed(number, old, new))


def placed(number: int, old: int, new: int) -> list[Fraction]:
    """Where a new pixel's centre lies, and its shares of the two old ones beside it."""
    values = {derived.i: number, derived.old: old, derived.new: new}
    found = sp.Rational(derived.POSITION.right.subs(values).doit())
    place = Fraction(int(found.p), int(found.q))
    right = place - (place.numerator // place.denominator)
    return [place, 1 - right, right]


@instances(place_and_shares)
def other_sizes(draw: random.Random) -> Instance:
    """Another pixel, and other sizes."""
    old = draw.randint(5, 12)
    new = draw.randint(2 * old, 4 * old)
    number = draw.randint(3, new - 4)
    place, left, right = placed(number, old, new)
    return Instance(
        f"A row of {old} pixels is enlarged to {new}. Where does the centre of new pixel number "
        f"{number} lie (the first has number 0), and which shares does it take of its left and "
        "of its right old neighbour?",
        {"number": number, "old": old, "new": new},
        rf"$({number} + \frac12) \cdot {old}/{new} - \frac12 = {place}$: past the left neighbour "
        f"by ${right}$, which is the share of the right one; the left one has ${left}$.",
    )


@key(
    "ex-ft-count",
    "the parameters that learn on frozen features, and those of the whole network",
    parts=("frozen", "all"),
)
def learning_parameters() -> Answer:
    """Counted in the network."""
    network = LAB()
    return Numbers((parameters_of(network[-1]), parameters_of(network)))


@key("ex-ft-size", "the root of the mean square, to two digits")
def size_sent_back(inputs: int = FEATURES, classes: int = 10) -> Answer:
    """By the two identities, for weights as PyTorch draws them."""
    return Number(sent(inputs, classes), within=5e-2)


def sent(inputs: int, classes: int) -> float:
    """The root of the mean square of a feature's gradient at the start."""
    squares = derived.EVEN.right.subs(derived.K, classes)
    return float(sp.sqrt(squares / (3 * inputs)))


@instances(size_sent_back)
def other_layers(draw: random.Random) -> Instance:
    """Other numbers of features and of classes."""
    inputs, classes = draw.choice((64, 100, 256, 512, 1024, 2048)), draw.randint(2, 50)
    found = sent(inputs, classes)
    return Instance(
        f"A new last layer has {inputs} inputs and {classes} classes, its weights uniform within "
        rf"$\pm 1/\sqrt{{{inputs}}}$. What is the root of the mean square of the gradient that it "
        "sends to a feature of one image, as long as all classes seem equally likely?",
        {"inputs": inputs, "classes": classes},
        rf"$\sigma^2 = 1/(3 \cdot {inputs})$, times $1 - 1/{classes}$; the root is ${found:.3g}$.",
    )


def first_two_steps() -> tuple[Tensor, Tensor, Tensor]:
    """A last layer of zeros: its own gradient, and the features' gradient at steps 1 and 2."""
    draw = torch.Generator().manual_seed(0)
    features = torch.randn(6, 4, generator=draw, dtype=torch.float64, requires_grad=True)
    layer, labels = nn.Linear(4, 3).double(), torch.tensor([0, 1, 2, 0, 1, 2])
    nn.init.zeros_(layer.weight)
    nn.init.zeros_(layer.bias)
    seen = []
    for _ in range(2):
        loss = F.cross_entropy(layer(features), labels)
        own, bias, back = torch.autograd.grad(loss, (layer.weight, layer.bias, features))
        seen.append((own, back))
        with torch.no_grad():
            layer.weight.sub_(0.1 * own)
            layer.bias.sub_(0.1 * bias)
    (own, first), (_, second) = seen
    return own, first, second


@key("ex-ft-zeros", "the letters of those that are right")
def last_layer_of_zeros() -> Answer:
    """Tried on a layer of three classes."""
    own, first, second = first_two_steps()
    right = {
        "a": not first.any(),
        "b": not own.any(),
        "c": bool(second.any()),
        "d": bool((own == own[0]).all()),
    }
    return Choice("abcd", "".join(letter for letter, holds in right.items() if holds))


@key("ex-ft-bend", "the second derivative")
def bend(p: Fraction = Fraction(3, 4), changes: tuple[int, int] = (2, -2)) -> Answer:
    """The variance of the changes."""
    return Number(variance(p, changes))


def variance(p: Fraction, changes: tuple[int, int]) -> Fraction:
    """Of two changes, the first with this probability."""
    mean = p * changes[0] + (1 - p) * changes[1]
    return p * (changes[0] - mean) ** 2 + (1 - p) * (changes[1] - mean) ** 2


@instances(bend)
def other_bends(draw: random.Random) -> Instance:
    """Another probability, and other changes."""
    p = Fraction(draw.randint(1, 9), 10)
    low, high = sorted(draw.sample(range(-4, 5), 2))
    mean, found = p * high + (1 - p) * low, variance(p, (high, low))
    return Instance(
        f"Two classes have the probabilities ${p}$ and ${1 - p}$. Along a line the two logits "
        f"change by ${high}$ and ${low}$. What is the second derivative of the loss there?",
        {"p": p, "changes": (high, low)},
        rf"$\bar v = {mean}$, and the variance about it is ${found}$.",
    )
