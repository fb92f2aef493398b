"""Weight decay: what a step does to a weight, what an epoch does, and where weights settle."""

import sympy as sp

from workedout.derivations.algebra.layers import derivative
from workedout.derivations.identity import Identity

w, g = sp.symbols("w g", real=True)
target = sp.Symbol("w^{*}", real=True)
eta, strength, N, B, c = sp.symbols("eta lambda N B c", positive=True)
curvature, tau, kappa = sp.symbols("h tau kappa", positive=True)
first, second = sp.symbols("beta_1 beta_2", positive=True)
data_cost, by_cost, by_data = (
    sp.Symbol(each, real=True) for each in ("C_0", derivative("w", "C"), derivative("w", "C_0"))
)
copies = sp.Symbol("k", positive=True)
output, weighted_sum = sp.symbols("v s", real=True)
output_part = sp.Symbol(r"\frac{v}{\sqrt{k}}", real=True)
whole, part = sp.symbols(r"\varphi(s) \varphi(s/\sqrt{k})", real=True)
settled, spread = sp.Symbol("w_{\\infty}", real=True), sp.Symbol("V", positive=True)
slack = sp.Symbol("d(c)", real=True)
numerator, denominator = sp.symbols(r"\hat{m} \hat{r}", positive=True)
RANGES = {
    **dict.fromkeys((w, g, target), (-9, 9)),
    **dict.fromkeys((eta, strength, curvature, tau, kappa), (1, 9)),
    **dict.fromkeys((N, B), (10, 90)),
    c: (3, 9),
    first: (2, 9),
    second: (2, 9),
    copies: (2, 9),
    output: (-9, 9),
    weighted_sum: (-9, 9),
}
fraction = eta * strength / N
kept = sp.Add(1, -fraction, evaluate=False)

# A step on the cost with the sum of squares in it, times lambda / (2 N). C_0 may be anything: only
# its slope counts. The wrong one forgets that a square's derivative has a factor 2.
STEP = Identity(
    name="a step with weight decay",
    left=sp.Add(w, -sp.Mul(eta, by_cost, evaluate=False), evaluate=False),
    right=sp.Add(
        sp.Mul(kept, w, evaluate=False), -sp.Mul(eta, by_data, evaluate=False), evaluate=False
    ),
    wrong=(1 - fraction / 2) * w - eta * by_data,
    ranges=RANGES,
    where={by_cost: sp.diff(g * w + strength / (2 * N) * w**2, w), by_data: g},
)

# N / B steps make an epoch. The wrong one forgets that a step has B examples.
EPOCH = Identity(
    name="an epoch of steps by the factor of the exponential",
    left=sp.Pow(sp.exp(-fraction), N / B, evaluate=False),
    right=sp.exp(-eta * strength / B),
    wrong=sp.exp(-eta * strength),
    ranges=RANGES,
)

# How far the logarithm of 1 - c lies below -c: the slack of the bound grows from 0, since its
# derivative is a square over a square. The wrong one differentiates the fraction's top alone.
bound = c**2 / sp.Mul(2, 1 - c, evaluate=False)
SLACK = Identity(
    name="derivative of the bound's slack",
    left=sp.Derivative(sp.Add(bound, c, sp.log(1 - c), evaluate=False), c, evaluate=False),
    right=c**2 / sp.Mul(2, (1 - c) ** 2, evaluate=False),
    wrong=c / (1 - c) + 1 - 1 / (1 - c),
    ranges=RANGES,
)

# A cost that is quadratic in the weight: a step leaves the weight where it is. The wrong one has
# every weight shrink by the same share.
SETTLED = Identity(
    name="where a weight settles",
    left=sp.Add(
        sp.Mul(kept, settled, evaluate=False),
        -sp.Mul(eta * curvature, sp.Add(settled, -target, evaluate=False), evaluate=False),
        evaluate=False,
    ),
    right=sp.Mul(
        curvature, 1 / sp.Add(curvature, strength / N, evaluate=False), target, evaluate=False
    ),
    wrong=(1 - strength / N) * target,
    ranges=RANGES,
    where={settled: curvature * target / (curvature + strength / N)},
)

# k weights on inputs that are always equal: the cost sees their sum. The wrong one thinks that each
# of them bears the decay of all.
SHARED = Identity(
    name="where each of k weights on equal inputs settles",
    left=sp.Add(
        sp.Mul(kept, settled, evaluate=False),
        -sp.Mul(
            eta * curvature,
            sp.Add(sp.Mul(copies, settled, evaluate=False), -target, evaluate=False),
            evaluate=False,
        ),
        evaluate=False,
    ),
    right=sp.Mul(
        curvature,
        1 / sp.Add(sp.Mul(copies, curvature, evaluate=False), strength / N, evaluate=False),
        target,
        evaluate=False,
    ),
    wrong=curvature * target / (curvature + copies * strength / N),
    ranges=RANGES,
    where={settled: curvature * target / (copies * curvature + strength / N)},
)

# A ReLU unit split into k: a positive factor passes through a ReLU. The wrong one divides the
# weights before the unit alone.
SPLIT = Identity(
    name="a unit in k parts",
    left=sp.Mul(copies, output_part, part, evaluate=False),
    right=sp.Mul(output, whole, evaluate=False),
    wrong=sp.sqrt(copies) * output * whole,
    ranges=RANGES,
    where={
        output_part: output / sp.sqrt(copies),
        whole: (weighted_sum + sp.Abs(weighted_sum)) / 2,
        part: (weighted_sum / sp.sqrt(copies) + sp.Abs(weighted_sum / sp.sqrt(copies))) / 2,
    },
)

# Steps of pure noise, with variance eta^2 tau^2, against the decay. The wrong one adds the
# remembered noise as if it had one sign.
NOISE = Identity(
    name="variance that noise keeps up",
    left=sp.Add((1 - c) ** 2 * spread, eta**2 * tau**2, evaluate=False),
    right=eta**2 * tau**2 / sp.Mul(c, 2 - c, evaluate=False),
    wrong=eta**2 * tau**2 / c**2,
    ranges=RANGES,
    where={spread: eta**2 * tau**2 / (c * (2 - c))},
)

# Adam's first step on nothing but the decay's gradient, kappa w with a positive w. The strength
# cancels. The wrong one is the step of plain gradient descent.
weight = sp.Symbol("w", positive=True)
ADAM = Identity(
    name="Adam's first step on the decay alone",
    left=sp.Mul(eta, numerator, sp.Pow(denominator, -sp.Rational(1, 2)), evaluate=False),
    right=eta,
    wrong=eta * kappa * weight,
    ranges={**RANGES, weight: (1, 9)},
    where={
        numerator: (1 - first) * kappa * weight / (1 - first),
        denominator: (1 - second) * (kappa * weight) ** 2 / (1 - second),
    },
)

IDENTITIES = (STEP, EPOCH, SLACK, SETTLED, SHARED, SPLIT, NOISE, ADAM)
