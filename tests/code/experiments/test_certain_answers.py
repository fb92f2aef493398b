"""What is certain of the kept network's answers, and that fractions agree."""

from fractions import Fraction

import numpy as np
import pytest
import torch
from torch import Tensor

from workedout.data.examples import Examples
from workedout.data.mnist import load, pocket
from workedout.experiments import certain_answers
from workedout.experiments.certain_answers import CERTAIN, SHADES, certain, kept_dense
from workedout.inspection.rounding import SINGLE, Dense, as_arrays, differences, exact_logits
from workedout.records.store import read


def exact_bound(network: Dense, image: np.ndarray, label: int, other: int) -> Fraction:
    """How far rounding can move a difference of two logits, in fractions alone.

    Another construction than the intervals: what a hidden unit may lose is carried on to the
    difference by the absolute weights, and each logit adds what it may lose itself.
    """

    def factor(terms: int) -> Fraction:
        unit = (terms + 1) * Fraction(SINGLE)
        return unit / (1 - unit)

    def lost(weights: np.ndarray, bias: float, values: list[Fraction]) -> Fraction:
        products = (abs(Fraction(float(w)) * each) for w, each in zip(weights, values, strict=True))
        size = sum(products, abs(Fraction(float(bias))))
        return factor(len(values)) * size + (2 * len(values) + 1) * Fraction(1, 2**126)

    pixels = [Fraction(float(each)) for each in image]
    inner = list(zip(network.inner, network.inner_bias, strict=True))
    hidden = []
    for weights, bias in inner:
        exact = sum(
            (Fraction(float(w)) * p for w, p in zip(weights, pixels, strict=True)),
            Fraction(float(bias)),
        )
        spread = lost(weights, bias, pixels)
        hidden.append((max(exact - spread, Fraction(0)), max(exact + spread, Fraction(0))))
    between = network.outer[label] - network.outer[other]
    moved = sum(
        abs(Fraction(float(w))) * (most - least) / 2
        for w, (least, most) in zip(between, hidden, strict=True)
    )
    most = [each for _, each in hidden]
    own = sum(lost(network.outer[row], network.outer_bias[row], most) for row in (label, other))
    return moved + own


def check_against_fractions(network: Dense, examples: Examples, rows: list[int]) -> None:
    """The intervals of some images are those of fractions, and contain the exact difference."""
    inputs, labels = as_arrays(examples)
    found = differences(network, inputs, labels)
    for row in rows:
        label = int(labels[row])
        other = int(np.where(np.isinf(found.low[row]), np.inf, found.low[row]).argmin())
        low, high = found.low[row, other], found.high[row, other]
        logits = exact_logits(network, inputs[row])
        exact = logits[label] - logits[other]
        assert Fraction(float(low)) < exact < Fraction(float(high))
        bound = float(exact_bound(network, inputs[row], label, other))
        assert bound == pytest.approx((high - low) / 2, rel=1e-6)


def test_the_intervals_are_those_of_fractions() -> None:
    check_against_fractions(kept_dense(), pocket().held_out, [0, 7])


@pytest.mark.slow
def test_the_closest_answers_and_others_agree_with_fractions(mnist_root) -> None:
    network, examples = kept_dense(), load(mnist_root).final.held_out
    inputs, labels = as_arrays(examples)
    times = differences(network, inputs, labels).times
    closest = np.argsort(times)[:4]
    others = np.random.default_rng(0).choice(len(labels), 2, replace=False)
    check_against_fractions(network, examples, [int(row) for row in (*closest, *others)])


def test_no_rounding_changes_an_answer_by_another_program_either(mnist_root) -> None:
    # No intervals: what a unit may lose, where it may be on, goes on by absolute weights.
    network = kept_dense()
    inner, inner_bias, outer, outer_bias = (
        torch.from_numpy(each)
        for each in (network.inner, network.inner_bias, network.outer, network.outer_bias)
    )
    examples = load(mnist_root).final.held_out
    images = examples.inputs.flatten(1).double()

    def lost(weights: Tensor, bias: Tensor, values: Tensor) -> Tensor:
        roundings = (weights.shape[1] + 1) * 2.0**-24
        sizes = torch.addmm(bias.abs(), values.abs(), weights.abs().T)
        return 1.000001 * roundings / (1 - roundings) * sizes

    units = torch.addmm(inner_bias, images, inner.T)
    spread = lost(inner, inner_bias, images)
    hidden, spread = units.relu(), spread * (units + spread > 0)
    logits = torch.addmm(outer_bias, hidden, outer.T)
    own = lost(outer, outer_bias, hidden + spread)
    rows = torch.arange(len(images))
    right, wrong = torch.ones(len(images)).bool(), torch.zeros(len(images)).bool()
    for other in range(10):
        between = (outer[examples.targets] - outer[other]).abs()
        moved = (between * spread).sum(dim=1) + own[rows, examples.targets] + own[:, other]
        ahead = logits[rows, examples.targets] - logits[:, other]
        here = examples.targets == other
        right &= (ahead > moved) | here
        wrong |= (ahead < -moved) & ~here
    value = read(CERTAIN.name).value
    assert (int(right.sum()), int(wrong.sum())) == (value["right"], value["wrong"])
    assert value["open"] == 0


def test_what_intervals_leave_open_is_told_by_fractions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(certain_answers, "SHADES", ())
    few, network = pocket().held_out.take(slice(0, 3)), kept_dense()
    # Logits that are alike but for less than float32 tells: the label's is ahead, or another one's.
    for label, exact in ((int(few.targets[0]), 1), ((int(few.targets[0]) + 1) % 10, 0)):
        ahead = np.zeros(10)
        ahead[label] = 1e-12
        close = Dense(network.inner, network.inner_bias, 0 * network.outer + 1, ahead)
        found = certain(close, few.take(slice(0, 1)))
        assert (found["open"], found["exact"]) == (1, exact)
        assert found["closest"] < 1
    alike = Dense(network.inner, network.inner_bias, 0 * network.outer, np.zeros(10))
    found = certain(alike, few)
    assert (found["open"], found["exact"]) == (3, 0)  # none is ahead of all others


def test_the_record_counts_every_image_once_and_bounds_enclose() -> None:
    value = read(CERTAIN.name).value
    assert value["right"] + value["wrong"] + value["open"] == value["images"] == 10_000
    assert [each["shades"] for each in value["reach"]] == list(SHADES)
    for each in value["reach"]:
        assert each["certified"] <= each["attacked"] <= value["right"]
