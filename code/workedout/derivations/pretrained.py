"""Sizes of AlexNet's first layer, and normalisation folded into a first layer.

Sizes are compared with windows that were slid or tried one by one; the folding with images of one
to three channels under filters of one to three pixels.
"""

import random
from collections.abc import Iterator
from itertools import product as product_of

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.convolution_sizes import k, n, o, p, s
from workedout.derivations.identity import Identity
from workedout.from_scratch.windows import Window

P = sp.Symbol("P", integer=True, nonnegative=True)
least, most = sp.symbols(r"n_{\min} n_{\max}", integer=True, positive=True)
e, j, c, m = sp.symbols("e j c m", integer=True, positive=True)
b, moved = sp.symbols("b b'", real=True)
w, x, mu, sigma = map(sp.IndexedBase, ("w", "x", r"\mu", r"\sigma"))
CASES = 60


def tried() -> Iterator[Case]:
    """The least padding, of both ends, with which every s-th pixel has a place; by trying."""
    draw = random.Random("padding by trying")
    for _ in range(CASES):
        size, stride = draw.randint(3, 40), draw.randint(1, 5)
        kernel = draw.randint(stride + 1, 11)  # else there may be nothing to pad
        starts = len(range(0, size, stride))
        total = 0
        while Window(kernel, 0, total, stride).outputs(size) < starts:
            total += 1
        numbers = {n: size, k: kernel, s: stride, o: starts, P: total}
        yield {symbol: sp.Integer(value) for symbol, value in numbers.items()}


def fitting() -> Iterator[Case]:
    """The smallest and the largest image that has so many outputs, by trying one after another."""
    draw = random.Random("images by trying")
    for _ in range(CASES):
        padding = draw.randint(0, 3)
        window = Window(draw.randint(2 * padding + 1, 11), padding, padding, draw.randint(1, 5))
        places = draw.randint(1, 9)
        sizes = [size for size in range(1, 80) if window.outputs(size) == places]
        numbers = {
            k: window.kernel, p: padding, s: window.stride, o: places,
            least: min(sizes), most: max(sizes),
        }  # fmt: skip
        yield {symbol: sp.Integer(value) for symbol, value in numbers.items()}


def images() -> Iterator[Case]:
    """What a filter of few pixels sees, in one to three channels."""
    for channels in (1, 2, 3):
        for count in (1, 2, 3):
            known: dict[sp.Basic, sp.Expr] = {c: sp.Integer(channels), m: sp.Integer(count)}
            for channel in range(1, channels + 1):
                known[mu[channel]] = sp.Symbol(f"mu_{channel}", real=True)
                known[sigma[channel]] = sp.Symbol(f"sigma_{channel}", positive=True)
                for place in range(1, count + 1):
                    known[w[channel, place]] = sp.Symbol(f"w_{channel}_{place}", real=True)
                    known[x[channel, place]] = sp.Symbol(f"x_{channel}_{place}", real=True)
            yield {**known, moved: to_black(known, channels, count)}


def to_black(known: Case, channels: int, count: int) -> sp.Expr:
    """What the filter answers, behind the normalisation, where every pixel is 0."""
    places = product_of(range(1, channels + 1), range(1, count + 1))
    return b + sum(
        known[w[channel, place]] * (0 - known[mu[channel]]) / known[sigma[channel]]
        for channel, place in places
    )


def over(summand: sp.Expr) -> sp.Expr:
    """Over all channels and pixels under the window."""
    return sp.Sum(summand, (j, 1, m), (e, 1, c))


SYMBOLS = [
    *(f"{letter}_{channel}" for letter in ("mu", "sigma") for channel in (1, 2, 3)),
    *(f"{letter}_{i}_{q}" for letter in "wx" for i in (1, 2, 3) for q in (1, 2, 3)),
]
DRAWN = {
    b: (-9, 9),
    **{
        sp.Symbol(name, positive=True) if "sigma" in name else sp.Symbol(name, real=True): (1, 9)
        for name in SYMBOLS
    },
}

# SAME: a window starts at every s-th pixel. The wrong one rounds down, as without padding.
SAME_OUTPUTS = Identity(
    name="outputs with SAME padding",
    left=o,
    right=sp.ceiling(n / s, evaluate=False),
    wrong=sp.floor(n / s, evaluate=False),
    ranges={},
    cases=tried,
)

# What that takes, at both ends together. The wrong one is right for stride 1 alone.
SAME_PADDING = Identity(
    name="padding that SAME takes",
    left=P,
    right=plus(times(s, plus(o, -sp.Integer(1))), k, -n),
    wrong=k - 1,
    ranges={},
    cases=tried,
)

# The formula of the outputs, solved for the image. The wrong one moves the window o times.
SMALLEST = Identity(
    name="smallest image with so many outputs",
    left=least,
    right=plus(times(s, plus(o, -sp.Integer(1))), k, -2 * p),
    wrong=s * o + k - 2 * p,
    ranges={},
    cases=fitting,
)
LARGEST = Identity(
    name="largest image with so many outputs",
    left=most,
    right=plus(least, s, -sp.Integer(1)),
    wrong=least + s,
    ranges={},
    cases=fitting,
)

# Normalised pixels under a filter are plain pixels under another one. The wrong one multiplies.
FOLDED = Identity(
    name="normalisation folded into a filter",
    left=plus(over(w[e, j] * times(plus(x[e, j], -mu[e]), 1 / sigma[e])), b),
    right=plus(over(w[e, j] / sigma[e] * x[e, j]), moved),
    wrong=over(w[e, j] * sigma[e] * x[e, j]) + moved,
    ranges=DRAWN,
    cases=images,
)

# Its bias is what the filter answers to black. The wrong one forgets that the means are divided.
FOLDED_BIAS = Identity(
    name="bias that takes the mean over",
    left=moved,
    right=plus(b, -over(w[e, j] * mu[e] / sigma[e])),
    wrong=b - over(w[e, j] * mu[e]),
    ranges=DRAWN,
    cases=images,
)

IDENTITIES = (SAME_OUTPUTS, SAME_PADDING, SMALLEST, LARGEST, FOLDED, FOLDED_BIAS)


def images_with(outputs: int, window: Window) -> range:
    """The sides of all images that have so many outputs, by the formulas; equal padding."""
    values = {k: window.kernel, p: window.before, s: window.stride, o: outputs}
    smallest = int(SMALLEST.right.xreplace({a: sp.Integer(v) for a, v in values.items()}).doit())
    largest = LARGEST.right.xreplace({least: sp.Integer(smallest), s: sp.Integer(window.stride)})
    return range(smallest, int(largest.doit()) + 1)
