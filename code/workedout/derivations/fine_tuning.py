"""Fine-tuning: resizing an image, the gradient of a last layer, and the noise that a new one sends.

The three of them in order: where a new pixel lies among the old ones, and what goes between two of
these; a last layer on fixed features, whose loss is convex; a last layer with drawn weights, in
front of which the gradient has the mean 0, and a size that no training made.
"""

from collections.abc import Iterator
from itertools import product

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import plus, times
from workedout.derivations.algebra.layers import derivative
from workedout.derivations.identity import Identity
from workedout.derivations.softmax import indexed, log_sum, logits, one_hot, softmax

i, d, j, k = sp.symbols("i d j k", integer=True, positive=True)
old, new = sp.symbols("n m", integer=True, positive=True)
K = sp.Symbol("K", integer=True, positive=True)
share, low, slope, place = sp.symbols("f a s l", real=True)
sigma = sp.Symbol(r"\sigma", positive=True)
position, between, curvature, mean_change = (
    sp.Symbol(name, real=True) for name in ("u", r"\tilde{x}", r"\ell''", r"\bar{v}")
)
p, y, v, h, delta = (sp.IndexedBase(name) for name in ("p", "y", "v", "h", r"\delta"))
weight_gradient = sp.IndexedBase(derivative("W"))
mean_square = sp.Symbol(r"\E \left(" + derivative("h_{d}") + r"\right)^{2}", positive=True)

features = sp.symbols("h_1:3", real=True)
directions = sp.symbols("r_1:4", real=True)
errors = sp.symbols("e_1:4", real=True)
weights = [sp.symbols(f"{row}_1:3", real=True) for row in "ABC"]  # of each class, a row
CLASSES = (2, 3)
half = sp.Rational(1, 2)

# A new pixel covers from i·n/m to (i + 1)·n/m of the old ones, counted from the edge of the first;
# the centre of the first lies half a pixel from that edge.
POSITION = Identity(
    name="where a new pixel's centre lies among the old ones",
    left=position,
    right=plus(times(plus(i, half), old / new), -half),
    wrong=times(i, old / new),
    ranges={i: (1, 30), old: (2, 30), new: (2, 30)},
    where={position: (i * old / new + (i + 1) * old / new) / 2 - half},
)

# The old shades lie on a line, as they do between any two neighbours.
BETWEEN = Identity(
    name="a new shade lies on the line between its two old neighbours",
    left=between,
    right=plus(low, times(slope, plus(place, share))),
    wrong=plus(low, times(slope, plus(place, 1, -share))),
    ranges={low: (-9, 9), slope: (1, 9), place: (0, 9), share: (2, 9)},
    where={between: (1 - share) * (low + slope * place) + share * (low + slope * (place + 1))},
)


def last_layers() -> Iterator[Case]:
    """Two features; two and three classes; each class as the label, by each of the weights."""
    for classes in CLASSES:
        outputs = [
            sp.Add(*(a * b for a, b in zip(w, features, strict=True))) for w in weights[:classes]
        ]
        for right in range(1, classes + 1):
            loss = log_sum(outputs) - outputs[right - 1]
            for row, column in product(range(1, classes + 1), (1, 2)):
                yield {
                    k: sp.Integer(row),
                    d: sp.Integer(column),
                    weight_gradient[row, column]: sp.diff(loss, weights[row - 1][column - 1]),
                    **indexed(p, softmax(outputs)),
                    **indexed(y, one_hot(right, classes)),
                    **indexed(h, list(features)),
                }


LAST_LAYER = Identity(
    name="gradient of a last layer on fixed features",
    left=weight_gradient[k, d],
    right=times(plus(p[k], -y[k]), h[d]),
    wrong=times(plus(y[k], -p[k]), h[d]),
    ranges={
        **dict.fromkeys(features, (1, 3)),
        **dict.fromkeys(sum(weights, ()), (-2, 2)),
    },
    cases=last_layers,
)


def along_lines() -> Iterator[Case]:
    """Two and three classes: the loss along a line of logits, differentiated twice."""
    t = sp.Symbol("t", real=True)
    for classes in CLASSES:
        values, way = list(logits[:classes]), list(directions[:classes])
        moved = [a + t * b for a, b in zip(values, way, strict=True)]
        # What the label takes away is linear in the logits, and has no second derivative.
        yield {
            K: sp.Integer(classes),
            curvature: sp.diff(log_sum(moved), t, 2).subs(t, 0),
            mean_change: sp.Add(*(a * b for a, b in zip(softmax(values), way, strict=True))),
            **indexed(p, softmax(values)),
            **indexed(v, way),
        }


CONVEX = Identity(
    name="second derivative of the loss along any line of last layers",
    left=curvature,
    right=sp.Sum(times(p[k], plus(v[k], -mean_change) ** 2), (k, 1, K)),
    wrong=sp.Sum(times(p[k], v[k] ** 2), (k, 1, K)),
    ranges={**dict.fromkeys(logits, (-2, 2)), **dict.fromkeys(directions, (-3, 3))},
    cases=along_lines,
)


def drawn_layers() -> Iterator[Case]:
    """Two and three classes: the mean over all signs of the weights in front of one feature."""
    for classes in CLASSES:
        each = list(errors[:classes])
        signs = list(product((-1, 1), repeat=classes))
        sums = [sp.Add(*(s * sigma * e for s, e in zip(w, each, strict=True))) for w in signs]
        mean = sp.expand(sp.Add(*(total**2 for total in sums)) / len(signs))
        yield {K: sp.Integer(classes), mean_square: mean, **indexed(delta, each)}


NOISE = Identity(
    name="mean square of the gradient that a drawn last layer sends to a feature",
    left=mean_square,
    right=times(sigma**2, sp.Sum(delta[k] ** 2, (k, 1, K))),
    wrong=times(sigma**2, sp.Sum(delta[k], (k, 1, K)) ** 2),
    ranges={sigma: (1, 5), **dict.fromkeys(errors, (-4, 4))},
    cases=drawn_layers,
)


def even_answers() -> Iterator[Case]:
    """Two, three and ten classes, of which each has the same probability."""
    for classes in (*CLASSES, 10):
        even = [sp.Rational(1, classes)] * classes
        yield {K: sp.Integer(classes), **indexed(p, even), **indexed(y, one_hot(1, classes))}


EVEN = Identity(
    name="squared errors of a network that finds all classes equally likely",
    left=sp.Sum(plus(p[k], -y[k]) ** 2, (k, 1, K)),
    right=plus(1, -1 / K),
    wrong=sp.Rational(1, 1) / K,
    ranges={},
    cases=even_answers,
)

IDENTITIES = (POSITION, BETWEEN, LAST_LAYER, CONVEX, NOISE, EVEN)
