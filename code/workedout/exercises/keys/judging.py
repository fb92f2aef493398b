"""Right answers to exercises of the second part, on hyperparameters and on diagnosis."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import count

import sympy as sp
import torch
import torch.nn.functional as F
from scipy.optimize import brentq

from workedout.derivations import first_steps, hyperparameters
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.key import key
from workedout.statistics.comparisons import holm, more_right, power
from workedout.statistics.hypothesis_tests import Test
from workedout.statistics.intervals import wilson_interval


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


@key(
    "ex-twenty",
    "the least number of images, the most, and the most at which the exact test says so",
)
def images_apart(right: tuple[int, int] = (9764, 9784), images: int = 10_000) -> Answer:
    """By the test itself, tried from the least number on until it fails."""
    ahead = right[1] - right[0]
    most = sum(images - each for each in right)
    last = ahead
    while last + 2 <= most and more_right((last + 2 + ahead) // 2, (last + 2 - ahead) // 2).holds:
        last += 2
    return Numbers((ahead, most, last))


@key("ex-four", "how many hold by Bonferroni's rule, and how many by Holm's")
def four_claims(values: Sequence[float] = (0.012, 0.013, 0.014, 0.9)) -> Answer:
    """Bonferroni's rule as it is, Holm's by the book's function."""
    together = holm([Test(False, "", p) for p in values], 0.05)
    return Numbers(
        (sum(p < 0.05 / len(values) for p in values), sum(test.holds for test in together))
    )


@key("ex-three-seeds", "the difference in percentage points for three seeds, and for ten")
def shown_by(
    deviation: float = 0.08, seeds: Sequence[int] = (3, 10), chance: float = 0.8
) -> Answer:
    """The book's function for the chance, solved for the difference in standard deviations."""
    found = [brentq(lambda gap, few=few: power(few, gap, 1.0) - chance, 0.1, 10) for few in seeds]
    return Numbers([deviation * each for each in found], within=1e-2)


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


@key("ex-diag-bear", "the two ends of the range")
def bounded() -> Answer:
    """Where the form in two weights that is kept, by the checked identity, is singular."""
    product = sp.Symbol("x", real=True)
    kept = first_steps.FOREVER.left.subs({first_steps.eta: 1, first_steps.curvature: product})
    form = sp.hessian(kept, (first_steps.after, first_steps.now))
    return Numbers(sorted(sp.solve(form.det(), product)))
