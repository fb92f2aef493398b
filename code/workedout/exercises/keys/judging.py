"""Right answers to exercises of the second part, on hyperparameters and on diagnosis."""

import random
from collections.abc import Sequence
from fractions import Fraction
from itertools import count, takewhile

import sympy as sp
import torch
import torch.nn.functional as F
from scipy.optimize import brentq

from workedout.derivations import first_steps, hyperparameters
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import rounded, values_of
from workedout.statistics.comparisons import more_right, power
from workedout.statistics.intervals import wilson_interval
from workedout.wording import listed


@key("ex-positive", "the derivative as a formula in lambda, N and W, the squared length of w")
def by_exponent() -> Answer:
    """The chain rule on the checked slope, which does not contain λ."""
    theta, strength, N, W = sp.symbols("theta lambda N W", positive=True)
    named = {hyperparameters.squared_length: W, hyperparameters.N: N}
    slope = hyperparameters.PENALTY_SLOPE.right.subs(named)
    derivative = slope * sp.diff(sp.exp(theta), theta)
    return Formula(derivative.subs(theta, sp.log(strength)))


@key("ex-draws", "the number of draws")
def draws(best: Fraction = Fraction(1, 20), chance: Fraction = Fraction(19, 20)) -> Answer:
    """Tried from one on."""
    return Number(next(each for each in count(1) if (1 - best) ** each <= 1 - chance))


@instances(draws)
def other_searches(draw: random.Random) -> Instance:
    """Another best part, another chance."""
    best = Fraction(1, draw.choice((5, 10, 15, 25, 30, 40, 50, 100)))
    chance = 1 - Fraction(1, draw.choice((2, 4, 5, 10, 50, 100)))
    [needed] = values_of(draws.compute(best, chance))
    return Instance(
        f"A random search is to hit the best ${best}$ of all settings with a chance of at least "
        f"${chance}$. How many draws does it take?",
        {"best": best, "chance": chance},
        f"All $j$ draws miss with the chance $({1 - best})^j$, and that must be at most "
        rf"${1 - chance}$. So $j \ge \ln {1 / (1 - chance)} / \ln ({1 / (1 - best)})$, and the "
        f"least such number is ${needed}$.",
    )


@key(
    "ex-twenty",
    "the least number of images, the most, and the most at which the exact test says so",
    parts=("least", "most", "most by the exact test"),
)
def images_apart(right: tuple[int, int] = (9764, 9784), images: int = 10_000) -> Answer:
    """By the test itself, tried from the least number on until it fails."""
    ahead = right[1] - right[0]
    most = sum(images - each for each in right)
    last = ahead
    while last + 2 <= most and more_right((last + 2 + ahead) // 2, (last + 2 - ahead) // 2).holds:
        last += 2
    return Numbers((ahead, most, last))


@instances(images_apart)
def other_pairs(draw: random.Random) -> Instance:
    """Other accuracies, on more or fewer images."""
    images = 1000 * draw.choice((1, 2, 5, 10))
    fewer = draw.randint(60, 200)  # errors of the better one
    ahead = draw.randint(7, 16)
    right = (images - fewer - ahead, images - fewer)
    least, most, last = values_of(images_apart.compute(right, images))
    return Instance(
        f"Two networks read ${right[0]}$ and ${right[1]}$ of the same ${images}$ images rightly. "
        "On how many of them does exactly one of the two err, at least and at most? What is the "
        "largest of these numbers for which McNemar's exact test, one-sided at the level 1/20, "
        "calls the second better?",
        {"right": right, "images": images},
        f"They misread ${fewer + ahead}$ and ${fewer}$ images. They differ least, on ${least}$, if "
        "all errors of the second are among those of the first; and most, on "
        f"${fewer + ahead} + {fewer} = {most}$, if no image is misread by both. If they differ on "
        f"$u$, the second alone reads $(u + {ahead})/2$ of these. The binomial distribution calls "
        f"that more than a half at the level 1/20 up to $u = {last}$.",
    )


@key(
    "ex-four",
    "how many hold by Bonferroni's rule, and how many by Holm's",
    parts=("Bonferroni", "Holm"),
)
def four_claims(values: Sequence[float] = (0.012, 0.013, 0.014, 0.9)) -> Answer:
    """Both rules as they are; the chapter compares Holm's with the book's function."""
    left = range(len(values), 0, -1)  # claims that can still be false
    below = [p < 0.05 / many for p, many in zip(sorted(values), left, strict=True)]
    held = sum(1 for _ in takewhile(bool, below))
    return Numbers((sum(p < 0.05 / len(values) for p in values), held))


@instances(four_claims)
def other_claims(draw: random.Random) -> Instance:
    """Four or five p-values, each near to what some step of Holm's rule asks for."""
    claims = draw.choice((4, 5))
    near = [(0.37, 0.83, 0.93, 1.07, 1.31)[: 5 if k else 3] for k in range(claims - 1)]
    drawn = [round(0.05 / (claims - k) * draw.choice(each), 4) for k, each in enumerate(near)]
    values = [*sorted(drawn), draw.choice((0.2, 0.4, 0.9))]
    simple, ordered = values_of(four_claims.compute(values))
    asked = [f"{each} < 0.05/{claims - k}" for k, each in enumerate(values)]
    kept = listed([f"${each}$" for each in asked[:ordered]])
    failed = asked[ordered].replace("<", r"\ge")
    return Instance(
        f"Claims have the p-values {listed([f'${each}$' for each in values])}. How many of them "
        "hold together at the level 0.05 by Bonferroni's rule, and how many by Holm's?",
        {"values": values},
        f"Bonferroni asks each for a p below $0.05/{claims} = {0.05 / claims:g}$: that holds for "
        f"${simple}$ of the {claims}. Holm takes them in order: {kept}, but ${failed}$. So those "
        f"before it hold, ${ordered}$ of the {claims}.",
    )


@key(
    "ex-three-seeds",
    "the difference in percentage points for three seeds, and for ten",
    parts=("three seeds", "ten seeds"),
)
def shown_by(
    deviation: float = 0.08, seeds: Sequence[int] = (3, 10), chance: float = 0.8
) -> Answer:
    """The book's function for the chance, solved for the difference in standard deviations."""
    found = [brentq(lambda gap, few=few: power(few, gap, 1.0) - chance, 0.1, 10) for few in seeds]
    return Numbers([deviation * each for each in found], within=1e-2)


@instances(shown_by)
def other_seeds(draw: random.Random) -> Instance:
    """Another spread, other numbers of seeds, another chance."""
    deviation = draw.choice((0.05, 0.06, 0.1, 0.12, 0.15, 0.2, 0.3))
    few, many = draw.randint(2, 5), draw.randint(8, 20)
    chance = draw.choice((0.5, 0.8, 0.9))
    small, large = map(rounded, values_of(shown_by.compute(deviation, (few, many), chance)))
    return Instance(
        f"The runs of two recipes scatter with a standard deviation of ${deviation}$ percentage "
        f"points. How large must the true difference be for {few} seeds of each to show it with a "
        f"chance of ${chance}$, by Student's test, one-sided at the level 1/20? And with {many} "
        "seeds? Three digits are enough.",
        {"deviation": deviation, "seeds": (few, many), "chance": chance},
        f"Solve `power({few}, difference, {deviation}) = {chance}` for the difference: ${small}$ "
        f"points. The same with {many} seeds gives ${large}$.",
    )


@key("ex-diag-outputs", "the number that it shows, about")
def first_loss_of(outputs: int = 100) -> Answer:
    """PyTorch's loss of equal logits."""
    label = torch.tensor([0])
    loss = F.cross_entropy(torch.zeros(1, outputs, dtype=torch.float64), label)
    return Number(loss.item(), within=2e-2)


@key("ex-diag-chance", "the least count of 1,000 that is more than chance")
def more_than_chance(images: int = 1000, classes: int = 10) -> Answer:
    """Tried from the share of a class on."""
    tried = count(images // classes)
    return Number(next(each for each in tried if wilson_interval(each, images).low > 1 / classes))


@instances(more_than_chance)
def other_counts(draw: random.Random) -> Instance:
    """More or fewer images and classes."""
    classes, images = draw.choice((2, 4, 5, 10, 20)), 100 * draw.choice((1, 2, 3, 5, 8, 20, 50))
    [least] = values_of(more_than_chance.compute(images, classes))
    below, above = (wilson_interval(each, images).low for each in (least - 1, least))
    return Instance(
        f"A network sorts {images} images into {classes} classes, equally many of each. What is "
        "the least count of right answers for which Wilson's interval, at the level 95 in 100, "
        "lies above chance?",
        {"images": images, "classes": classes},
        f"Chance is $1/{classes}$. The lower end of the interval is ${rounded(below, 5)}$ for "
        f"${least - 1}$ right answers and ${rounded(above, 5)}$ for ${least}$. So ${least}$ is the "
        "least count.",
    )


@key("ex-diag-bear", "the two ends of the range", parts=("lower end", "upper end"))
def bounded() -> Answer:
    """Where the form in two weights that is kept, by the checked identity, is singular."""
    product = sp.Symbol("x", real=True)
    kept = first_steps.FOREVER.left.subs({first_steps.eta: 1, first_steps.curvature: product})
    form = sp.hessian(kept, (first_steps.after, first_steps.now))
    return Numbers(sorted(sp.solve(form.det(), product)))
