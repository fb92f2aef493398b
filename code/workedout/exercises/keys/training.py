"""Right answers to exercises of the second part: the digits and the loss."""

import math
import random
from collections.abc import Sequence
from fractions import Fraction

import numpy as np
import sympy as sp
import torch
import torch.nn.functional as F
from scipy.stats import hypergeom

from workedout.data.idx import encode
from workedout.exercises.answers import Answer, Choice, Formula, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import in_row, rounded, values_of

# How many images of each class the training and the test files hold.
TRAINING_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
TEST_COUNTS = (980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009)


@key(
    "ex-file-length",
    "the bytes of the images' file, and of the labels'",
    parts=("images", "labels"),
)
def lengths(count: int = 60_000, rows: int = 28, columns: int = 28) -> Answer:
    """The header of a file that holds one, and what all take."""
    image = torch.zeros(1, rows, columns, dtype=torch.uint8)
    label = torch.zeros(1, dtype=torch.uint8)
    return Numbers([len(encode(one)) + (count - 1) * one.numel() for one in (image, label)])


@instances(lengths)
def other_files(draw: random.Random) -> Instance:
    """Another number of images, and another size."""
    count, rows, columns = 1000 * draw.randint(2, 90), draw.randint(12, 40), draw.randint(12, 40)
    given = {"count": count, "rows": rows, "columns": columns}
    images, labels = values_of(lengths.compute(**given))
    return Instance(
        f"A data set has {count} grey images of {rows} rows and {columns} columns, with a label "
        "each, in two files of the format IDX: two bytes of zeros, a byte for the type, a byte for "
        "the number of axes, four bytes for the size of each axis, and then one byte for each "
        "pixel or label. How many bytes long is the file of the images, and how many is that of "
        "the labels?",
        given,
        f"The images have three axes: $4 + 3 \\cdot 4 + {count} \\cdot {rows} \\cdot {columns} = "
        f"{images}$ bytes. The labels have one: $4 + 4 + {count} = {labels}$ bytes.",
    )


@key("ex-undo", "the byte as a formula in z, mu and sigma")
def undone() -> Answer:
    """The steps of standardising, turned around."""
    byte, z = sp.symbols("byte z", real=True)
    mu, sigma = sp.symbols("mu sigma", positive=True)
    [solved] = sp.solve((byte / 255 - mu) / sigma - z, byte)
    return Formula(solved)


@key(
    "ex-guess",
    "the accuracy of guessing, and of the constant answer, to four digits",
    parts=("guessing", "constant answer"),
)
def guessed(training: Sequence[int] = TRAINING_COUNTS, test: Sequence[int] = TEST_COUNTS) -> Answer:
    """The mean of the test files' shares, and the share of the class most frequent in training."""
    shares = [Fraction(each, sum(test)) for each in test]
    mean = sum(share * each for share, each in zip(shares, training, strict=True))
    most = training.index(max(training))
    return Numbers([mean / sum(training), shares[most]], within=5e-4)


@instances(guessed)
def other_shares(draw: random.Random) -> Instance:
    """Three classes, in training and test files of other sizes."""
    training = tuple(100 * each for each in draw.sample(range(5, 60), 3))
    test = tuple(10 * each for each in draw.sample(range(5, 60), 3))
    given = {"training": training, "test": test}
    guess, constant = values_of(guessed.compute(**given))
    products = " + ".join(f"{a} \\cdot {b}" for a, b in zip(training, test, strict=True))
    most = training.index(max(training))
    return Instance(
        f"Three classes have {in_row(training)} training images, and, in the same order, "
        f"{in_row(test)} test images. One program answers with a class drawn at random, as often "
        "as the class occurs in training. Another one always answers with the class that is most "
        "frequent in training. What accuracy do you expect of each on the test images, to four "
        "digits?",
        given,
        "The guess is right with the probability $\\sum_k p_k q_k = "
        f"({products}) / ({sum(training)} \\cdot {sum(test)}) = {rounded(guess)}$, the constant "
        f"answer with the share of its class, ${test[most]}/{sum(test)} = {rounded(constant)}$.",
    )


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


@key(
    "ex-split",
    "the expected count, and its standard deviation",
    parts=("expected count", "standard deviation"),
)
def drawn_of_a_class(
    images: int = 60_000, drawn: int = 5_000, of_class: int = min(TRAINING_COUNTS)
) -> Answer:
    """By SciPy's distribution of draws without replacement."""
    law = hypergeom(images, of_class, drawn)
    return Numbers([float(law.mean()), float(law.std())], within=5e-3)


@instances(drawn_of_a_class)
def other_draws(draw: random.Random) -> Instance:
    """Another set, another part of it, and another class."""
    images = 1000 * draw.randint(10, 80)
    drawn, of_class = 500 * draw.randint(2, 16), 10 * draw.randint(50, images // 50)
    given = {"images": images, "drawn": drawn, "of_class": of_class}
    values = values_of(drawn_of_a_class.compute(**given))
    expected, deviation, variance = map(rounded, (*values, values[1] ** 2))
    return Instance(
        f"Of {images} images, {of_class} show one class. You draw {drawn} of all images at "
        "random, without replacement. How many of that class do you expect among them, and what "
        "is the standard deviation of their number?",
        given,
        "The number follows the hypergeometric distribution. Its mean is "
        f"${drawn} \\cdot {of_class} / {images} = {expected}$, its variance "
        f"${expected} \\cdot (1 - {of_class}/{images}) \\cdot ({images} - {drawn}) / "
        f"({images} - 1) = {variance}$, and its standard deviation the root of that, "
        f"${deviation}$.",
    )


@key(
    "ex-loss-hand",
    "the loss and the three entries of the gradient",
    parts=("loss", "gradient, entry 1", "entry 2", "entry 3"),
)
def by_hand(exponentials: Sequence[int] = (2, 2, 4), label: int = 2) -> Answer:
    """From PyTorch's own loss."""
    logits = torch.tensor(exponentials, dtype=torch.float64).log().requires_grad_()
    loss = F.cross_entropy(logits[None], torch.tensor([label]))
    (gradient,) = torch.autograd.grad(loss, logits)
    return Numbers([loss.item(), *gradient.tolist()], within=5e-3)


@instances(by_hand)
def other_logits(draw: random.Random) -> Instance:
    """Logarithms of other whole numbers, and another label."""
    exponentials, label = tuple(draw.choices(range(2, 10), k=3)), draw.randrange(3)
    given = {"exponentials": exponentials, "label": label}
    loss, *_ = values_of(by_hand.compute(**given))
    total = sum(exponentials)
    p = [Fraction(each, total) for each in exponentials]
    gradient = [each - (k == label) for k, each in enumerate(p)]
    logits = [f"\\log {each}" for each in exponentials]
    return Instance(
        f"The logits are {in_row(logits)}, and the label is the "
        f"{('first', 'second', 'third')[label]} class. Give the cross-entropy after softmax, and "
        "the three entries of its gradient by the logits.",
        given,
        f"The exponentials are {in_row(exponentials)} with the sum {total}, so the probabilities "
        f"are {in_row(p)}. The loss is $-\\log({p[label]}) = {rounded(loss)}$. The gradient is the "
        f"probabilities less the one-hot label, {in_row(gradient)}.",
    )


@key(
    "ex-loss-overflow",
    "three logits to four digits: in float16, in float32 and in float64",
    parts=("float16", "float32", "float64"),
)
def overflowing(formats: Sequence[tuple[int, int]] = ((5, 10), (8, 23), (11, 52))) -> Answer:
    """The logarithm of the largest number, from the bits of exponent and fraction."""
    return Numbers(
        [
            (2 ** (exponent - 1) - 1) * math.log(2) + math.log(2 - 2**-fraction)
            for exponent, fraction in formats
        ],
        within=1e-3,
    )


@instances(overflowing)
def other_formats(draw: random.Random) -> Instance:
    """Two formats that no machine need have."""
    formats = tuple((draw.randint(4, 10), draw.randint(3, 20)) for _ in range(2))
    given = {"formats": formats}
    ends = values_of(overflowing.compute(**given))
    largest = [f"(2 - 2^{{-{f}}}) \\cdot 2^{{{2 ** (e - 1) - 1}}}" for e, f in formats]
    logarithms = [
        f"{2 ** (e - 1) - 1} \\log 2 + \\log(2 - 2^{{-{f}}}) = {rounded(end, 5)}"
        for (e, f), end in zip(formats, ends, strict=True)
    ]
    return Instance(
        f"In two formats of floating-point numbers the largest ones are {in_row(largest)}. From "
        "which logit $z$ on does $e^z$ overflow in each, to four digits?",
        given,
        "$e^z$ is finite as long as $z$ is at most the logarithm of the largest number: "
        f"{in_row(logarithms)}.",
    )


@key(
    "ex-loss-classes",
    "the three falls, for 2, 10 and 1000 classes",
    parts=("2 classes", "10 classes", "1000 classes"),
)
def falls(counts: Sequence[int] = (2, 10, 1000)) -> Answer:
    """From equal probabilities to certainty, both seen through a second softmax."""
    found = []
    for classes in counts:
        certain = F.one_hot(torch.tensor([0]), classes).double()
        equal = torch.full((1, classes), 1 / classes, dtype=torch.float64)
        high, low = (F.cross_entropy(each, torch.tensor([0])).item() for each in (equal, certain))
        found.append(high - low)
    return Numbers(found, within=5e-3)


@instances(falls)
def other_counts(draw: random.Random) -> Instance:
    """Three other numbers of classes."""
    counts = tuple(sorted(draw.sample(range(3, 60), 3)))
    found = values_of(falls.compute(counts))
    return Instance(
        "A network ends with a softmax layer, and its loss, the cross-entropy, applies softmax "
        "once more. How far can the loss of an image fall, from that of equal probabilities to "
        f"that of certainty, for {in_row(counts)} classes?",
        {"counts": counts},
        "From $\\log n$ to $\\log(1 + \\frac{n - 1}{e})$, so by "
        "$-\\log(\\frac{1}{n} + \\frac{1 - 1/n}{e})$, which is "
        f"{in_row(map(rounded, found))}.",
    )


@key(
    "ex-loss-negative",
    "the least value, the largest, and that of ten equal probabilities",
    parts=("least", "largest", "ten equal ones"),
)
def negative() -> Answer:
    """By PyTorch's function: certain and right, certain and wrong, and equal."""
    certain = F.one_hot(torch.tensor([0]), 10).double()
    equal = torch.full((1, 10), 1 / 10, dtype=torch.float64)
    fed = ((certain, 0), (certain, 1), (equal, 0))
    return Numbers([F.nll_loss(p, torch.tensor([label])).item() for p, label in fed])


@key(
    "ex-loss-guarantee",
    "the number of wrong answers, and the loss to five digits",
    parts=("wrong answers", "loss"),
)
def guaranteed(
    images: int = 10_000, loss: Fraction = Fraction(5, 100), classes: int = 10
) -> Answer:
    """What all losses together pay for, and the cost of the least sure right answer."""
    most = math.floor(images * loss / math.log(2))
    return Numbers([most, math.log(classes)], within=1e-4)


@instances(guaranteed)
def other_losses(draw: random.Random) -> Instance:
    """Another mean loss, of other images and classes."""
    images, classes = 500 * draw.randint(2, 10), draw.randint(3, 20)
    loss = Fraction(draw.randint(2, 20), 100)
    most, highest = values_of(guaranteed.compute(images, loss, classes))
    return Instance(
        f"On {images} images of {classes} classes the mean cross-entropy after softmax is "
        f"${float(loss):g}$. How many wrong answers are there at most? And what can the mean loss "
        "come near to, but not exceed, if all answers are right (to five digits)?",
        {"images": images, "loss": loss, "classes": classes},
        f"All losses add up to ${images} \\cdot {float(loss):g} = {float(images * loss):g}$. A "
        "wrong answer costs at least $\\log 2$, so there are at most "
        f"${float(images * loss):g} / \\log 2$ of them, rounded down {most}. A right answer has "
        f"the largest of {classes} probabilities, so at least $1/{classes}$, and costs at most "
        f"$\\log {classes} = {rounded(highest, 5)}$.",
    )


@key("ex-loss-smooth", "the least loss for ten classes and ε = 1/10")
def smoothed(epsilon: Fraction = Fraction(1, 10), classes: int = 10) -> Answer:
    """PyTorch's smoothed loss, with the target itself for an answer."""
    target = torch.full((classes,), float(epsilon / classes), dtype=torch.float64)
    target[0] += float(1 - epsilon)
    loss = F.cross_entropy(
        target.log()[None], torch.tensor([0]), label_smoothing=float(epsilon)
    ).item()
    return Number(loss, within=5e-3)


@instances(smoothed)
def other_smoothing(draw: random.Random) -> Instance:
    """Another share of smoothing, and another number of classes."""
    epsilon, classes = Fraction(draw.randint(1, 8), 20), draw.randint(3, 20)
    [least] = values_of(smoothed.compute(epsilon, classes))
    other = epsilon / classes
    label = 1 - epsilon + other
    return Instance(
        f"The label of {classes} classes is smoothed: its entry is $1 - \\varepsilon + "
        f"\\varepsilon/{classes}$ for the right class and $\\varepsilon/{classes}$ for each other, "
        f"with $\\varepsilon = {epsilon}$. What is the least cross-entropy after softmax?",
        {"epsilon": epsilon, "classes": classes},
        f"The gradient $p - y$ is zero at $p = y$, so the least loss is the entropy of the "
        f"smoothed label, with one entry ${label}$ and {classes - 1} entries ${other}$: "
        f"$-({label}) \\log({label}) - {classes - 1} \\cdot ({other}) \\log({other}) = "
        f"{rounded(least)}$.",
    )
