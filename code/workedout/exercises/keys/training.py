"""Right answers to exercises of the second part, from the digits to optimizers."""

import random
from fractions import Fraction
from itertools import pairwise

import sympy as sp
import torch
import torch.nn.functional as F

from workedout.data.idx import encode
from workedout.derivations import parameters, schedules
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.from_scratch.update_rules import follow
from workedout.statistics.early_stopping import stopped

TRAINING_IMAGES = 60_000


@key("ex-file-length", "the bytes of the images' file, and of the labels'")
def lengths() -> Answer:
    """The header of a file that holds one, and what all take."""
    image, label = torch.zeros(1, 28, 28, dtype=torch.uint8), torch.zeros(1, dtype=torch.uint8)
    return Numbers(
        [len(encode(one)) + (TRAINING_IMAGES - 1) * one.numel() for one in (image, label)]
    )


@key("ex-undo", "the byte as a formula in z, mu and sigma")
def undone() -> Answer:
    """The steps of standardising, turned around."""
    byte, z = sp.symbols("byte z", real=True)
    mu, sigma = sp.symbols("mu sigma", positive=True)
    [solved] = sp.solve((byte / 255 - mu) / sigma - z, byte)
    return Formula(solved)


@key("ex-loss-hand", "the loss and the three entries of the gradient")
def by_hand() -> Answer:
    """From PyTorch's own loss."""
    logits = torch.tensor([2.0, 2.0, 4.0], dtype=torch.float64).log().requires_grad_()
    loss = F.cross_entropy(logits[None], torch.tensor([2]))
    (gradient,) = torch.autograd.grad(loss, logits)
    return Numbers([loss.item(), *gradient.tolist()], within=5e-3)


@key("ex-loss-classes", "the three falls, for 2, 10 and 1000 classes")
def falls() -> Answer:
    """From equal probabilities to certainty, both seen through a second softmax."""
    found = []
    for classes in (2, 10, 1000):
        certain = F.one_hot(torch.tensor([0]), classes).double()
        equal = torch.full((1, classes), 1 / classes, dtype=torch.float64)
        high, low = (F.cross_entropy(each, torch.tensor([0])).item() for each in (equal, certain))
        found.append(high - low)
    return Numbers(found, within=5e-3)


@key("ex-count", "the number of parameters")
def counted(sizes: tuple[int, ...] = (784, 30, 20, 10)) -> Answer:
    """By the formula."""
    return Number(parameters.count(sizes))


@instances(counted)
def other_sizes(draw: random.Random) -> Instance:
    """Two hidden layers between pixels and classes, both drawn."""
    side, classes = draw.choice((8, 16, 28)), draw.choice((2, 5, 10))
    sizes = (side**2, 10 * draw.randint(2, 12), 5 * draw.randint(2, 9), classes)
    layers = [f"{ahead} \\cdot {units} + {units}" for ahead, units in pairwise(sizes)]
    return Instance(
        f"A dense network takes images of ${side} \\times {side}$ pixels, has hidden layers of "
        f"{sizes[1]} and {sizes[2]} units, and tells {classes} classes apart. "
        "How many parameters does it have?",
        {"sizes": sizes},
        f"Weights and biases, layer by layer: ${' + '.join(layers)} = {parameters.count(sizes)}$.",
    )


@key("ex-expensive", "the units of the two layers, of the split with the most parameters")
def expensive() -> Answer:
    """All splits tried."""
    most = max(range(1, 200), key=lambda k: parameters.count((784, 200 - k, k, 10)))
    return Numbers((200 - most, most))


@key("ex-steps", "the steps of one epoch, and the images of the last batch")
def steps() -> Answer:
    """Division with remainder."""
    full, rest = divmod(TRAINING_IMAGES, 128)
    return Numbers((full + 1, rest))


@key("ex-three-layers", "the width, and the number of hidden units")
def three_layers() -> Answer:
    """All widths tried."""
    one = parameters.count((784, 100, 10))
    width = min(range(1, 200), key=lambda w: abs(parameters.count((784, w, w, w, 10)) - one))
    return Numbers((width, 3 * width))


@key("ex-break-even", "the number of hidden units at which both have as many")
def break_even() -> Answer:
    """The first even number at which two layers are no smaller than one."""
    units = 2
    while parameters.count((784, units // 2, units // 2, 10)) < parameters.count((784, units, 10)):
        units += 2
    return Number(units)


@key("ex-sched-floor", "the floor before the drop, and after it")
def floors() -> Answer:
    """From the checked identity."""
    settings = {schedules.lam: 2, schedules.sigma: sp.Rational(3, 10)}
    at = (sp.Rational(1, 10), sp.Rational(1, 100))
    right = schedules.FLOOR.right
    return Numbers([right.subs({**settings, schedules.eta: rate}) for rate in at], within=5e-3)


@key("ex-sched-patience", "the last epoch, the epoch kept, and the patience that finds the least")
def patience() -> Answer:
    """By the book's function; the patience is tried from one on."""
    losses = (0.50, 0.40, 0.35, 0.36, 0.37, 0.34, 0.30, 0.31, 0.33)
    least = losses.index(min(losses)) + 1
    enough = next(p for p in range(1, len(losses)) if stopped(losses, p)[1] == least)
    return Numbers((*stopped(losses, 2), enough))


@key("ex-o-hand", "where momentum is after three steps, and where Nesterov's is")
def two_rules() -> Answer:
    """The rules themselves, in fractions."""
    gradients = [Fraction(1), Fraction(1), Fraction(-2)]
    ends = [
        follow(
            rule,
            Fraction(0),
            lambda _, t: gradients[t - 1],
            3,
            rate=Fraction(1),
            mu=Fraction(1, 2),
        )[-1]
        for rule in ("momentum", "nesterov")
    ]
    return Numbers(ends)
