"""Right answers to exercises of the second part: where to begin, momentum and batch norm."""

import itertools
import math
import random
from collections.abc import Sequence
from fractions import Fraction

import sympy as sp
import torch
from torch import Tensor, nn

from workedout.derivations import batch_norm, momentum, momentum_pairs
from workedout.exercises.answers import Answer, Formula, Number, Numbers
from workedout.exercises.keys.instances import Instance, instances
from workedout.exercises.keys.key import key
from workedout.exercises.keys.written import rounded, values_of
from workedout.from_scratch.batch_norm import forward, running_variance, updated
from workedout.from_scratch.update_rules import follow
from workedout.training.recipes import Recipe
from workedout.wording import listed


@key(
    "ex-start-warmup",
    "the rate after 50 steps, and how many steps at the full rate are missing",
    parts=("rate", "steps"),
)
def rising(steps: int = 2000, done: int = 50, rate: float = 0.004, share: float = 0.1) -> Answer:
    """The rates of the recipe itself, with warm-up and without."""
    warmed, plain = (Recipe(1, 1, rate, warmup=each) for each in (share, 0.0))
    missing = sum(plain.rate(k / steps) - warmed.rate(k / steps) for k in range(steps)) / rate
    return Numbers([warmed.rate(done / steps), missing])


@key(
    "ex-start-clip", "the change of the first weight, and of the second", parts=("first", "second")
)
def clipped(gradient: Sequence[int] = (6, -8), bound: int = 2, tenths: int = 1) -> Answer:
    """Against the gradient, whose length is a whole number, brought to the bound."""
    length = math.isqrt(sum(each**2 for each in gradient))
    factor = min(Fraction(1), Fraction(bound, length)) * Fraction(tenths, 10)
    return Numbers([-factor * each for each in gradient])


@key("ex-start-second", "the second step over the rate, with a plus where it goes on")
def second_step() -> Answer:
    """The rule itself, in fractions."""
    betas = Fraction(9, 10), Fraction(999, 1000)
    places, memory = [Fraction(0)], (Fraction(0), Fraction(0))
    for t, gradient in enumerate((1, -1), 1):
        m, r = (
            beta * old + (1 - beta) * gradient**power
            for beta, old, power in zip(betas, memory, (1, 2), strict=True)
        )
        memory = m, r
        root = sp.sqrt(sp.Rational(r / (1 - betas[1] ** t)))
        places.append(places[-1] - Fraction(m / (1 - betas[0] ** t)) / Fraction(str(root)))
    first, second = (after - before for before, after in itertools.pairwise(places))
    return Number(second / abs(first) * (1 if first > 0 else -1))


@key(
    "ex-start-norm",
    "the last unit's output, and with ten times the weights",
    parts=("as it is", "ten times the weights"),
)
def normed(sums: Sequence[int] = (1, 2, 3, 6)) -> Answer:
    """PyTorch's layer, without its epsilon, in 64 bits."""
    layer = nn.LayerNorm(len(sums), eps=0.0, dtype=torch.float64)
    values = torch.tensor(sums, dtype=torch.float64)
    return Numbers([layer(a * values)[-1].item() for a in (1, 10)], within=5e-4)


@key(
    "ex-m-hand",
    "where the weight is after each of the four steps, and the factor a step",
    parts=("after step 1", "after step 2", "after step 3", "after step 4", "factor a step"),
)
def four_steps(start: int = 1, a: Fraction = Fraction(1), mu: Fraction = Fraction(1, 4)) -> Answer:
    """The rule itself, in fractions; the factor from the roots of the checked polynomial."""
    path = follow("momentum", Fraction(start), lambda w, _: a * w, 4, rate=Fraction(1), mu=mu)
    polynomial = momentum.polynomial.subs({momentum.a: a, momentum.mu: mu})
    return Numbers([*path[1:], max(map(sp.Abs, sp.roots(polynomial, momentum.z)))])


@instances(four_steps)
def other_steps(draw: random.Random) -> Instance:
    """In the complex range, with a root that is a fraction."""
    root = draw.choice([Fraction(*each) for each in ((1, 2), (1, 3), (2, 3), (1, 4), (3, 4))])
    mu, rates = root**2, [Fraction(each, 4) for each in (2, 3, 4, 5, 6, 8)]
    a = draw.choice([each for each in rates if (1 - root) ** 2 < each < (1 + root) ** 2])
    given = {"start": draw.choice((1, 2, 3, -1, -2)), "a": a, "mu": mu}
    *places, factor = values_of(four_steps.compute(**given))
    said = ", ".join(f"$w_{step} = {place}$" for step, place in enumerate(places, 1))
    return Instance(
        rf"A weight on a parabola starts at ${given['start']}$, at rest, with $\eta\lambda = {a}$ "
        rf"and the momentum $\mu = {mu}$. Where is it after each of the first four steps, and "
        "what is the factor a step in the long run?",
        given,
        r"With $w_{t+1} = (1 + \mu - \eta\lambda)\, w_t - \mu\, w_{t-1}$, and with the same place "
        f"before the first, since the weight is at rest: {said}. Under the root of the "
        rf"eigenvalues stands $(1 + \mu - \eta\lambda)^2 - 4\mu = {(1 + mu - a) ** 2 - 4 * mu}$, "
        "which is below 0. So they are complex, and the factor is "
        rf"$\sqrt{{\mu}} = {factor}$.",
    )


@key(
    "ex-m-swing",
    "the three values of a, for 3, 4 and 6 steps",
    parts=("3 steps", "4 steps", "6 steps"),
)
def swings(periods: Sequence[int] = (3, 4, 6)) -> Answer:
    """The sum of the eigenvalues is read from the polynomial, and from the angle of a swing."""
    total, named = -momentum.polynomial.coeff(momentum.z).subs(momentum.mu, 1), sp.Symbol("s")
    [found] = sp.solve(total - named, momentum.a)
    return Numbers([found.subs(named, 2 * sp.cos(2 * sp.pi / each)) for each in periods], 5e-3)


@instances(swings)
def other_swings(draw: random.Random) -> Instance:
    """Three other whole numbers of steps."""
    periods = sorted(draw.sample(range(3, 25), 3))
    found = values_of(swings.compute(periods))
    asked = listed([str(each) for each in periods])
    values = listed([f"${rounded(each)}$" for each in found])
    return Instance(
        r"A weight on a parabola moves with the momentum $\mu = 1$ and $0 < \eta\lambda < 4$, "
        r"and swings for ever. For which three values of $\eta\lambda$ does one swing take exactly "
        f"{asked} steps? Three significant digits are enough.",
        {"periods": periods},
        r"The eigenvalues are $e^{\pm i\theta}$ with the sum $2\cos\theta = 2 - \eta\lambda$. A "
        r"swing of $n$ steps has $\theta = 2\pi/n$, so $\eta\lambda = 2 - 2\cos(2\pi/n)$: "
        f"for {asked} steps {values}.",
    )


@key(
    "ex-m-valley",
    "the rate and the momentum of the best pair, the two numbers of steps, with momentum and "
    "without, and the factor a step of the pair",
    parts=("rate", "momentum", "steps with momentum", "steps without", "factor a step"),
)
def valley(
    low: Fraction = Fraction(1, 100), high: Fraction = Fraction(100), times: int = 1000
) -> Answer:
    """From the checked identities."""
    kappa = {momentum_pairs.kappa: high / low}
    ends = {momentum_pairs.flat: low, momentum_pairs.steep: high}
    rate = momentum_pairs.BEST_RATE.right.subs(ends)
    best, plain = (
        each.right.subs(kappa) for each in (momentum_pairs.BEST_FACTOR, momentum_pairs.PLAIN_FACTOR)
    )
    steps = [math.log(times) / -math.log(each) for each in (best, plain)]
    return Numbers([rate, best**2, *steps, best], within=2e-3)


@instances(valley)
def other_valleys(draw: random.Random) -> Instance:
    """A condition number that is a square, and another goal."""
    root = draw.randint(4, 40)
    low = Fraction(1, draw.choice((1, 4, 25, 100)))
    given = {"low": low, "high": root**2 * low, "times": 10 ** draw.choice((2, 3, 4, 6))}
    rate, mu, steps, plain, factor = values_of(valley.compute(**given))
    return Instance(
        f"A quadratic has curvatures from ${low}$ to ${given['high']}$. Give the rate and the "
        "momentum of the best pair; the number of steps that divide the error by "
        f"{given['times']}, with this pair and with the best rate without momentum; and the "
        "factor a step of the pair. Four digits are enough, and the steps need not be whole.",
        given,
        rf"$\kappa = {root**2}$ and $\sqrt{{\kappa}} = {root}$, so the factor is "
        rf"$\rho = {root - 1}/{root + 1} = {rounded(factor)}$ and the momentum "
        rf"$\rho^2 = {rounded(mu)}$. The rate is "
        r"$4/(\sqrt{\lambda_{\min}} + \sqrt{\lambda_{\max}})^2 "
        rf"= {rounded(rate)}$. The steps are $\log {given['times']}/\log(1/\rho) = "
        f"{rounded(steps)}$; without momentum, with "
        rf"$\rho = {root**2 - 1}/{root**2 + 1}$, they are {rounded(plain)}.",
    )


@key("ex-m-nesterov", "the largest stable a as a formula in mu")
def nesterov_edge() -> Answer:
    """Where the checked polynomial is 0 at -1."""
    at_minus_one = momentum.NESTEROV.right.subs(momentum.z, -1)
    [edge] = sp.solve(at_minus_one, momentum.a)
    return Formula(edge.subs(momentum.mu, sp.Symbol("mu", positive=True)))


@key(
    "ex-m-cycle",
    "the rate and the momentum of the best pair, and the best rate without momentum",
    parts=("rate", "momentum", "rate without momentum"),
)
def pair_for_25() -> Answer:
    """From the checked identities."""
    ends = {momentum_pairs.flat: 1, momentum_pairs.steep: 25}
    best = momentum_pairs.BEST_FACTOR.right.subs(momentum_pairs.kappa, 25)
    rates = [momentum_pairs.BEST_RATE.right, momentum_pairs.PLAIN_RATE]
    with_momentum, without = (each.subs(ends) for each in rates)
    return Numbers([with_momentum, best**2, without], within=2e-3)


@key(
    "ex-bn-hand",
    "four outputs, the running mean, the running variance, and the sum for β",
    parts=(
        "output 1",
        "output 2",
        "output 3",
        "output 4",
        "running mean",
        "running variance",
        "sum for β",
    ),
)
def batch_of_four(
    batch: Sequence[int] = (2, 2, 2, 6),
    gamma: int = 4,
    beta: int = -1,
    epsilon: Fraction = Fraction(1),
) -> Answer:
    """By the functions of the chapter; a sum at the running mean gives β."""
    sums, ones = column(*batch), column(1)
    mean = updated(0 * ones, sums.mean(dim=0), 0.1)
    variance = running_variance(ones, sums, 0.1)
    outputs = forward(sums, gamma * ones, beta * ones, float(epsilon))
    return Numbers([*outputs.flatten().tolist(), *map(float, (mean, variance, mean))], 1e-3)


@instances(batch_of_four)
def other_batches(draw: random.Random) -> Instance:
    """Four sums with a whole mean, and an epsilon that leaves no root over."""
    distances = [draw.choice((-3, -2, -1, 1, 2, 3)) for _ in range(3)]
    distances.append(-sum(distances))
    mean, squares = draw.randint(1, 6), sum(each**2 for each in distances)
    root = math.isqrt(squares // 4) + 1
    batch, epsilon = [mean + each for each in distances], root**2 - Fraction(squares, 4)
    gamma, beta = root * draw.randint(1, 3), draw.choice((-3, -2, -1, 1, 2, 3))
    given = {"batch": batch, "gamma": gamma, "beta": beta, "epsilon": epsilon}
    *outputs, middle, variance, _ = values_of(batch_of_four.compute(**given))
    said = listed([f"${rounded(each)}$" for each in outputs])
    return Instance(
        rf"A unit has the sums ${', '.join(map(str, batch))}$ in its first batch; "
        rf"$\gamma = {gamma}$, $\beta = {beta}$, $\varepsilon = {epsilon}$. Its running mean "
        "starts at 0 and its running variance at 1, and the new batch gets the share 0.1. What "
        "are its four outputs, and its running mean and variance afterwards? Which sum gives the "
        r"output $\beta$ in evaluation? Three decimals are enough.",
        given,
        f"The mean is ${mean}$, the squares of the distances add up to ${squares}$, and "
        rf"$r = \sqrt{{{squares}/4 + {epsilon}}} = {root}$. So the outputs are {said}. The running "
        rf"mean is $0.1 \cdot {mean} = {rounded(middle)}$, and the running variance, which takes "
        rf"the squares over 3, $0.9 + 0.1 \cdot {squares}/3 = {rounded(variance)}$. In evaluation "
        rf"the sum ${rounded(middle)}$ gives $\beta$.",
    )


def column(*sums: float) -> Tensor:
    """The sums of one unit."""
    return torch.tensor(sums, dtype=torch.float64).unsqueeze(1)


@key(
    "ex-bn-count",
    "the parameters added, and those made superfluous",
    parts=("added", "superfluous"),
)
def added(widths: Sequence[int] = (100, 100)) -> Answer:
    """Those of a layer after each hidden one, and the biases before them."""
    layers = [nn.BatchNorm1d(width) for width in widths]
    new = sum(p.numel() for layer in layers for p in layer.parameters())
    return Numbers((new, sum(layer.num_features for layer in layers)))


@instances(added)
def other_widths(draw: random.Random) -> Instance:
    """Two or three hidden layers."""
    widths = [10 * draw.randint(2, 30) for _ in range(draw.randint(2, 3))]
    new, superfluous = values_of(added.compute(widths))
    network = "-".join(map(str, (784, *widths, 10)))
    return Instance(
        f"A dense network {network} gets batch norm before the activation of each hidden layer. "
        "How many parameters does that add, and how many does it make superfluous?",
        {"widths": widths},
        f"There are ${' + '.join(map(str, widths))} = {superfluous}$ hidden units. Each gets a "
        f"scale and a shift, ${new}$ parameters more, and its bias is superfluous: "
        f"${superfluous}$ of them.",
    )


@key("ex-bn-pair", "the output of the larger sum as a formula in gamma and beta")
def larger_of_two() -> Answer:
    """The outputs of the checked derivation, with a larger first sum and without epsilon."""
    sums = batch_norm.values("s", 2)
    apart = sp.Symbol("d", positive=True)
    without = {batch_norm.epsilon: 0, sums[0]: sums[1] + apart}
    return Formula(sp.simplify(batch_norm.outputs(sums)[0].subs(without)))


@key(
    "ex-bn-fold",
    "the new bias as a formula in gamma, beta, b, m and r, with the old bias b, the running mean m "
    "and the root r of the running variance and epsilon",
)
def folded_bias() -> Answer:
    """What is left of the output in evaluation where the input is 0."""
    gamma, root = sp.symbols("gamma r", positive=True)
    beta, bias, mean, w, x = sp.symbols("beta b m w x", real=True)
    output = gamma * (w * x + bias - mean) / root + beta
    return Formula(output.subs(x, 0))


@key(
    "ex-bn-memory",
    "the number of batches for the start, the share of the newest, and how many of the newest "
    "have half",
    parts=("batches for the start", "share of the newest", "newest that have half"),
)
def remembered(share: Fraction = Fraction(1, 10), left: Fraction = Fraction(1, 100)) -> Answer:
    """Tried from no batch on."""
    gone = next(count for count in itertools.count() if (1 - share) ** count < left)
    half = next(count for count in itertools.count() if 1 - (1 - share) ** count > Fraction(1, 2))
    return Numbers((gone, share, half))


@instances(remembered)
def other_memories(draw: random.Random) -> Instance:
    """Another share of the newest batch, and another share that is left of the start."""
    share = Fraction(1, draw.choice((4, 5, 8, 12, 15, 20, 25, 40, 50, 100)))
    left = Fraction(1, draw.choice((20, 50, 100, 500, 1000)))
    gone, _, half = values_of(remembered.compute(share, left))
    return Instance(
        f"After each batch a running mean keeps the share ${1 - share}$ of what it was, and takes "
        f"the rest from the batch. After how many batches has the start less than ${left}$ of the "
        "weight? What share has the newest batch, and how many of the newest have more than half "
        "of the weight together?",
        {"share": share, "left": left},
        rf"The start has the share $({1 - share})^k$ after $k$ batches. That is below ${left}$ for "
        rf"$k > \log({left})/\log({1 - share})$, at ${gone}$. The newest batch has "
        rf"$1 - {1 - share} = {share}$. The newest $k$ together have $1 - ({1 - share})^k$, which "
        f"passes a half at ${half}$.",
    )
