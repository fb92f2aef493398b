"""How many places a window has along an axis: of any kernel, padding, stride and dilation.

Each formula is compared, in drawn cases, with windows that were slid along the axis one by one.
"""

import random
from collections.abc import Iterator

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.identity import Identity
from workedout.from_scratch.windows import Window

n, k, p, s, d = sp.symbols("n k p s d", integer=True, positive=True)
o, P, r, L = sp.symbols("o P r L", integer=True, positive=True)
j = sp.Symbol("j", integer=True, positive=True)
CASES = 60


ONE = sp.Integer(1)
GAPS = plus(k, -ONE)


def configurations() -> Iterator[tuple[int, Window]]:
    """Sizes of images and windows that have a place there, drawn once and for all."""
    draw = random.Random("convolution sizes")
    found = 0
    while found < CASES:
        padding = draw.randint(0, 4)
        window = Window(
            draw.randint(1, 7), padding, padding, draw.randint(1, 4), draw.randint(1, 3)
        )
        size = draw.randint(3, 40)
        if window.outputs(size):
            found += 1
            yield size, window


def known(size: int, window: Window) -> dict[sp.Basic, sp.Basic]:
    """What the symbols stand for."""
    return {
        n: sp.Integer(size),
        k: sp.Integer(window.kernel),
        p: sp.Integer(window.before),
        s: sp.Integer(window.stride),
        d: sp.Integer(window.dilation),
    }


def slid() -> Iterator[Case]:
    """The outputs and the left-over pixels, counted by sliding."""
    for size, window in configurations():
        counted = {o: sp.Integer(window.outputs(size)), r: sp.Integer(window.left_over(size))}
        yield known(size, window) | counted


def same() -> Iterator[Case]:
    """The padding of both ends together that keeps the size, found by trying one after another."""
    for kernel in range(2, 9):
        for dilation in range(1, 4):
            size = 3 * kernel * dilation
            total = 0
            while Window(kernel, 0, total, 1, dilation).outputs(size) != size:
                total += 1
            yield {
                k: sp.Integer(kernel),
                d: sp.Integer(dilation),
                P: sp.Integer(total),
            }


def stacked() -> Iterator[Case]:
    """What is left of an axis after layers without padding, layer by layer."""
    draw = random.Random("layers without padding")
    for _ in range(CASES):
        kernel, layers = draw.randint(2, 5), draw.randint(1, 4)
        size = draw.randint(layers * (kernel - 1) + 1, 40)
        left = size
        for _ in range(layers):
            left = Window(kernel).outputs(left)
        yield {
            n: sp.Integer(size),
            k: sp.Integer(kernel),
            L: sp.Integer(layers),
            o: sp.Integer(left),
        }


# From the first pixel that a window looks at to the last: k pixels have k - 1 gaps. The wrong one
# counts a gap after the last pixel as well.
SPAN = Identity(
    name="span of a window",
    left=plus(ONE, sp.Sum(d, (j, 1, GAPS))),
    right=plus(times(d, GAPS), ONE),
    wrong=d * k,
    ranges={d: (1, 9), k: (2, 20)},
)

# The window may start at 0, s, 2s and so on, as long as its last pixel is there. The wrong one
# takes the span to be d k.
ROOM = plus(n, 2 * p, -times(d, GAPS), -ONE)
OUTPUTS = Identity(
    name="outputs along an axis",
    left=o,
    right=plus(sp.floor(times(ROOM, sp.Pow(s, -1)), evaluate=False), ONE),
    wrong=plus(sp.floor((n + 2 * p - d * k) / s, evaluate=False), ONE),
    ranges={},
    cases=slid,
)

# What the windows cover; the rounding down leaves r pixels at the end of the axis. The wrong one
# moves the window once more than there are moves between o places.
COVERED = Identity(
    name="pixels that the windows cover",
    left=plus(n, 2 * p, -r),
    right=plus(times(s, plus(o, -ONE)), times(d, GAPS), ONE),
    wrong=s * o + d * (k - 1) + 1,
    ranges={},
    cases=slid,
)

# With stride 1, what keeps the size. The wrong one pads by half a kernel on each side, which is
# one pixel too many where the kernel is even.
SAME = Identity(
    name="padding that keeps the size",
    left=P,
    right=times(d, GAPS),
    wrong=2 * d * sp.floor(k / 2, evaluate=False),
    ranges={},
    cases=same,
)

# Each layer takes k - 1 pixels. The wrong one lets a layer take a whole kernel.
UNPADDED = Identity(
    name="size after layers without padding",
    left=o,
    right=plus(n, -times(L, GAPS)),
    wrong=n - L * k,
    ranges={},
    cases=stacked,
)

IDENTITIES = (SPAN, OUTPUTS, COVERED, SAME, UNPADDED)


def outputs(size: int, window: Window) -> int:
    """Outputs along an axis by the formula, the padding of the two ends taken together."""
    both = window.before + window.after
    values = known(size, window) | {p: sp.Rational(both, 2)}
    return int(OUTPUTS.right.xreplace(values).doit())
