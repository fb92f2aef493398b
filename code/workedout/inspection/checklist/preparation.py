"""A check that training and held-out examples are prepared alike."""

import math

import torch
from torch import Tensor

from workedout.data.examples import Examples
from workedout.inspection.checklist.data import (
    AMONG,
    IMAGES,
    classes_of,
    held_out_of,
    nearest,
    rows_of,
    spread,
)
from workedout.inspection.checklist.script import Script, check
from workedout.inspection.checklist.watching import (
    a_step,
    built,
    still,
    watched,
)


@check("held out")
def held_out(script: Script) -> tuple[bool, str]:
    """Training and held-out examples are prepared alike, and none is among both."""
    train, other = script.train, held_out_of(script)
    said = [
        *unlike_in_form(train, other),
        *classes_apart(train, other),
        *on_the_way(script),
    ]
    if not said:
        said = [*unlike_in_numbers(train, other), *in_both(train, other)]
    means = ", ".join(f"{float(rows_of(each.inputs).mean()):.2f}" for each in (train, other))
    deviations = ", ".join(f"{float(rows_of(each.inputs).std()):.2f}" for each in (train, other))
    return not said, "; ".join(said) or f"means {means}, standard deviations {deviations}"


def unlike_in_form(train: Examples, other: Examples) -> list[str]:
    """Other shapes or types."""
    shapes = [tuple(each.inputs.shape[1:]) for each in (train, other)]
    types = [str(each.inputs.dtype).removeprefix("torch.") for each in (train, other)]
    said = [f"inputs of shape {shapes[0]} and of {shapes[1]}"] * (shapes[0] != shapes[1])
    return said + [f"inputs in {types[0]} and in {types[1]}"] * (types[0] != types[1])


def classes_apart(train: Examples, other: Examples) -> list[str]:
    """Classes that are often held out and never trained."""
    known, asked = classes_of(train.targets).unique(), classes_of(other.targets)
    strange = ~torch.isin(asked, known)
    share = strange.double().mean().item()
    if share < 0.02:
        return []
    return [f"{share:.0%} of the held-out labels are of classes that are never trained"]


def unlike_in_numbers(train: Examples, other: Examples) -> list[str]:
    """Another range, another spread, other means by place and class, or strange neighbours."""
    one, two = (rows_of(each.inputs[spread(len(each), 5_000)]) for each in (train, other))
    wide = one.std().item() + 1e-12
    shift, ratio = (two.mean() - one.mean()).item() / wide, two.std().item() / wide
    if abs(shift) > 0.4 or not 1 / 1.6 < ratio < 1.6:
        return [
            f"means {one.mean():.2f} and {two.mean():.2f}, "
            f"standard deviations {one.std():.2f} and {two.std():.2f}"
        ]
    return [*other_places(train, other), *strange_neighbours(train, other)]


def other_places(train: Examples, other: Examples) -> list[str]:
    """Means of each class, place by place, in numbers of their standard errors.

    Among examples of one kind the mean square is about 1; it is compared with what two halves of
    the training examples show.
    """
    one, two = (each.take(spread(len(each), 5_000)) for each in (train, other))
    even, odd = (one.take(torch.arange(start, len(one), 2)) for start in (0, 1))
    apart, usual = differences(one, two), differences(even, odd)
    if math.isnan(apart) or math.isnan(usual) or apart < 8 * max(usual, 1.0):
        return []
    return [
        f"means of a class differ by {apart**0.5:.0f} standard errors in a place, "
        f"between halves of the training images by {usual**0.5:.0f}"
    ]


def differences(one: Examples, two: Examples) -> float:
    """Mean over classes and places of the squared difference of means, by its variance."""
    found = []
    labels = [classes_of(each.targets) for each in (one, two)]
    for label in torch.unique(labels[0]):
        parts = [
            rows_of(each.inputs)[own == label] for each, own in zip((one, two), labels, strict=True)
        ]
        if min(map(len, parts)) < 10:
            continue
        means = [each.mean(dim=0) for each in parts]
        spreads = [each.var(dim=0) for each in parts]
        level = 0.01 * (spreads[0].mean() + spreads[1].mean()) + 1e-12
        error = sum((v + level) / len(p) for v, p in zip(spreads, parts, strict=True))
        found.append(((means[0] - means[1]) ** 2 / error).mean().item())
    return sum(found) / len(found) if found else math.nan


def strange_neighbours(train: Examples, other: Examples) -> list[str]:
    """Held-out images whose nearest training image has another label much more often."""
    inputs, targets = rows_of(train.inputs), classes_of(train.targets)
    kept = spread(len(train), AMONG)
    inputs, targets = inputs[kept], targets[kept]
    shares = []
    for examples, itself in ((train.take(kept), True), (other, False)):
        rows = spread(len(examples), 500)
        near, _ = nearest(rows_of(examples.inputs[rows]), inputs, rows if itself else None)
        shares.append((targets[near] == classes_of(examples.targets)[rows]).double().mean().item())
    if shares[0] < 0.4 or shares[1] > shares[0] / 2:
        return []
    return [
        f"the nearest training image has the same label for {shares[1]:.0%} of the held-out "
        f"images, and for {shares[0]:.0%} of the training images"
    ]


def in_both(train: Examples, other: Examples) -> list[str]:
    """Held-out images that are training images."""
    if rows_of(train.inputs[:1]).shape[1] < IMAGES:
        return []
    rows = spread(len(other), 500)
    asked, among = rows_of(other.inputs[rows]), rows_of(train.inputs)
    near, _ = nearest(asked, among)
    same = (asked == among[near]).all(dim=1).double().mean().item()
    return [f"{same:.0%} of the held-out images are training images"] * (same > 0.1)


def on_the_way(script: Script) -> list[str]:
    """What step and accuracy make of the same images before the network sees them."""
    batch = script.train.take(spread(len(script.train), 100))
    network = built(script)
    with watched(network) as first:
        a_step(script, network, still(script, network), batch)
    with watched(network) as second:
        script.accuracy(network, batch)
    if not first.inputs or not second.inputs:
        return []
    one, two = rows_of(first.inputs[0]), rows_of(torch.cat(second.inputs))
    if one.shape[1] != two.shape[1]:
        return [f"a step shows the network {one.shape[1]} numbers, the score {two.shape[1]}"]
    if one.shape == two.shape and same_rows(one, two):
        return []
    wide = one.std().item() + 1e-12
    shift, ratio = (two.mean() - one.mean()).item() / wide, two.std().item() / wide
    far = abs(shift) > 0.6 or not 1 / 2.5 < ratio < 2.5
    if not far and (one.shape != two.shape or drawn(script, batch)):
        return []  # changed at random, on purpose
    return [
        "the same images reach the network otherwise in a step and in the score: "
        f"means {one.mean():.2f} and {two.mean():.2f}, "
        f"standard deviations {one.std():.2f} and {two.std():.2f}"
    ]


def same_rows(one: Tensor, two: Tensor) -> bool:
    """Whether two lists of images are the same, be it in another order."""
    ordered = [each[each.double().mean(dim=1).argsort(stable=True)] for each in (one, two)]
    return any(torch.allclose(a, b, rtol=1e-3, atol=1e-3) for a, b in ((one, two), tuple(ordered)))


def drawn(script: Script, batch: Examples) -> bool:
    """Whether a step changes its images at random."""
    shown = []
    for seed in (1, 2):
        network = built(script)
        with watched(network) as seen, torch.random.fork_rng([]):
            torch.manual_seed(seed)
            script.step(network, still(script, network), *batch)
        shown.append(seen.inputs[0])
    return not torch.equal(*shown)
