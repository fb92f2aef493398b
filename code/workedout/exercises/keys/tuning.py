"""Right answers to exercises of the second part, on momentum and on batch norm."""

import itertools
import math
from collections.abc import Sequence
from fractions import Fraction

import sympy as sp
import torch
from torch import Tensor, nn

from workedout.derivations import batch_norm, momentum, momentum_pairs
from workedout.exercises.answers import Answer, Formula, Numbers
from workedout.exercises.keys.key import key
from workedout.from_scratch.batch_norm import forward, running_variance, updated
from workedout.from_scratch.update_rules import follow


@key("ex-m-hand", "where the weight is after each of the four steps, and the factor a step")
def four_steps(start: int = 1, a: Fraction = Fraction(1), mu: Fraction = Fraction(1, 4)) -> Answer:
    """The rule itself, in fractions; the factor from the roots of the checked polynomial."""
    path = follow("momentum", Fraction(start), lambda w, _: a * w, 4, rate=Fraction(1), mu=mu)
    polynomial = momentum.polynomial.subs({momentum.a: a, momentum.mu: mu})
    return Numbers([*path[1:], max(map(sp.Abs, sp.roots(polynomial, momentum.z)))])


@key("ex-m-swing", "the three values of a, for 3, 4 and 6 steps")
def swings(periods: Sequence[int] = (3, 4, 6)) -> Answer:
    """The sum of the eigenvalues is read from the polynomial, and from the angle of a swing."""
    total = -momentum.polynomial.coeff(momentum.z).subs(momentum.mu, 1)
    return Numbers(
        [sp.solve(total - 2 * sp.cos(2 * sp.pi / each), momentum.a)[0] for each in periods], 2e-3
    )


@key(
    "ex-m-valley",
    "the rate and the momentum of the best pair, the two numbers of steps, with momentum and "
    "without, and the factor a step of the pair",
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


@key("ex-m-nesterov", "the largest stable a as a formula in mu")
def nesterov_edge() -> Answer:
    """Where the checked polynomial is 0 at -1."""
    at_minus_one = momentum.NESTEROV.right.subs(momentum.z, -1)
    [edge] = sp.solve(at_minus_one, momentum.a)
    return Formula(edge.subs(momentum.mu, sp.Symbol("mu", positive=True)))


@key("ex-m-cycle", "the rate and the momentum of the best pair, and the best rate without momentum")
def pair_for_25() -> Answer:
    """From the checked identities."""
    ends = {momentum_pairs.flat: 1, momentum_pairs.steep: 25}
    best = momentum_pairs.BEST_FACTOR.right.subs(momentum_pairs.kappa, 25)
    rates = [momentum_pairs.BEST_RATE.right, momentum_pairs.PLAIN_RATE]
    with_momentum, without = (each.subs(ends) for each in rates)
    return Numbers([with_momentum, best**2, without], within=2e-3)


@key("ex-bn-hand", "four outputs, the running mean, the running variance, and the sum for β")
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
    return Numbers([*outputs.flatten().tolist(), *map(float, (mean, variance, mean))], 1e-6)


def column(*sums: float) -> Tensor:
    """The sums of one unit."""
    return torch.tensor(sums, dtype=torch.float64).unsqueeze(1)


@key("ex-bn-count", "the parameters added, and those made superfluous")
def added(widths: Sequence[int] = (100, 100)) -> Answer:
    """Those of a layer after each hidden one, and the biases before them."""
    layers = [nn.BatchNorm1d(width) for width in widths]
    new = sum(p.numel() for layer in layers for p in layer.parameters())
    return Numbers((new, sum(layer.num_features for layer in layers)))


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
)
def remembered(share: Fraction = Fraction(1, 10), left: Fraction = Fraction(1, 100)) -> Answer:
    """Tried from no batch on."""
    gone = next(count for count in itertools.count() if (1 - share) ** count < left)
    half = next(count for count in itertools.count() if 1 - (1 - share) ** count > Fraction(1, 2))
    return Numbers((gone, share, half))
