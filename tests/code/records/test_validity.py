"""Whether a record holds: each way in which it may not, with its own reason and words."""

import json
import random
from dataclasses import replace
from functools import partial

import pytest

from workedout.data.sources import TwoCircles
from workedout.experiments import catalogue
from workedout.experiments.specification import Measurement
from workedout.records import validity
from workedout.records.fingerprints import fingerprint
from workedout.records.recording import measure
from workedout.records.store import sealed
from workedout.records.validity import Finding, judged

ARM = "2 units"


def test_a_fresh_record_is_valid(tiny, recorded):
    assert judged(tiny).findings == ()


def change_specification(content):
    content["arms"][ARM]["specification"]["recipe"]["learning_rate"] = 0.2


def change_kind(content):
    content["arms"][ARM]["specification"]["network"]["kind"] = "Mlp"


def rename_part(content):
    specification = content["arms"][ARM]["specification"]
    specification["netwark"] = specification.pop("network")


def add_part(content):
    content["arms"][ARM]["specification"]["teacher"] = {"kind": "Mlp"}


def change_data(content):
    content["arms"][ARM]["data"] = "0" * 64


def lose_a_seed(content):
    del content["arms"][ARM]["seeds"]["1"]


def lose_two_seeds(content):
    content["arms"][ARM]["seeds"] = {"1": content["arms"][ARM]["seeds"]["1"]}


def change_a_step(content):
    content["arms"][ARM]["fingerprint"]["losses"][6] += 1e-6


def change_an_evaluation(content):
    content["arms"][ARM]["fingerprint"]["observations"][0][1] += 1e-6


def lose_an_arm(content):
    del content["arms"][ARM]


# The change, the reason, and words of the detail.
STALE = {
    "a setting": (change_specification, "specification", "recipe.learning_rate was 0.2, is 0.1"),
    "a kind": (change_kind, "specification", "network.kind was 'Mlp', is 'Plane'"),
    "a part renamed": (rename_part, "specification", "network.kind was None, is 'Plane'"),
    "a part more": (add_part, "specification", "teacher.kind was 'Mlp', is None"),
    "the examples": (change_data, "data", "not those that it was trained on"),
    "a seed": (lose_a_seed, "seeds", "no run for seed 1"),
    "two seeds": (lose_two_seeds, "seeds", "no run for seed 0, 2"),
    "a step": (change_a_step, "behaviour", "step 7: training loss"),
    "an evaluation": (change_an_evaluation, "behaviour", "evaluation after step 0"),
    "an arm": (lose_an_arm, "missing", "never recorded"),
}


@pytest.mark.parametrize(("change", "reason", "words"), STALE.values(), ids=STALE)
def test_what_changed_makes_exactly_its_arm_stale_and_is_named(
    tiny, altered, change, reason, words
):
    altered(change)
    (finding,) = judged(tiny).findings
    assert (finding.record, finding.arm, finding.reason) == ("tiny", ARM, reason)
    assert words in finding.detail


def test_two_stale_arms_are_two_findings(tiny, altered):
    def change(content):
        for arm in content["arms"].values():
            arm["data"] = ""

    altered(change)
    assert [finding.arm for finding in judged(tiny).findings] == ["2 units", "4 units"]


def test_other_behaviour_comes_before_missing_seeds(tiny, altered):
    """Else the seeds that are there would be kept, and new ones of other code join them."""
    altered(lose_a_seed)
    altered(change_a_step)
    assert [finding.reason for finding in judged(tiny).findings] == ["behaviour"]


def test_a_missing_record_is_missing(tiny, own_package):
    assert judged(tiny).findings == (Finding("tiny", "", "missing", "there is no record of tiny"),)


@pytest.mark.parametrize("text", ["", "{", '{"schema": 9}', "[]"])
def test_an_unreadable_record_is_damaged(tiny, recorded, text):
    recorded.write_text(text, "utf-8")
    (finding,) = judged(tiny).findings
    assert (finding.arm, finding.reason) == ("", "damaged")
    assert str(recorded) in finding.detail


def test_a_field_added_since_is_no_finding(tiny, altered):
    def forget(content):
        for arm in content["arms"].values():
            del arm["specification"]["recipe"]["augmentation"]
            del arm["specification"]["network"]["activation"]

    altered(forget)
    assert judged(tiny).findings == ()


def test_an_arm_that_is_asked_for_no_more_is_no_finding(tiny, recorded):
    assert judged(replace(tiny, arms=tiny.arms[:1])).findings == ()


def test_more_seeds_than_recorded_are_missing(make_tiny, tiny, recorded):
    assert [f.detail for f in judged(make_tiny(seeds=5)).findings] == ["no run for seed 3, 4"] * 2


def test_fewer_seeds_than_recorded_are_enough(make_tiny, tiny, recorded):
    assert judged(make_tiny(seeds=1)).findings == ()


def test_another_draw_of_the_points_is_another_specification(tiny, recorded):
    first, second = tiny.arms
    other = replace(tiny, arms=(replace(first, data=TwoCircles(2, count=80)), second))
    (finding,) = judged(other).findings
    assert (finding.reason, finding.detail) == ("specification", "data.draw was 1, is 2")


def test_the_same_draw_made_otherwise_is_other_data(tiny, recorded, monkeypatch):
    monkeypatch.setattr("workedout.data.points.RADIUS", 6.0)
    assert {finding.reason for finding in judged(tiny).findings} == {"data"}


def test_a_changed_rule_is_other_behaviour(tiny, recorded, monkeypatch):
    from workedout.training import dense_gradients
    from workedout.training.recipes import LOSSES, squared

    def doubled(outputs, targets, errors, losses):
        """The same where the batched engine has it written out."""
        calls = dense_gradients.squared(outputs, targets, errors, losses)
        return [*calls, partial(losses.mul_, 2), partial(errors.mul_, 2)]

    monkeypatch.setitem(LOSSES, "squared", (lambda o, t: 2 * squared(o, t), LOSSES["squared"][1]))
    monkeypatch.setitem(dense_gradients.LOSSES, "squared", doubled)
    found = judged(tiny).findings
    assert [finding.reason for finding in found] == ["behaviour"] * 2
    assert all("step 1: training loss" in finding.detail for finding in found)


def test_a_finding_reads_as_one_line():
    finding = Finding("depth-width", "100", "seeds", "no run for seed 3")
    assert str(finding) == "depth-width / 100: seeds: no run for seed 3"
    assert str(replace(finding, arm="")) == "depth-width: seeds: no run for seed 3"


def test_a_flipped_bit_is_damage_and_never_a_bug(tiny, recorded, monkeypatch):
    known = {arm: fingerprint(arm, "batched") for arm in tiny.arms}
    monkeypatch.setattr(validity, "fingerprint", lambda arm, *how: known[arm])
    whole, draw, reasons = recorded.read_bytes(), random.Random(0), set()
    for position in range(0, len(whole), 3):
        content = bytearray(whole)
        content[position] ^= 1 << draw.randrange(8)
        recorded.write_bytes(content)
        reasons |= {finding.reason for finding in judged(tiny).findings}
    assert reasons == {"damaged"}


# Measurements.


def mean_pixel(train, held_out):
    return {"mean": float(train[0].double().mean()), "labels": [len(train[1]), len(held_out[1])]}


@pytest.fixture
def measured(own_package, small_mnist, monkeypatch):
    """A measurement of the small stand-in for MNIST, recorded."""
    monkeypatch.setenv("WORKEDOUT_DATA", str(small_mnist))
    question = Measurement("mean", "What is the mean?", mean_pixel)
    monkeypatch.setitem(catalogue.QUESTIONS, "mean", question)
    measure(question)
    return question, own_package / "recorded" / "mean.json"


def test_a_fresh_measurement_is_valid_without_the_data(measured, monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "nowhere")
    assert judged(measured[0]).findings == ()


def test_a_measurement_that_computes_otherwise_is_stale(measured):
    other = replace(measured[0], measure=lambda a, b: {**mean_pixel(a, b), "mean": 0.0})
    (finding,) = judged(other).findings
    assert (finding.arm, finding.reason) == ("", "behaviour")
    assert finding.detail.startswith("value.mean: ")


def test_a_measurement_of_other_data_is_stale(measured):
    question, path = measured
    path.write_text(
        json.dumps(sealed({**json.loads(path.read_text("utf-8")), "data": "0"})), "utf-8"
    )
    assert [finding.reason for finding in judged(question).findings] == ["data"]
