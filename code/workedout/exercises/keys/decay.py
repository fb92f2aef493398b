"""Right answers to exercises of the second part, on weight decay."""

import math
from fractions import Fraction

import sympy as sp

from workedout.derivations import weight_decay
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.key import key


@key("ex-wd-life", "three numbers of epochs: as published, η × 10, and N × 10")
def lives(
    eta: float = 0.1,
    strength: int = 5,
    examples: int = 50_000,
    batch: int = 10,
    left: Fraction = Fraction(1, 2),
) -> Answer:
    """The steps until so much of a weight is left, and the steps of an epoch."""

    def epochs(eta: float, examples: int) -> float:
        steps = math.log(left) / math.log1p(-eta * strength / examples)
        return steps / (examples / batch)

    cases = [(eta, examples), (10 * eta, examples), (eta, 10 * examples)]
    return Numbers([epochs(*each) for each in cases], within=5e-3)


@key("ex-wd-typical", "the mean length of the decay, and the share of the weights")
def typical_decay(
    c: Fraction = Fraction(1, 10**5), sigma: Fraction = Fraction(1), more: Fraction = Fraction(2)
) -> Answer:
    """The mean by integration; the share beyond a number from the error function."""
    w = sp.Symbol("w", positive=True)
    density = sp.exp(-(w**2) / 2) / sp.sqrt(2 * sp.pi)
    mean = 2 * sp.integrate(w * density, (w, 0, sp.oo))
    share = math.erfc(more / sigma / math.sqrt(2))
    return Numbers([float(c * sigma * mean), share], within=5e-3)


@key("ex-wd-round", "the c below which nothing decays")
def swallowed(digits: int = 24) -> Answer:
    """Half of the way from 1 to the largest number of so many binary digits below it."""
    below = Fraction(2**digits - 1, 2**digits)
    return Number((1 - below) / 2, within=1e-2)


@key("ex-wd-two", "the steps of the first and of the second, and the two places where they settle")
def settled(
    h: tuple[Fraction, Fraction] = (Fraction(1, 10**2), Fraction(1, 10**4)),
    decay: Fraction = Fraction(1, 10**4),
) -> Answer:
    """Where the two slopes cancel; the distance from there falls by a fixed share a step."""
    w = sp.Symbol("w")
    places = [sp.solve(each * (w - 1) + decay * w, w)[0] for each in h]
    steps = [math.ceil(math.log(1e-3) / math.log1p(-(each + decay))) for each in h]
    return Numbers([*steps, *places], within=1e-3)


@key("ex-wd-jitter", "the size in the end, and its factors for twice η and for four times λ")
def jitter(
    eta: float = 0.1, strength: float = 5, examples: int = 50_000, tau: float = 0.01
) -> Answer:
    """The root of the checked variance."""

    def size(eta: float, strength: float) -> float:
        c = eta * strength / examples
        values = {weight_decay.eta: eta, weight_decay.tau: tau, weight_decay.c: c}
        return math.sqrt(weight_decay.NOISE.right.subs(values))

    first = size(eta, strength)
    changed = [size(2 * eta, strength), size(eta, 4 * strength)]
    return Numbers([first, *(each / first for each in changed)], within=5e-3)


@key("ex-wd-which", "the cosine")
def cosine(epoch: Fraction = Fraction(1)) -> Answer:
    """From the correlation of a weight with its later self; an epoch has epoch/c steps."""
    x, y = sp.symbols("x y", real=True)
    later = sp.integrate(sp.exp(y - x), (y, 0, x))  # x after y
    decay = 2 * sp.integrate(later, (x, 0, epoch))  # its variance, V being 1
    change = 2 * (1 - sp.exp(-epoch))
    return Number(-sp.sqrt(decay / (change + decay)), within=1e-2)


@key(
    "ex-wd-reach",
    "the mean step towards 0 with L2, to first order in kappa, as a formula in eta, kappa, w and g",
)
def reached() -> Answer:
    """Adam divides the mean of the two gradients by the root of their mean square."""
    eta, kappa, w, g = sp.symbols("eta kappa w g", positive=True)
    gradients = [g + kappa * w, -g + kappa * w]
    mean = sum(gradients) / 2
    root = sp.sqrt(sum(each**2 for each in gradients) / 2)
    return Formula(sp.simplify(kappa * sp.diff(eta * mean / root, kappa).subs(kappa, 0)))
