"""What padding does at the border: how many products see it, and how far in it reaches."""

from collections.abc import Iterator

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import over, plus, times
from workedout.derivations.identity import Identity
from workedout.from_scratch.windows import Window, touched_by_padding

n, p, L = sp.symbols("n p L", integer=True, positive=True)
i = sp.Symbol("i", integer=True, positive=True)
z, t = sp.symbols("z t", positive=True)
ONE = sp.Integer(1)


def slid() -> Iterator[Case]:
    """The share of products that see padding, counted by sliding windows over both axes."""
    for reach in (1, 2, 3):
        for size in (2 * reach + 1, 8, 11, 28):
            window = Window(2 * reach + 1, reach, reach)
            products = window.kernel * size
            inside = products - window.on_padding(size)
            counted = 1 - sp.Rational(inside**2, products**2)
            yield {n: sp.Integer(size), p: sp.Integer(reach), z: counted}


def spread() -> Iterator[Case]:
    """The share of outputs that padding has a part in, found by following it layer by layer."""
    for reach in (1, 2, 3):
        for layers in (1, 2, 4):
            for size in (2 * reach * layers, 30, 56):
                found = touched_by_padding(size, 2 * reach + 1, layers)
                share = sp.Rational(round(found * size**2), size**2)
                sizes = {n: sp.Integer(size), p: sp.Integer(reach), L: sp.Integer(layers)}
                yield sizes | {t: share}


# Along one axis, kernel 2p + 1, padding p: the first window has p pixels of padding, the next p - 1
# and so on, and the same at the other end. The wrong one takes p of each.
AXIS = Identity(
    name="pixels of padding seen along an axis",
    left=times(sp.Integer(2), sp.Sum(i, (i, 1, p))),
    right=times(p, plus(p, ONE)),
    wrong=2 * p**2,
    ranges={p: (1, 20)},
)

# Of both axes: a product sees the image when its row does and its column does. The wrong one is the
# share of windows that see any padding.
SEEN = Identity(
    name="share of products that see padding",
    left=z,
    right=plus(
        ONE,
        -sp.Pow(
            plus(ONE, -over(times(p, plus(p, ONE)), times(plus(2 * p, ONE), n))),
            2,
            evaluate=False,
        ),
    ),
    wrong=1 - (1 - 2 * p / n) ** 2,
    ranges={},
    cases=slid,
)

# Each layer carries it p pixels further in. The wrong one stays where the first layer put it.
TOUCHED = Identity(
    name="share of outputs that padding has a part in",
    left=t,
    right=plus(ONE, -sp.Pow(plus(ONE, -over(times(sp.Integer(2), p, L), n)), 2, evaluate=False)),
    wrong=1 - (1 - 2 * p / n) ** 2,
    ranges={},
    cases=spread,
)

IDENTITIES = (AXIS, SEEN, TOUCHED)


def share_seen(size: int, reach: int) -> float:
    """The share of products that see padding, by the formula."""
    return float(SEEN.right.subs({n: size, p: reach}))


def share_touched(size: int, reach: int, layers: int) -> float:
    """The share of outputs that padding has a part in, by the formula; it reaches the middle."""
    if 2 * reach * layers >= size:
        return 1.0
    return float(TOUCHED.right.subs({n: size, p: reach, L: layers}))
