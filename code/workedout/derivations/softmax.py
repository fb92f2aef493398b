"""Softmax with cross-entropy, the same with a softmax too many, and means over batches."""

from collections.abc import Iterator

import sympy as sp

from workedout.derivations.algebra.cases import Case
from workedout.derivations.algebra.in_order import times
from workedout.derivations.algebra.layers import derivative
from workedout.derivations.identity import Identity

i, j, k, n, y = sp.symbols("i j k n y", integer=True, positive=True)
m, t, tau = sp.symbols("m t tau", real=True)
z, p, q, target = (sp.IndexedBase(name) for name in ("z", "p", "q", "y"))
share = sp.IndexedBase(r"\pi")
by_logit = sp.IndexedBase(derivative("z"))
total_by_logit = sp.IndexedBase(derivative("z", r"\Lambda"))
loss, by_scale = sp.Symbol(r"\ell", real=True), sp.Symbol(derivative(r"\tau"), real=True)
logits = sp.symbols("z_1:4", real=True)
targets = sp.symbols("t_1:4", real=True)
weights = sp.symbols("u_1:4", positive=True)
others = sp.symbols("v_1:4", positive=True)

CLASSES = (2, 3)
RANGES = {**dict.fromkeys(logits, (-3, 3)), **dict.fromkeys(targets, (-3, 3))}
POSITIVE = dict.fromkeys((*weights, *others), (1, 9))


def total(*terms: sp.Expr) -> sp.Expr:
    """A sum in the order in which it is written."""
    return sp.Add(*terms, evaluate=False)


def softmax(values: list[sp.Expr]) -> list[sp.Expr]:
    """The probabilities of some logits."""
    sum_ = sp.Add(*map(sp.exp, values))
    return [sp.exp(value) / sum_ for value in values]


def log_sum(values: list[sp.Expr]) -> sp.Expr:
    """The logarithm of the sum of exponentials."""
    return sp.log(sp.Add(*map(sp.exp, values)))


def indexed(base: sp.IndexedBase, values: list[sp.Expr]) -> Case:
    """The entries of a list, numbered from 1."""
    return {base[number]: value for number, value in enumerate(values, 1)}


def over(term: sp.Expr, index: sp.Symbol = j) -> sp.Sum:
    """The sum over all classes."""
    return sp.Sum(term, (index, 1, n))


def one_hot(label: int, classes: int) -> list[sp.Expr]:
    """Zeros, and a one at the label, counted from 1."""
    return [sp.Integer(number == label) for number in range(1, classes + 1)]


def logits_only() -> Iterator[Case]:
    """Two and three classes."""
    for classes in CLASSES:
        values = [*logits[:classes]]
        yield {n: sp.Integer(classes), **indexed(z, values), **indexed(p, softmax(values))}


def each_logit() -> Iterator[Case]:
    """For each class its logit, by which is differentiated; the shares of the target add to 1."""
    for case in logits_only():
        classes = int(case[n])
        values, free = [*logits[:classes]], [*targets[: classes - 1]]
        shares = [*free, 1 - sp.Add(*free)]
        cost = log_sum(values) - sp.Add(*(a * b for a, b in zip(shares, values, strict=True)))
        for number, value in enumerate(values, 1):
            yield {
                **case,
                i: sp.Integer(number),
                **indexed(target, shares),
                total_by_logit[number]: sp.diff(log_sum(values), value),
                by_logit[number]: sp.diff(cost, value),
            }


def each_label() -> Iterator[Case]:
    """For each class as the label: its loss, and the loss with all logits times tau, by tau."""
    for case in logits_only():
        classes = int(case[n])
        values = [*logits[:classes]]
        stretched = [tau * value for value in values]
        for label in range(1, classes + 1):
            cost = -sp.log(softmax(values)[label - 1])
            along = log_sum(stretched) - stretched[label - 1]
            yield {
                **case,
                y: sp.Integer(label),
                loss: cost,
                by_scale: sp.diff(along, tau),
                **indexed(q, softmax(stretched)),
            }


def doubled_cases() -> Iterator[Case]:
    """A softmax of a softmax, for each label and each logit."""
    for case in logits_only():
        classes = int(case[n])
        values = [*logits[:classes]]
        first = softmax(values)
        for label in range(1, classes + 1):
            cost = log_sum(first) - first[label - 1]
            for number, value in enumerate(values, 1):
                yield {
                    **case,
                    i: sp.Integer(number),
                    **indexed(target, one_hot(label, classes)),
                    **indexed(q, softmax(first)),
                    by_logit[number]: sp.diff(cost, value),
                }


def squared_cases() -> Iterator[Case]:
    """Half the squared distance of probabilities and label, for each label and each logit."""
    for case in logits_only():
        classes = int(case[n])
        values = [*logits[:classes]]
        for label in range(1, classes + 1):
            wanted = one_hot(label, classes)
            pairs = zip(softmax(values), wanted, strict=True)
            cost = sp.Add(*((given - asked) ** 2 for given, asked in pairs)) / 2
            for number, value in enumerate(values, 1):
                yield {
                    **case,
                    i: sp.Integer(number),
                    **indexed(target, wanted),
                    by_logit[number]: sp.diff(cost, value),
                }


def two_lists() -> Iterator[Case]:
    """Shares of the classes, and probabilities that a network gives; both add up to 1."""
    for classes in CLASSES:
        some, more = weights[:classes], others[:classes]
        yield {
            n: sp.Integer(classes),
            **indexed(share, [value / sp.Add(*some) for value in some]),
            **indexed(p, [value / sp.Add(*more) for value in more]),
        }


# The loss of one example as logits give it. The wrong one takes the exponential of the label's
# logit out of the sum, too.
LOSS = Identity(
    name="cross-entropy by logits",
    left=loss,
    right=total(sp.log(over(sp.exp(z[j]))), -z[y]),
    wrong=sp.log(over(sp.exp(z[j]))) - sp.exp(z[y]),
    ranges=RANGES,
    cases=each_label,
)

# Any number may be taken out of the sum. The wrong one forgets to add it again.
SHIFTED = Identity(
    name="log-sum-exp, shifted",
    left=sp.log(over(sp.exp(z[j]))),
    right=total(m, sp.log(over(sp.exp(total(z[j], -m))))),
    wrong=sp.log(over(sp.exp(z[j] - m))),
    ranges={**RANGES, m: (-3, 3)},
    cases=logits_only,
)

# Its slope. The wrong one is the slope of a probability.
LOG_SUM_SLOPE = Identity(
    name="slope of log-sum-exp",
    left=total_by_logit[i],
    right=p[i],
    wrong=p[i] * (1 - p[i]),
    ranges=RANGES,
    cases=each_logit,
)

# The gradient. The wrong one points the other way.
GRADIENT = Identity(
    name="gradient of cross-entropy by the logits",
    left=by_logit[i],
    right=total(p[i], -target[i]),
    wrong=target[i] - p[i],
    ranges=RANGES,
    cases=each_logit,
)

# The loss of an answer that does not look, in two parts. The wrong one exchanges the two lists.
BLIND = Identity(
    name="loss of an answer that does not look",
    left=-over(share[k] * sp.log(p[k]), k),
    right=total(-over(share[k] * sp.log(share[k]), k), over(share[k] * sp.log(share[k] / p[k]), k)),
    wrong=-over(share[k] * sp.log(share[k]), k) + over(p[k] * sp.log(p[k] / share[k]), k),
    ranges=POSITIVE,
    cases=two_lists,
)

# The gradient with a second softmax. The wrong one stops at the second: it forgets the first.
DOUBLED = Identity(
    name="gradient through two softmaxes",
    left=by_logit[i],
    right=times(
        p[i], total(total(q[i], -target[i]), -over(times(p[k], total(q[k], -target[k])), k))
    ),
    wrong=q[i] - target[i],
    ranges=RANGES,
    cases=doubled_cases,
)

# The gradient of half the squared distance. The wrong one has no softmax in the way.
SQUARED = Identity(
    name="gradient of the squared error by the logits",
    left=by_logit[i],
    right=times(
        p[i], total(total(p[i], -target[i]), -over(times(p[k], total(p[k], -target[k])), k))
    ),
    wrong=p[i] - target[i],
    ranges=RANGES,
    cases=squared_cases,
)

# One over what the second softmax gives to the label, when the first gave it t and the others equal
# shares of the rest. The wrong one shares the rest among all classes.
fewer = total(n, -1)
rest = times(total(1, -t), 1 / fewer)
inner = times(total(1, -times(n, t)), 1 / fewer)
CEILING = Identity(
    name="one over the second probability of the label",
    left=times(total(sp.exp(t), times(fewer, sp.exp(rest))), sp.exp(-t)),
    right=total(1, times(fewer, sp.exp(inner))),
    wrong=1 + (n - 1) * sp.exp((1 - n * t) / n),
    ranges={t: (-2, 2)},
    cases=lambda: [{n: sp.Integer(classes)} for classes in (2, 3, 10)],
)

# All logits times tau: the derivative of the loss by tau, with q the probabilities at tau z. The
# wrong one forgets the label's own logit.
STRETCHED = Identity(
    name="loss as all logits grow",
    left=by_scale,
    right=total(over(q[k] * z[k], k), -z[y]),
    wrong=over(q[k] * z[k], k),
    ranges={**RANGES, tau: (1, 3)},
    cases=each_label,
)

# K full batches of B images with the mean loss a, and a last batch of r images with the mean loss
# b: the mean of the batch means, less the mean over images. The wrong one takes the weight of the
# last batch for the whole excess.
K, B, r = sp.symbols("K B r", integer=True, positive=True)
full, last = sp.symbols(r"\bar{\ell} \ell_r", real=True)
UNEQUAL = Identity(
    name="mean of batch means less mean over images",
    left=total(
        times(total(times(K, full), last), 1 / total(K, 1)),
        -times(total(times(K, B, full), times(r, last)), 1 / total(times(K, B), r)),
    ),
    right=times(K * total(B, -r) / (total(K, 1) * total(times(K, B), r)), total(last, -full)),
    wrong=(last - full) / (K + 1),
    ranges={K: (1, 20), B: (2, 64), r: (1, 64), full: (-9, 9), last: (-9, 9)},
)

IDENTITIES = (
    LOSS,
    SHIFTED,
    LOG_SUM_SLOPE,
    GRADIENT,
    BLIND,
    DOUBLED,
    SQUARED,
    CEILING,
    STRETCHED,
    UNEQUAL,
)
