"""The audit: it believes an honest record, and no other."""

import json
from dataclasses import dataclass, replace

import pytest

from workedout.errors import WorkedOutError
from workedout.experiments import catalogue
from workedout.experiments.specification import Experiment, Measurement
from workedout.networks.models import Plane
from workedout.records.auditing import LEVEL, audit, count_verdict, loss_verdict
from workedout.records.fingerprints import Fingerprint
from workedout.records.recording import measure, train
from workedout.records.store import ArmRecord, SeedResult, sealed


def record_of(losses, accuracies=None):
    accuracies = accuracies or [0.9] * len(losses)
    seeds = {
        seed: SeedResult([0.1], [(10, loss, accuracy)], 1.0, 0)
        for seed, (loss, accuracy) in enumerate(zip(losses, accuracies, strict=True))
    }
    return ArmRecord({}, "", Fingerprint((), ()), seeds)


def test_an_honest_record_agrees(tiny, recorded):
    verdicts = audit("tiny", seeds=2)
    assert all(verdict.agrees for verdict in verdicts)
    assert [(v.arm, v.seed) for v in verdicts[::2]] == [
        ("2 units", 0), ("2 units", 1), ("4 units", 0), ("4 units", 1),
    ]  # fmt: skip


def test_more_seeds_than_there_are_means_all_of_them(tiny, recorded):
    assert {verdict.seed for verdict in audit("tiny", seeds=99)} == {0, 1, 2}


def test_one_arm_alone_can_be_audited(tiny, recorded):
    assert {verdict.arm for verdict in audit("tiny", 1, "4 units")} == {"4 units"}


def boast(content):
    for arm in content["arms"].values():
        for number, seed in enumerate(arm["seeds"].values()):
            seed["observations"][-1][1:] = [0.001 + number * 1e-5, 1.0]


def test_a_made_up_record_disagrees(tiny, altered):
    altered(boast)
    verdicts = audit("tiny", seeds=1)
    assert [verdict.agrees for verdict in verdicts] == [False] * 4
    assert "2 units, seed 0: DISAGREES" in str(verdicts[0])


def test_a_made_up_loss_alone_disagrees(tiny, altered):
    def change(content):
        for number, seed in enumerate(content["arms"]["2 units"]["seeds"].values()):
            seed["observations"][-1][1] = 0.001 + number * 1e-5

    altered(change)
    assert [v.agrees for v in audit("tiny", 1, "2 units")] == [True, False]


UNLIKE = {
    "never recorded": (lambda arms: arms.pop("2 units"), "missing: never recorded"),
    "another setting": (
        lambda arms: arms["2 units"]["specification"]["recipe"].update(epochs=9),
        "specification: recipe.epochs was 9, is 2",
    ),
    "other data": (lambda arms: arms["2 units"].update(data="0"), "data: "),
    "a seed that was not run": (
        lambda arms: arms["2 units"]["seeds"].pop("0"),
        "seeds: no run for seed 0",
    ),
}


@pytest.mark.parametrize(("change", "words"), UNLIKE.values(), ids=UNLIKE)
def test_a_record_of_something_else_cannot_be_audited(tiny, altered, change, words):
    altered(lambda content: change(content["arms"]))
    with pytest.raises(WorkedOutError, match=f"tiny / 2 units: {words}.*run tiny"):
        audit("tiny", 1)
    assert audit("tiny", 1, "4 units")


def test_a_missing_record_cannot_be_audited(tiny, own_package):
    with pytest.raises(WorkedOutError, match="there is no record of tiny"):
        audit("tiny", 1)


def test_an_unknown_arm_is_refused_with_the_known_ones(tiny, recorded):
    with pytest.raises(WorkedOutError, match="tiny has no arm 'big': it has 2 units, 4 units"):
        audit("tiny", 1, "big")


def test_seeds_that_all_end_alike_agree(own_package, tiny, monkeypatch):
    """A start at zero, in sorted order, has no spread at all."""
    recipe = replace(tiny.arms[0].recipe, order="sorted")
    arm = replace(tiny.arms[0], network=Plane((2,), start="zeros"), recipe=recipe)
    experiment = Experiment("zeros", "?", (arm,))
    monkeypatch.setitem(catalogue.QUESTIONS, "zeros", experiment)
    assert len(set(train(experiment)[arm.name].losses)) == 1
    assert all(verdict.agrees for verdict in audit("zeros", 1))


SPREAD = [0.10, 0.11, 0.12, 0.10, 0.11]
LOSS_CASES = {
    "a loss among the others": (SPREAD, 0.115, True),
    "one far below": (SPREAD, 0.01, False),
    "one far above": (SPREAD, 0.5, False),
    "a run that diverged, of a seed that did": ([float("nan"), *SPREAD], float("inf"), True),
    "a run that diverged, of a seed that did not": (SPREAD, float("nan"), False),
    "a run that ends, of a seed that diverged": ([float("nan"), *SPREAD], 0.1, False),
    "a run that ends, beside one that diverged": ([*SPREAD, float("inf")], 0.1, True),
    "no spread, the same": ([0.1] * 5, 0.1, True),
    "no spread, another": ([0.1] * 5, 0.1001, False),
}


@pytest.mark.parametrize(("losses", "loss", "agrees"), LOSS_CASES.values(), ids=LOSS_CASES)
def test_a_loss_is_held_against_the_other_seeds(make_tiny, losses, loss, agrees):
    arm = make_tiny().arms[0]
    assert loss_verdict(arm, 0, record_of(losses), loss, LEVEL).agrees is agrees


# Of 40 held-out points, by hand: 36 against 36; 36 against 20 has p = 0.0001.
COUNT_CASES = {"the same": (36, True), "a few less": (32, True), "half": (20, False)}


@pytest.mark.parametrize(("right", "agrees"), COUNT_CASES.values(), ids=COUNT_CASES)
def test_a_count_is_held_against_the_recorded_one(make_tiny, right, agrees):
    arm = make_tiny().arms[0]
    verdict = count_verdict(arm, 0, record_of([0.1]), right / 40, LEVEL)
    assert verdict.agrees is agrees
    assert f"{right} of 40 right, 36 recorded" in verdict.detail


# Eight other seeds, by hand: 20 of 40 lies far outside of 0.9 ± 0.02, and inside of 0.7 ± 0.2.
SPREADS = {
    "where seeds end alike": ([0.9, 0.9, 0.88, 0.92, 0.9, 0.88, 0.92, 0.9, 0.9], False),
    "where seeds end all alike": ([0.9] * 9, False),
    "where each ends elsewhere": ([0.9, 0.5, 0.9, 0.6, 0.8, 0.5, 0.9, 0.7, 0.5], True),
    "where there is one other": ([0.9, 0.6], False),
}


@pytest.mark.parametrize(("accuracies", "agrees"), SPREADS.values(), ids=SPREADS)
def test_a_count_unlike_the_recorded_one_must_be_like_the_other_seeds(
    make_tiny, accuracies, agrees
):
    record = record_of([0.1] * len(accuracies), accuracies)
    assert count_verdict(make_tiny().arms[0], 0, record, 20 / 40, LEVEL).agrees is agrees


def test_a_measurement_is_measured_again(own_package, small_mnist, monkeypatch):
    question = Measurement("sizes", "?", lambda a, b: {"sizes": [len(a[1]), len(b[1])]})
    monkeypatch.setitem(catalogue.QUESTIONS, "sizes", question)
    monkeypatch.setenv("WORKEDOUT_DATA", str(small_mnist))
    measure(question)
    assert [verdict.agrees for verdict in audit("sizes", 1)] == [True]
    path = own_package / "recorded" / "sizes.json"
    content = json.loads(path.read_text("utf-8"))
    content["value"]["sizes"][0] = 31
    path.write_text(json.dumps(sealed(content)), "utf-8")
    (verdict,) = audit("sizes", 1)
    assert not verdict.agrees
    assert "value.sizes[0]: 31 recorded, 30 now" in verdict.detail


@dataclass(frozen=True)
class Words:
    """Material that is no digits."""

    def full(self):
        return (["many", "words"],)

    def miniature(self):
        return (["words"],)

    def digest(self):
        return "words"


def test_a_measurement_is_measured_again_on_its_own_material(own_package, monkeypatch):
    question = Measurement("count", "?", lambda words: {"count": len(words)}, material=Words())
    monkeypatch.setitem(catalogue.QUESTIONS, "count", question)
    monkeypatch.delenv("WORKEDOUT_DATA", raising=False)
    measure(question)
    assert [verdict.agrees for verdict in audit("count", 1)] == [True]


def test_a_measurement_of_other_material_cannot_be_audited(own_package, monkeypatch):
    question = Measurement("count", "?", lambda words: {"count": len(words)}, material=Words())
    monkeypatch.setitem(catalogue.QUESTIONS, "count", question)
    measure(question)
    monkeypatch.setattr(Words, "digest", lambda self: "other words")
    with pytest.raises(WorkedOutError, match=r"count: data: .*run count"):
        audit("count", 1)
