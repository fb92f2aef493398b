"""How a layer scales what passes through it, and the starts that keep the scale."""

import sympy as sp

from workedout.derivations.identity import Identity

s, weight = sp.symbols("s u", real=True)  # u, since w^2 would be a weight of layer 2
a, v, tau = sp.symbols("a v tau", positive=True)
n, m, layer, L = sp.symbols("n m l L", integer=True, positive=True)
half = sp.Rational(1, 2)

# The variance of a weight that is uniform in (-a, a). The wrong one takes a for the deviation.
UNIFORM = Identity(
    name="variance of a uniform weight",
    left=sp.Mul(1 / (2 * a), sp.Integral(weight**2, (weight, -a, a)), evaluate=False),
    right=a**2 / 3,
    wrong=a**2,
    ranges={a: (1, 9)},
)

# The weighted sum of three inputs, the weights drawn anew: mean square. The wrong one adds first
# and squares then. Squares have brackets, since x^2 is what layer 2 puts out.
drawn = sp.symbols("w_1:4", real=True)
values = sp.symbols("x_1:4", real=True)
SQUARED_SUM = sp.Symbol(r"\E\left[(s)^{2}\right]", real=True)
SQUARES = {sp.Symbol(f"({each})^{{2}}", real=True): each**2 for each in values}
MEAN_SQUARE = Identity(
    name="mean square of a weighted sum",
    left=SQUARED_SUM,
    right=sp.Mul(v, sp.Add(*SQUARES), evaluate=False),
    wrong=v * sp.Add(*values) ** 2,
    ranges={**dict.fromkeys(values, (-9, 9)), a: (1, 5)},
    where={
        SQUARED_SUM: sp.integrate(
            sp.expand(sum(wi * xi for wi, xi in zip(drawn, values, strict=True)) ** 2)
            / (2 * a) ** 3,
            *((wi, -a, a) for wi in drawn),
        ),
        v: a**2 / 3,
        **SQUARES,
    },
)

# What ReLU leaves of it, for a normal sum with standard deviation tau. The wrong one halves the
# deviation, not its square.
KEPT = sp.Symbol(r"\E\left[{f(s)}^{2}\right]", real=True)
RELU_HALF = Identity(
    name="mean square behind ReLU",
    left=KEPT,
    right=sp.Mul(half, tau**2, evaluate=False),
    wrong=(tau / 2) ** 2,
    ranges={tau: (1, 9)},
    where={
        KEPT: sp.integrate(
            s**2 * sp.exp(-(s**2) / (2 * tau**2)) / (tau * sp.sqrt(2 * sp.pi)), (s, 0, sp.oo)
        )
    },
)

# From the first weighted sums to those of layer L. The wrong one counts the first layer, too.
DEEP = Identity(
    name="factor from layer 1 to layer L",
    left=sp.Product(n * v / 2, (layer, 2, L)),
    right=sp.Pow(n * v / 2, sp.Add(L, -1, evaluate=False), evaluate=False),
    wrong=(n * v / 2) ** L,
    ranges={n: (1, 30), v: (1, 4), L: (2, 6)},
)

# The bound of Xavier's uniform weights gives the variance between 1/n and 1/m. The wrong one takes
# the bound's square for the variance.
XAVIER = Identity(
    name="variance of Xavier's uniform weights",
    left=sp.Mul(1 / (2 * a), sp.Integral(weight**2, (weight, -a, a)), evaluate=False),
    right=2 / sp.Add(n, m, evaluate=False),
    wrong=6 / (n + m),
    ranges={n: (1, 900), m: (1, 900)},
    where={a: sp.sqrt(6 / (n + m))},
)

IDENTITIES = (UNIFORM, MEAN_SQUARE, RELU_HALF, DEEP, XAVIER)
