"""Right answers to exercises of the second part, on weight decay."""

import math
import random
from fractions import Fraction
from functools import cache

import sympy as sp

from workedout.derivations import weight_decay
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import decimal, rounded, values_of


@key(
    "ex-wd-life",
    "three numbers of epochs: as published, η × 10, and N × 10",
    parts=("as published", "η × 10", "N × 10"),
)
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


@instances(lives)
def other_lives(draw: random.Random) -> Instance:
    """Other settings, and another share that is left."""
    given = {
        "eta": draw.choice((0.01, 0.02, 0.05, 0.1, 0.2, 0.5)),
        "strength": draw.choice((1, 2, 5, 10)),
        "examples": draw.choice((10_000, 50_000, 60_000)),
        "batch": draw.choice((10, 20, 50, 100)),
        "left": Fraction(1, draw.choice((2, 3, 4, 10))),
    }
    eta, strength, examples, batch, left = given.values()
    first, faster, more = map(rounded, values_of(lives.compute(**given)))
    return Instance(
        rf"A network is trained by SGD with $\eta = {eta:g}$ and weight decay, with "
        rf"$\lambda = {strength}$, $N = {examples}$ examples and batches of $B = {batch}$. After "
        f"how many epochs is a weight without gradient ${left}$ of what it was? After how many "
        r"with ten times the $\eta$, and after how many with ten times the examples? Three digits "
        "are enough.",
        given,
        rf"$e^{{-k\eta\lambda/B}} = {left}$ at $k = \frac{{B}}{{\eta\lambda}} \log {1 / left}$, "
        f"which is ${first}$. Ten times the rate: a tenth of that, ${faster}$. Ten times the "
        f"examples: the same number of epochs, ${more}$, each with ten times the steps.",
    )


@key(
    "ex-wd-typical",
    "the mean length of the decay, and the share of the weights",
    parts=("mean length", "share"),
)
def typical_decay(
    c: Fraction = Fraction(1, 10**5), sigma: Fraction = Fraction(1), more: Fraction = Fraction(2)
) -> Answer:
    """The mean by integration; the share beyond a number from the error function."""
    w = sp.Symbol("w", positive=True)
    density = sp.exp(-(w**2) / 2) / sp.sqrt(2 * sp.pi)
    mean = 2 * sp.integrate(w * density, (w, 0, sp.oo))
    share = math.erfc(more / sigma / math.sqrt(2))
    return Numbers([float(c * sigma * mean), share], within=5e-3)


@instances(typical_decay)
def other_decays(draw: random.Random) -> Instance:
    """Another spread of the weights, another decay, another bound."""
    c = Fraction(1, draw.choice((50, 100, 200, 500, 1000)))
    sigma = Fraction(draw.choice((1, 2, 3, 4)), 2)
    times = Fraction(draw.choice((2, 3, 4, 5, 6, 8, 10)), 4)
    mean, share = map(rounded, values_of(typical_decay.compute(c, sigma, times * sigma)))
    return Instance(
        f"Weights are normal with mean 0 and standard deviation ${decimal(sigma)}$, and a step "
        f"takes the share $c = {decimal(c)}$ of each away. What is the mean length of a weight's "
        f"decay in one step? Which share of the weights decays by more than "
        f"${decimal(c * times * sigma)}$ a step? Three digits are enough.",
        {"c": c, "sigma": sigma, "more": times * sigma},
        rf"The mean of $|w|$ is $\sigma\sqrt{{2/\pi}}$, so the mean decay is "
        rf"$c\,\sigma\sqrt{{2/\pi}} = {mean}$. More than ${decimal(c * times * sigma)}$ needs "
        rf"$|w| > {decimal(times * sigma)}$, which is ${decimal(times)}$ standard deviations: a "
        f"share of ${share}$.",
    )


@key("ex-wd-round", "the c below which nothing decays")
def swallowed(digits: int = 24) -> Answer:
    """Half of the way from 1 to the largest number of so many binary digits below it."""
    below = Fraction(2**digits - 1, 2**digits)
    return Number((1 - below) / 2, within=1e-2)


@instances(swallowed)
def other_formats(draw: random.Random) -> Instance:
    """Another number of digits."""
    digits = draw.randint(4, 60)
    [bound] = values_of(swallowed.compute(digits))
    return Instance(
        f"Weights are kept in a format with {digits} binary digits, and in each step they are "
        r"multiplied by $1 - c$, rounded to the nearest number of the format. Below which $c$ "
        "does no weight ever change?",
        {"digits": digits},
        f"Below 1 the numbers of the format are $2^{{-{digits}}}$ apart. For $c$ below half of "
        f"that, $1 - c$ is rounded to 1: below $2^{{-{digits + 1}}} = {bound}$.",
    )


@key(
    "ex-wd-two",
    "the steps of the first and of the second, and the two places where they settle",
    parts=(
        "steps of the first",
        "steps of the second",
        "place of the first",
        "place of the second",
    ),
)
def settled(
    h: tuple[Fraction, Fraction] = (Fraction(1, 10**2), Fraction(1, 10**4)),
    decay: Fraction = Fraction(1, 10**4),
) -> Answer:
    """Where the two slopes cancel; the distance from there falls by a fixed share a step."""
    w = sp.Symbol("w")
    places = [sp.solve(each * (w - 1) + decay * w, w)[0] for each in h]
    steps = [math.ceil(math.log(1e-3) / math.log1p(-(each + decay))) for each in h]
    return Numbers([*steps, *places], within=1e-3)


@instances(settled)
def other_places(draw: random.Random) -> Instance:
    """One weight on which the cost depends far more than on the other."""
    decay = Fraction(1, draw.choice((1000, 2000, 4000, 5000, 10_000)))
    h = (decay * draw.choice((4, 9, 19, 24, 49)), decay * Fraction(draw.choice((2, 3, 4, 6, 8)), 4))
    *steps, first, second = values_of(settled.compute(h, decay))
    shares = [decimal(1 - each - decay) for each in h]
    return Instance(
        r"The cost without decay is $\frac{h_1}{2} (w_1 - 1)^2 + \frac{h_2}{2} (w_2 - 1)^2$ with "
        rf"$h_1 = {decimal(h[0])}$, $h_2 = {decimal(h[1])}$ and $\lambda/N = {decimal(decay)}$. "
        r"Both weights begin at 0, and $\eta = 1$. How many steps does each take until at most a "
        "thousandth is left of its distance from where it settles? And where do they settle?",
        {"h": h, "decay": decay},
        rf"They settle at $h/(h + \lambda/N)$: at ${first}$ and ${second}$. A step multiplies the "
        rf"distance from there by $1 - (h + \lambda/N)$, which is ${shares[0]}$ and ${shares[1]}$. "
        f"The powers of that are a thousandth or less from step ${steps[0]}$ on, and from "
        f"${steps[1]}$ on.",
    )


@key(
    "ex-wd-jitter",
    "the size in the end, and its factors for twice η and for four times λ",
    parts=("size", "twice η", "four times λ"),
)
def jitter(
    eta: float = 0.1,
    strength: float = 5,
    examples: int = 50_000,
    tau: float = 0.01,
    times: tuple[int, int] = (2, 4),
) -> Answer:
    """The root of the checked variance."""

    def size(eta: float, strength: float) -> float:
        c = eta * strength / examples
        values = {weight_decay.eta: eta, weight_decay.tau: tau, weight_decay.c: c}
        return math.sqrt(weight_decay.NOISE.right.subs(values))

    first = size(eta, strength)
    changed = [size(times[0] * eta, strength), size(eta, times[1] * strength)]
    return Numbers([first, *(each / first for each in changed)], within=5e-3)


@instances(jitter)
def other_jitters(draw: random.Random) -> Instance:
    """Other settings, and other factors of the rate and the decay."""
    given = {
        "eta": draw.choice((0.02, 0.05, 0.1, 0.2)),
        "strength": draw.choice((1, 2, 4, 5)),
        "examples": draw.choice((10_000, 50_000, 60_000)),
        "tau": draw.choice((0.01, 0.02, 0.05, 0.1)),
    }
    eta, strength, examples, tau = given.values()
    faster, stronger = draw.choice((2, 3, 5, 9)), draw.choice((2, 3, 4, 5))
    answer = jitter.compute(**given, times=(faster, stronger))
    size, *factors = map(rounded, values_of(answer))
    return Instance(
        r"Each step takes the share $\eta\lambda/N$ of a weight away, and moves it at the rate "
        r"$\eta$ by a gradient that is independent from step to step, with mean 0 and standard "
        rf"deviation ${tau:g}$. With $\eta = {eta:g}$, $\lambda = {strength}$ and "
        rf"$N = {examples}$: how large is its root mean square in the end? By which factor is that "
        rf"multiplied with ${faster}$ times the $\eta$, and by which with ${stronger}$ times the "
        r"$\lambda$? Three digits are enough.",
        {**given, "times": (faster, stronger)},
        r"The variance is about $\eta\tau^2 N/(2\lambda)$, and its root is "
        f"${size}$. With ${faster}$ times the rate it is multiplied by "
        rf"$\sqrt{{{faster}}} = {factors[0]}$, and with ${stronger}$ times the $\lambda$ by "
        rf"$1/\sqrt{{{stronger}}} = {factors[1]}$.",
    )


@key("ex-wd-which", "the cosine")
def cosine(epoch: Fraction = Fraction(1)) -> Answer:
    """An epoch has epoch/c steps; the covariance of its decay with the weight's change is 0."""
    length, decay, change = variances()
    share = (decay / (change + decay)).subs(length, epoch)
    return Number(-sp.sqrt(share), within=1e-2)


@cache
def variances() -> tuple[sp.Symbol, sp.Expr, sp.Expr]:
    """Of an epoch's decay and of its change of a weight, from the weight's correlation with itself.

    With the symbol for the length of an epoch; the variance of the weight is 1.
    """
    x, y, length = sp.symbols("x y T", positive=True)
    later = sp.integrate(sp.exp(y - x), (y, 0, x))  # x after y
    decay = 2 * sp.integrate(later, (x, 0, length))
    return length, decay, 2 * (1 - sp.exp(-length))


@instances(cosine)
def other_epochs(draw: random.Random) -> Instance:
    """An epoch in which decay alone would take more or less away."""
    eta = Fraction(1, draw.choice((1, 2, 5, 10)))
    strength, batch = draw.choice((5, 10, 20, 50)), draw.choice((5, 10, 20, 25, 50))
    epoch = eta * strength / batch
    value = rounded(values_of(cosine.compute(epoch))[0])
    return Instance(
        r"Many weights are held up by jitter alone, in balance with a small decay of the share "
        r"$c = \eta\lambda/N$ a step. An epoch has $N/B$ steps, with "
        rf"$\eta = {decimal(eta)}$, $\lambda = {strength}$ and $B = {batch}$. What is the cosine "
        "between the decay's part of their change in an epoch and the gradient's part? Three "
        "digits are enough.",
        {"epoch": epoch},
        rf"An epoch has $T/c$ steps with $T = \eta\lambda/B = {epoch}$. With the variance $V$ of a "
        r"weight, the decay $D$ of an epoch has the variance $2V (T - 1 + e^{-T})$, the change of "
        r"the weight has $2V (1 - e^{-T})$, and the two have no covariance. So the gradient's part "
        r"has the variance $2VT$, its covariance with $-D$ is the variance of $D$ with a minus, "
        rf"and the cosine is $-\sqrt{{(T - 1 + e^{{-T}})/T}} = {value}$.",
    )


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
