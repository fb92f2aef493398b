"""Momentum on a quadratic: one direction of it as a matrix of two rows, and its eigenvalues.

A direction with curvature λ has the gradient λw. The rule itself, as the code has it, is applied
to symbols; a stands for ηλ, and what decides is the polynomial p whose roots the eigenvalues are.
"""

from collections.abc import Callable
from typing import Any

import sympy as sp

from workedout.derivations.algebra.in_order import over, plus, times
from workedout.derivations.identity import Identity
from workedout.from_scratch.update_rules import momentum, nesterov

Rule = Callable[..., Any]
a, root = sp.symbols("a r", positive=True)
mu = sp.Symbol("mu", real=True)
z = sp.Symbol("z")
w, w_new, w_next = sp.symbols("w_{t-1} w_{t} w_{t+1}", real=True)
u, u_new = sp.Symbol(r"\eta v_{t-1}", real=True), sp.Symbol(r"\eta v_{t}", real=True)
FREE = {**dict.fromkeys((w, w_new, u, mu), (-9, 9)), a: (1, 9), z: (-9, 9)}


def stepped(weight: sp.Expr, scaled: sp.Expr, rule: Rule = momentum) -> tuple[sp.Expr, sp.Expr]:
    """A step of the rule for rate 1 and curvature a, which moves w and ηv as any rate does."""
    moved, (velocity,) = rule(weight, a * weight, (scaled,), 1, rate=1, mu=mu)
    return sp.expand(moved), sp.expand(velocity)


def matrix(step: tuple[sp.Expr, sp.Expr]) -> sp.ImmutableMatrix:
    """The step as a matrix, which is applied to w and ηv."""
    return sp.ImmutableMatrix([[each.coeff(of) for of in (w, u)] for each in step])


STEP = stepped(w, u)
MATRIX = matrix(STEP)
polynomial = sp.expand((z * sp.eye(2) - MATRIX).det())


def p(at: sp.Expr) -> sp.Expr:
    """The characteristic polynomial, worked out from the matrix."""
    return polynomial.subs(z, at)


TRACE = plus(1, mu, -a)

# Weight and scaled velocity, after a step. The wrong matrix uses the old velocity for the weight.
AS_MATRIX = Identity(
    name="a step as a matrix",
    left=sp.ImmutableMatrix([w_new, u_new]),
    right=sp.MatMul(
        sp.ImmutableMatrix([[plus(1, -a), -mu], [a, mu]]),
        sp.ImmutableMatrix([w, u]),
        evaluate=False,
    ),
    wrong=sp.MatMul(
        sp.ImmutableMatrix([[1, -mu], [a, mu]]), sp.ImmutableMatrix([w, u]), evaluate=False
    ),
    ranges=FREE,
    cases=lambda: [{w_new: STEP[0], u_new: STEP[1]}],
)

# Without the velocity: it is what the weight has just moved. The wrong one counts it once more.
RECURRENCE = Identity(
    name="the weight from its last two places",
    left=w_next,
    right=plus(times(TRACE, w_new), times(-1, mu, w)),
    wrong=(1 - a) * w_new - mu * w,
    ranges=FREE,
    where={w_next: stepped(w_new, w - w_new)[0]},
)

# The wrong one has the sign of momentum turned round.
named = sp.Symbol("p(z)")
CHARACTERISTIC = Identity(
    name="polynomial of the eigenvalues",
    left=named,
    right=plus(z**2, -times(TRACE, z), mu),
    wrong=z**2 - (1 + mu - a) * z - mu,
    ranges=FREE,
    where={named: polynomial},
)

# Its roots, as SymPy finds the eigenvalues of the matrix. The wrong one forgets to halve.
larger = sp.Symbol("z_{+}")
SQUARED = plus(sp.Pow(TRACE, 2, evaluate=False), -4 * mu)
ROOTS = Identity(
    name="the larger eigenvalue",
    left=larger,
    right=over(plus(TRACE, sp.sqrt(SQUARED, evaluate=False)), 2),
    wrong=TRACE + sp.sqrt(SQUARED),
    ranges={a: (9, 20), mu: (-9, -1)},  # real there
    where={
        larger: max(MATRIX.eigenvals(), key=lambda each: float(each.subs({a: 9, mu: -1}).evalf()))
    },
)

# When they are complex: between two rates, for r = √μ. The wrong one has μ for its root.
DISCRIMINANT = Identity(
    name="where the eigenvalues turn complex",
    left=plus(sp.Pow(plus(1, mu, -a), 2, evaluate=False), -4 * mu),
    right=times(plus(a, -(plus(1, -sp.sqrt(mu)) ** 2)), plus(a, -(plus(1, sp.sqrt(mu)) ** 2))),
    wrong=(a - (1 - mu) ** 2) * (a - (1 + mu) ** 2),
    ranges={a: (1, 9), root: (2, 9)},
    where={mu: root**2},
)

# A quantity of which each step keeps the share μ. The wrong one keeps its root, as lengths do.
kept, kept_before = sp.symbols("Q_{t+1} Q_{t}", real=True)


def energy(later: sp.Expr, earlier: sp.Expr) -> sp.Expr:
    """The product of the two factors of the recurrence."""
    return later**2 - (1 + mu - a) * later * earlier + mu * earlier**2


Q_NAMED = Identity(
    name="what is kept, in full",
    left=kept_before,
    right=plus(w_new**2, -times(TRACE, w_new, w), times(mu, w**2)),
    wrong=w_new**2 + mu * w**2,
    ranges=FREE,
    # The determinant of two states in a row, which the matrix multiplies by its own.
    where={
        kept_before: sp.expand(
            sp.Matrix([[w_new, w], [(1 + mu - a) * w_new - mu * w, w_new]]).det()
        )
    },
)
KEPT = Identity(
    name="what a step keeps",
    left=kept,
    right=times(mu, kept_before),
    wrong=mu**2 * kept_before,
    ranges=FREE,
    where={
        kept: energy((1 + mu - a) * w_new - mu * w, w_new),
        kept_before: energy(w_new, w),
    },
)


def at(place: sp.Expr, text: str, right: sp.Expr, wrong: sp.Expr) -> Identity:
    """The polynomial at one place; its sign there says on which side the roots are."""
    value = sp.Symbol(rf"p\left({text}\right)", real=True)
    return Identity(
        name=f"polynomial at {text}".replace(r"\sqrt{a}", "√a").replace("-", "\N{MINUS SIGN}"),
        left=value,
        right=right,
        wrong=wrong,
        ranges=FREE,
        where={value: p(place)},
    )


# At 1, at -1, at the factor of plain descent, and at the best one that there is. The wrong ones
# forget the momentum, in both senses.
AT_ONE = at(sp.S.One, "1", a, a - mu)
AT_MINUS_ONE = at(sp.S.NegativeOne, "-1", plus(times(2, plus(1, mu)), -a), 2 - a)
AT_PLAIN = at(1 - a, "1 - a", times(mu, a), mu * (1 - a))
AT_BEST = at(
    1 - sp.sqrt(a),
    r"1 - \sqrt{a}",
    times(sp.sqrt(a), plus(mu, -(plus(1, -sp.sqrt(a)) ** 2))),
    sp.sqrt(a) * (mu - (1 - a) ** 2),
)

# Where a is small the larger root falls with it, by 1/(1 - μ). The wrong one falls as without.
slope = sp.Symbol(r"\left.\frac{d z_{+}}{d a}\right|_{a=0}", real=True)
SLOW = Identity(
    name="momentum along a flat direction",
    left=slope,
    right=-over(1, plus(1, -mu)),
    wrong=sp.S.NegativeOne,
    ranges={root: (1, 9)},
    where={
        slope: sp.diff(ROOTS.right, a).subs(a, 0).subs(mu, 1 - root),
        mu: 1 - root,  # r is above 0: any momentum below 1
    },
)

# Nesterov's variant, whose roots have another product. The wrong one has that of momentum.
others = sp.Symbol("q(z)")
NESTEROV = Identity(
    name="polynomial with Nesterov's momentum",
    left=others,
    right=plus(z**2, -times(plus(1, mu), plus(1, -a), z), times(mu, plus(1, -a))),
    wrong=z**2 - (1 + mu) * (1 - a) * z + mu,
    ranges=FREE,
    where={others: sp.expand((z * sp.eye(2) - matrix(stepped(w, u, nesterov))).det())},
)

IDENTITIES = (
    AS_MATRIX,
    RECURRENCE,
    CHARACTERISTIC,
    ROOTS,
    DISCRIMINANT,
    Q_NAMED,
    KEPT,
    AT_ONE,
    AT_MINUS_ONE,
    AT_PLAIN,
    AT_BEST,
    SLOW,
    NESTEROV,
)
