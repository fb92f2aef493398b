"""Whether two fingerprints agree: rounding is no difference, and everything else is one."""

import math
import re
from dataclasses import replace

import pytest

from workedout.records.agreement import (
    difference,
    growing,
    measured_difference,
    measured_nearest_miss,
    nearest_miss,
)
from workedout.records.fingerprints import MEMBERS, Fingerprint

LOSSES = tuple(1 / step for step in range(1, 21))
SEEN = ((10, 0.5, 0.25), (20, 0.25, 0.75))
PRINT = Fingerprint(LOSSES, SEEN)
OLD = replace(PRINT, drawn="float32")
TOGETHER = Fingerprint(LOSSES * MEMBERS, SEEN * MEMBERS, engine="batched")

# The tolerance, written again from its definition: what the package says must not blind this test.
TOLERANCES = {0: 1e-11, 1: 1.78e-11, 4: 1e-10, 8: 1e-9, 12: 1e-8, 16: 1e-7, 20: 1e-6, 40: 1e-6}


@pytest.mark.parametrize(("step", "tolerance"), TOLERANCES.items())
def test_the_tolerance_grows_tenfold_in_four_steps_up_to_a_millionth(step, tolerance):
    assert growing(step) == pytest.approx(tolerance, rel=0.01)


def with_loss(step, value, of=PRINT):
    return replace(of, losses=(*of.losses[: step - 1], value, *of.losses[step:]))


def off(step, by, of=PRINT):
    """The same with one loss that is off by a difference."""
    return with_loss(step, of.losses[step - 1] + by, of)


SAME = {
    "itself": (PRINT, PRINT),
    "a rounding in the first step": (PRINT, off(1, 1.7e-11)),
    "more in a later one": (PRINT, off(8, 0.9e-9)),
    "most in the last": (PRINT, off(20, 0.9e-6)),
    "the last of a member": (TOGETHER, off(20, 0.9e-6, TOGETHER)),
    "a relative rounding": (with_loss(8, 50.0), with_loss(8, 50.0 + 4e-8)),
    "an old rounding": (OLD, off(1, 9e-9, OLD)),
}
TOO_FAR = {
    "in the first step": (PRINT, off(1, 1.9e-11), "step 1: training loss 1 recorded"),
    "in the seventh": (PRINT, off(7, 6e-10), "step 7: training loss 0.1428571428571 recorded"),
    "in the last": (PRINT, off(20, 1.1e-6), "step 20: training loss 0.05 recorded"),
    "in the first of a member": (
        TOGETHER, off(21, 1e-9, TOGETHER), "member 2, step 1: training loss 1 recorded",
    ),
    "in an old one": (OLD, off(20, 1.1e-8, OLD), "step 20: training loss 0.05 recorded"),
}  # fmt: skip
DIFFERENT = {
    "the first of two": (
        Fingerprint((*LOSSES[:3], 9.0, 9.0, *LOSSES[5:]), SEEN),
        "step 4: training loss 0.25 recorded, 9 now",
    ),
    "nan now": (with_loss(2, math.nan), "step 2: training loss 0.5 recorded, nan now"),
    "infinity now": (with_loss(2, math.inf), "step 2: training loss 0.5 recorded, inf now"),
    "a step less": (Fingerprint(LOSSES[:-1], SEEN), "20 steps recorded, 19 now"),
    "an accuracy": (
        Fingerprint(LOSSES, ((10, 0.5, 0.25), (20, 0.25, 0.76))),
        "evaluation after step 20: accuracy 0.75 recorded, 0.76 now",
    ),
    "a held-out loss": (
        Fingerprint(LOSSES, ((10, 0.6, 0.25), (20, 0.25, 0.75))),
        "evaluation after step 10: loss 0.5 recorded, 0.6 now",
    ),
    "another moment": (
        Fingerprint(LOSSES, ((9, 0.5, 0.25), (20, 0.25, 0.75))),
        "evaluation after step 10 recorded, after step 9 now",
    ),
    "an observation less": (Fingerprint(LOSSES, SEEN[:1]), "2 observations recorded, 1 now"),
    "a probe more": (Fingerprint(LOSSES, SEEN, ((1.0,),)), "0 probes recorded, 1 now"),
    "another engine": (
        Fingerprint(LOSSES, SEEN, engine="batched"),
        "trained by the single engine, fingerprint by the batched one",
    ),
    "another drawing": (OLD, "first weights drawn in float64-held, in float32 now"),
}


@pytest.mark.parametrize(("recorded", "now"), SAME.values(), ids=SAME)
def test_rounding_is_no_difference(recorded, now):
    assert difference(recorded, now) is None


@pytest.mark.parametrize(("recorded", "now", "words"), TOO_FAR.values(), ids=TOO_FAR)
def test_more_than_rounding_is_a_difference(recorded, now, words):
    assert difference(recorded, now).startswith(words)


@pytest.mark.parametrize(("other", "words"), DIFFERENT.values(), ids=DIFFERENT)
def test_a_difference_is_named(other, words):
    assert words in difference(PRINT, other)


@pytest.mark.parametrize("digits", [1, 2])
def test_the_words_show_digits_that_differ(digits):
    other = off(1, digits * 1e-10)
    old, new = re.fullmatch(r"step 1: training loss (.*) recorded, (.*) now",
                            difference(PRINT, other)).groups()  # fmt: skip
    assert old != new


def with_probes(*probes):
    return Fingerprint(LOSSES, SEEN, probes)


OTHER_PROBES = {
    "a number": (with_probes((0.5, 1.0), (0.25, 2.0)), "probe 1, number 1: 1 recorded, 2 now"),
    "a number less": (with_probes((0.5, 1.0), (0.25,)), "probe 1: [0.25, 1.0] recorded, [0.25]"),
    "one that is none": (
        with_probes((0.5, 1.0), (0.25, math.nan)), "probe 1, number 1: 1 recorded, nan now",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("other", "words"), OTHER_PROBES.values(), ids=OTHER_PROBES)
def test_a_probe_that_differs_is_named(other, words):
    assert difference(with_probes((0.5, 1.0), (0.25, 1.0)), other).startswith(words)


def test_probes_agree_to_rounding_after_their_step():
    one = with_probes((0.5, 1.0), (0.25, 1.0))
    assert difference(one, with_probes((0.5 + 3e-9, 1.0), (0.25, 1.0 + 9e-7))) is None
    assert difference(one, with_probes((0.5 + 4e-9, 1.0), (0.25, 1.0))) is not None


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_agrees_with_itself(value):
    assert difference(with_loss(2, value), with_loss(2, value)) is None


def test_the_two_infinities_differ():
    assert difference(with_loss(2, math.inf), with_loss(2, -math.inf)) is not None


# Where the loss is no finite number, kernels decide which of several outputs is the largest.


def looked(loss, accuracy, *probe):
    return Fingerprint(LOSSES, ((10, loss, accuracy), (20, 0.25, 0.75)), (probe, (1.0,)))


@pytest.mark.parametrize("loss", [math.nan, math.inf])
@pytest.mark.parametrize("other", [(0.5, 1.0), (0.25, 2.0), (0.25, 1.0, 1.0)])
def test_no_accuracy_and_no_probe_counts_beside_a_loss_that_diverged(loss, other):
    assert difference(looked(loss, 0.25, 1.0), looked(loss, *other)) is None
    assert difference(looked(0.5, 0.25, 1.0), looked(0.5, *other)) is not None


def test_a_loss_that_diverged_now_alone_is_a_difference():
    assert "loss 0.5 recorded, nan now" in difference(looked(0.5, 0.25), looked(math.nan, 0.25))


# How near two fingerprints come to a difference.


def test_the_nearest_miss_is_the_number_that_uses_most_of_its_tolerance():
    nearest = nearest_miss(PRINT, off(20, 1e-8, off(4, 2e-11)))
    assert nearest.where == "step 4: training loss"
    assert nearest.share == pytest.approx(0.2, rel=1e-3)


@pytest.mark.parametrize("value", [math.nan, math.inf])
def test_a_number_that_became_none_uses_more_than_all(value):
    assert nearest_miss(PRINT, with_loss(3, value)).share == math.inf


# Measurements.

VALUE = {"mean": 0.5, "counts": [1, 2], "shape": {"rows": 3}, "name": "x", "on": True}
OTHER_VALUES = {
    "a number": ({**VALUE, "mean": 0.6}, "value.mean: 0.5 recorded, 0.6 now"),
    "an item": ({**VALUE, "counts": [1, 3]}, r"value.counts\[1\]: 2 recorded, 3 now"),
    "something nested": ({**VALUE, "shape": {"rows": 4}}, "value.shape.rows: 3 recorded"),
    "a word": ({**VALUE, "name": "y"}, "value.name: 'x' recorded, 'y' now"),
    "an item more": ({**VALUE, "counts": [1, 2, 3]}, "value.counts: 2 values recorded, 3 now"),
    "a name less": ({"mean": 0.5}, "value: counts, name, on, shape in one of the two only"),
    "another type": ({**VALUE, "mean": "0.5"}, "value.mean"),
    "a list for a number": ({**VALUE, "mean": [0.5]}, "value.mean"),
    "nan": ({**VALUE, "mean": math.nan}, "value.mean: 0.5 recorded, nan now"),
}


@pytest.mark.parametrize(("other", "words"), OTHER_VALUES.values(), ids=OTHER_VALUES)
def test_a_value_that_differs_is_named(other, words):
    assert re.search(words, measured_difference(VALUE, other))


def test_values_agree_to_rounding():
    assert measured_difference(VALUE, {**VALUE, "mean": 0.5 + 0.9e-8}) is None
    assert measured_difference(VALUE, {**VALUE, "mean": 0.5 + 1.1e-8}) is not None


def test_the_nearest_miss_of_values_is_found():
    nearest = measured_nearest_miss(VALUE, {**VALUE, "mean": 0.5 + 1e-9})
    assert nearest.where == "value.mean"
    assert nearest.share == pytest.approx(0.1, rel=1e-3)


def test_values_that_are_none_come_back_from_json_by_their_names():
    assert measured_difference(["nan", "inf", "-inf"], [math.nan, math.inf, -math.inf]) is None
    assert measured_difference(["nan"], [0.5]) is not None
