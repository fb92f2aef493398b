"""Right answers to exercises of the second part: the digits and the loss."""

import math
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
import torch
import torch.nn.functional as F
from scipy.stats import hypergeom

from workedout.data.idx import encode
from workedout.exercises.answers import Answer, Choice, Formula, Number, Numbers
from workedout.exercises.keys.key import key

# How many images of each class the training and the test files hold.
TRAINING_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
TEST_COUNTS = (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)


@key("ex-file-length", "the bytes of the images' file, and of the labels'")
def lengths(count: int = 60_000, rows: int = 28, columns: int = 28) -> Answer:
    """The header of a file that holds one, and what all take."""
    image = torch.zeros(1, rows, columns, dtype=torch.uint8)
    label = torch.zeros(1, dtype=torch.uint8)
    return Numbers([len(encode(one)) + (count - 1) * one.numel() for one in (image, label)])


@key("ex-undo", "the byte as a formula in z, mu and sigma")
def undone() -> Answer:
    """The steps of standardising, turned around."""
    byte, z = sp.symbols("byte z", real=True)
    mu, sigma = sp.symbols("mu sigma", positive=True)
    [solved] = sp.solve((byte / 255 - mu) / sigma - z, byte)
    return Formula(solved)


@key("ex-guess", "the accuracy of guessing, and of the constant answer, to four digits")
def guessed(training: Sequence[int] = TRAINING_COUNTS, test: Sequence[int] = TEST_COUNTS) -> Answer:
    """The mean of the test files' shares, and the share of the class most frequent in training."""
    shares = [Fraction(each, sum(test)) for each in test]
    mean = sum(share * each for share, each in zip(shares, training, strict=True))
    most = training.index(max(training))
    return Numbers([mean / sum(training), shares[most]], within=5e-4)


@key("ex-each", "the letters of the copies that become equal to their image")
def equal_copies() -> Answer:
    """Each of the copies made of a small image, and both standardised."""
    image = np.array([[0.0, 30.0, 200.0], [90.0, 10.0, 60.0]])
    copies = {
        "a": image / 2,
        "b": image + 20,
        "c": 255 - image,
        "d": np.roll(image, 1, axis=0),
        "e": image[:, ::-1],
    }

    def standardised(values: np.ndarray) -> np.ndarray:
        return np.asarray((values - values.mean()) / values.std())

    same = {
        letter: np.allclose(standardised(copy), standardised(image))
        for letter, copy in copies.items()
    }
    return Choice("".join(copies), "".join(letter for letter in copies if same[letter]))


@key("ex-split", "the expected count, and its standard deviation")
def drawn_of_a_class(
    images: int = 60_000, drawn: int = 5_000, of_class: int = min(TRAINING_COUNTS)
) -> Answer:
    """By SciPy's distribution of draws without replacement."""
    law = hypergeom(images, of_class, drawn)
    return Numbers([float(law.mean()), float(law.std())], within=5e-3)


@key("ex-loss-hand", "the loss and the three entries of the gradient")
def by_hand(exponentials: Sequence[int] = (2, 2, 4), label: int = 2) -> Answer:
    """From PyTorch's own loss."""
    logits = torch.tensor(exponentials, dtype=torch.float64).log().requires_grad_()
    loss = F.cross_entropy(logits[None], torch.tensor([label]))
    (gradient,) = torch.autograd.grad(loss, logits)
    return Numbers([loss.item(), *gradient.tolist()], within=5e-3)


@key("ex-loss-overflow", "three logits to four digits: in float16, in float32 and in float64")
def overflowing(formats: Sequence[tuple[int, int]] = ((5, 10), (8, 23), (11, 52))) -> Answer:
    """The logarithm of the largest number, from the bits of exponent and fraction."""
    return Numbers(
        [
            (2 ** (exponent - 1) - 1) * math.log(2) + math.log(2 - 2**-fraction)
            for exponent, fraction in formats
        ],
        within=1e-3,
    )


@key("ex-loss-classes", "the three falls, for 2, 10 and 1000 classes")
def falls(counts: Sequence[int] = (2, 10, 1000)) -> Answer:
    """From equal probabilities to certainty, both seen through a second softmax."""
    found = []
    for classes in counts:
        certain = F.one_hot(torch.tensor([0]), classes).double()
        equal = torch.full((1, classes), 1 / classes, dtype=torch.float64)
        high, low = (F.cross_entropy(each, torch.tensor([0])).item() for each in (equal, certain))
        found.append(high - low)
    return Numbers(found, within=5e-3)


@key("ex-loss-negative", "the least value, the largest, and that of ten equal probabilities")
def negative() -> Answer:
    """By PyTorch's function: certain and right, certain and wrong, and equal."""
    certain = F.one_hot(torch.tensor([0]), 10).double()
    equal = torch.full((1, 10), 1 / 10, dtype=torch.float64)
    fed = ((certain, 0), (certain, 1), (equal, 0))
    return Numbers([F.nll_loss(p, torch.tensor([label])).item() for p, label in fed])


@key("ex-loss-guarantee", "the number of wrong answers, and the loss to four digits")
def guaranteed(
    images: int = 10_000, loss: Fraction = Fraction(5, 100), classes: int = 10
) -> Answer:
    """What all losses together pay for, and the cost of the least sure right answer."""
    most = math.floor(images * loss / math.log(2))
    return Numbers([most, math.log(classes)], within=3e-4)


@key("ex-loss-smooth", "the least loss for ten classes and ε = 1/10")
def smoothed(epsilon: Fraction = Fraction(1, 10), classes: int = 10) -> Answer:
    """PyTorch's smoothed loss, with the target itself for an answer."""
    target = torch.full((classes,), float(epsilon / classes), dtype=torch.float64)
    target[0] += float(1 - epsilon)
    loss = F.cross_entropy(
        target.log()[None], torch.tensor([0]), label_smoothing=float(epsilon)
    ).item()
    return Number(loss, within=5e-3)
