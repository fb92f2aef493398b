"""The fingerprint of behaviour: wide enough for every part, steady, and sharp."""

from dataclasses import replace

import pytest
import torch

from workedout.data.facts import digit_facts
from workedout.data.mnist import pocket
from workedout.data.sources import Digits, TwoCircles
from workedout.experiments.specification import Arm, Measurement
from workedout.networks.drawings import NEWEST, HeldBiases
from workedout.networks.models import Plane
from workedout.records import fingerprints
from workedout.records.agreement import difference, growing, nearest_miss
from workedout.records.fingerprints import (
    ENGINES,
    Fingerprint,
    fingerprint,
    looked_at_first,
    measured_fingerprint,
    miniature_members,
    miniature_recipe,
    miniature_split,
)
from workedout.training import ensemble, loop
from workedout.training.ensemble import Training
from workedout.training.loop import fit
from workedout.training.pool import Pool
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread

CPU = torch.device("cpu")
PARTS = ("I", "II", "III")
# What the arms of the three parts gave when this was written: every processor gives the same. Only
# the third has a batch norm, and only an evaluation shows whether the biases before it are held.
FIRST_AND_LAST = {
    ("I", "float64"): (0.202699461648, 0.309025726891, (0.362679636713, 0.73)),
    ("II", "float64"): (2.32264402381, 0.493541026792, (0.909539040125, 0.66)),
    ("III", "float64"): (2.83531221556, 1.72371400346, (2.03713382235, 0.43)),
    ("I", "float64-held"): (0.202699461648, 0.309025726891, (0.362679636713, 0.73)),
    ("II", "float64-held"): (2.32264402381, 0.493541026792, (0.909539040125, 0.66)),
    ("III", "float64-held"): (2.83531221556, 1.72371400346, (2.03708772237, 0.43)),
}


@pytest.fixture(scope="module")
def prints(part_arms):
    return {part: fingerprint(arm) for part, arm in part_arms.items()}


@pytest.mark.parametrize("part", PARTS)
def test_the_same_arm_has_the_same_fingerprint_again(part_arms, prints, part):
    assert fingerprint(part_arms[part]) == prints[part]


@pytest.mark.parametrize(("part", "drawn"), FIRST_AND_LAST)
def test_the_fingerprint_is_what_it_was_when_this_was_written(part_arms, part, drawn):
    first, last, (loss, accuracy) = FIRST_AND_LAST[part, drawn]
    found = fingerprint(part_arms[part], drawn=drawn)
    assert found.losses[0] == pytest.approx(first, rel=growing(1))
    assert found.losses[-1] == pytest.approx(last, rel=growing(20))
    assert found.observations[-1][1:] == pytest.approx((loss, accuracy), rel=growing(20))


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_first_weights_that_are_off_in_their_last_digit_are_seen_and_forgiven(
    part_arms, monkeypatch, part, engine
):
    def disturbed(*arguments, real=loop.initialized):
        network = real(*arguments)
        with torch.no_grad():
            for number, parameter in enumerate(network.parameters()):
                parameter.mul_(1 + 1e-15 * (-1) ** number)
        return network

    before = fingerprint(part_arms[part], engine)
    for module in (loop, ensemble):
        monkeypatch.setattr(module, "initialized", disturbed)
    after = fingerprint(part_arms[part], engine)
    assert difference(before, after) is None
    assert 0 < nearest_miss(before, after).share < 0.2


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("engine", ENGINES)
def test_the_older_kind_is_still_made_and_is_another_one(part_arms, part, engine):
    old, new = (fingerprint(part_arms[part], engine, drawn) for drawn in ("float32", NEWEST))
    assert (old.drawn, new.drawn) == ("float32", "float64-held")
    assert len(old.losses) == len(new.losses)
    assert abs(old.losses[0] - new.losses[0]) > 1e-3
    assert difference(old, new) == "first weights drawn in float32, in float64-held now"


def test_only_first_weights_are_drawn_by_a_default_of_float64(part_arms, monkeypatch):
    seen = []

    def watched(*arguments, real=loop.initialized):
        seen.append(torch.get_default_dtype())
        network = real(*arguments)
        seen.append(torch.get_default_dtype())
        return network

    monkeypatch.setattr(loop, "initialized", watched)
    fingerprint(part_arms["III"])
    assert seen == [torch.float32, torch.float32]


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("threads", [1, 2])
def test_the_callers_threads_decide_nothing_and_stay(part_arms, prints, part, threads):
    before = torch.get_num_threads()
    try:
        torch.set_num_threads(threads)
        assert difference(prints[part], fingerprint(part_arms[part])) is None
        assert torch.get_num_threads() == threads
    finally:
        torch.set_num_threads(before)


def test_threads_come_back_after_an_error():
    before = torch.get_num_threads()
    with pytest.raises(ZeroDivisionError), one_thread():
        raise ZeroDivisionError
    assert torch.get_num_threads() == before


@pytest.mark.parametrize("part", PARTS)
def test_a_fingerprint_has_two_epochs_with_a_partial_batch(part_arms, prints, part):
    assert len(prints[part].losses) == 20
    recipe = miniature_recipe(part_arms[part].recipe)
    split = miniature_split(part_arms[part].data.miniature(), recipe.batch_size)
    assert len(split.train) % recipe.batch_size > 0
    assert recipe.batch_size <= 32


@pytest.mark.parametrize("part", PARTS)
def test_a_fingerprint_leaves_the_callers_random_state_alone(part_arms, part):
    torch.manual_seed(3)
    state = torch.get_rng_state()
    fingerprint(part_arms[part])
    assert torch.equal(torch.get_rng_state(), state)


def test_observations_are_as_frequent_as_the_recipe_says_and_one_is_first(prints):
    assert [o[0] for o in prints["I"].observations] == [0, 5, 10, 15, 20]
    assert [o[0] for o in prints["II"].observations] == [0, 10, 20]
    assert [o[0] for o in prints["III"].observations] == [0, 20]


def test_the_older_kind_has_no_look_before_the_first_step(part_arms):
    old = fingerprint(part_arms["II"], drawn="float32")
    assert [o[0] for o in old.observations] == [10, 20]


def test_steps_chosen_beyond_the_miniature_are_seen_all_the_same():
    arm = Arm(
        "long",
        Plane((2,)),
        TwoCircles(0),
        Recipe(100, 10, 0.1, observe=(5_000,), loss="squared"),
        1,
    )
    assert [step for step, _, _ in fingerprint(arm).observations] == list(range(21))


def test_no_fingerprint_needs_the_full_data_set(monkeypatch):
    monkeypatch.setenv("WORKEDOUT_DATA", "nowhere")
    assert Digits("final").miniature() is pocket()


ALTERATIONS = {
    "the rate": {"learning_rate": 0.1001},
    "the optimizer": {"optimizer": "sgd"},
    "the momentum": {"momentum": 0.901},
    "the decay": {"weight_decay": 2e-4},
    "the schedule": {"schedule": "cosine"},
    "the order": {"order": "sorted"},
    "the augmentation": {"augmentation": "affine"},
    "the size of a batch": {"batch_size": 31},
}


@pytest.mark.parametrize("change", ALTERATIONS.values(), ids=ALTERATIONS)
def test_a_setting_that_counts_is_seen(part_arms, prints, change):
    arm = part_arms["II"]
    other = fingerprint(replace(arm, recipe=replace(arm.recipe, **change)))
    assert difference(prints["II"], other) is not None


# The batched engine.


@pytest.fixture(scope="module")
def batched(part_arms):
    return {part: fingerprint(arm, "batched") for part, arm in part_arms.items()}


@pytest.mark.parametrize("part", PARTS)
def test_a_batched_fingerprint_is_the_single_one_member_by_member(part_arms, prints, batched, part):
    recipe = miniature_recipe(part_arms[part].recipe)
    split = miniature_split(part_arms[part].data.miniature(), recipe.batch_size)
    recipe = looked_at_first(recipe, len(split.train))
    seeds = [fingerprints.SEED + number for number in range(3)]
    network = HeldBiases(part_arms[part].network)
    alone = [fit(network, split, recipe, seed, CPU) for seed in seeds]
    joined = Fingerprint(
        tuple(loss for history in alone for loss in history.step_losses),
        tuple(tuple(seen) for history in alone for seen in history.observations),
        engine="batched",
    )
    assert difference(joined, batched[part]) is None
    steps, seen = len(prints[part].losses), len(prints[part].observations)
    first = Fingerprint(batched[part].losses[:steps], batched[part].observations[:seen])
    assert difference(prints[part], first) is None
    assert len(batched[part].losses) == 3 * steps


def test_the_members_of_a_fingerprint_have_a_neighbour_that_differs_in_all_it_may(part_arms):
    recipe = miniature_recipe(part_arms["II"].recipe)
    split = miniature_split(part_arms["II"].data.miniature(), recipe.batch_size)
    neighbour, *members = miniature_members(part_arms["II"].network, split, recipe)
    assert len({neighbour.seed, *(member.seed for member in members)}) == 4
    for member in members:
        assert member.split is split
        assert member.recipe == recipe
    for name in ("learning_rate", "momentum", "weight_decay"):
        assert getattr(neighbour.recipe, name) != getattr(recipe, name)
    for ours, theirs in zip(split, neighbour.split, strict=True):
        assert not torch.equal(ours.inputs, theirs.inputs)


def test_the_two_engines_are_never_taken_for_each_other(prints, batched):
    assert difference(prints["I"], batched["I"]) == (
        "trained by the single engine, fingerprint by the batched one"
    )


def test_an_unknown_engine_is_an_error(part_arms):
    with pytest.raises(ValueError, match=r"unknown engine 'fast': one of .*'batched'"):
        fingerprint(part_arms["I"], "fast")


def test_an_unknown_way_to_draw_is_an_error(part_arms):
    with pytest.raises(ValueError, match=r"unknown way to draw 'bfloat16': one of .*'float64'"):
        fingerprint(part_arms["I"], drawn="bfloat16")


def test_a_batched_fingerprint_leaves_the_callers_random_state_and_threads_alone(part_arms):
    torch.manual_seed(3)
    state, threads = torch.get_rng_state(), torch.get_num_threads()
    fingerprint(part_arms["II"], "batched")
    assert torch.equal(torch.get_rng_state(), state)
    assert torch.get_num_threads() == threads


def one_rate(training, batch, done, real=Training.step):
    training.moved = [each._replace(recipe=training.recipe) for each in training.moved]
    return real(training, batch, done)


def one_mask(training, batch, real=Training._masks):
    return {place: each[:1].expand_as(each) for place, each in real(training, batch).items()}


def one_order(training, epoch, real=Training.batches):
    return [
        batch._replace(
            places=batch.places.view(batch.targets.shape)[0].repeat(len(batch.targets)),
            targets=batch.targets[:1].expand_as(batch.targets),
        )
        for batch in real(training, epoch)
    ]


def one_set_of_examples(pool, rows, size, real=Pool.batches):
    return real(pool._replace(starts=torch.zeros_like(pool.starts)), rows, size)


SHARING = {
    "one rate": (Training, "step", one_rate),
    "one mask": (Training, "_masks", one_mask),
    "one order": (Training, "batches", one_order),
    "one set of examples": (Pool, "batches", one_set_of_examples),
}


@pytest.mark.parametrize(("holder", "name", "change"), SHARING.values(), ids=SHARING)
def test_members_that_share_what_is_their_own_are_seen(
    part_arms, batched, monkeypatch, holder, name, change
):
    monkeypatch.setattr(holder, name, change)
    assert difference(batched["II"], fingerprint(part_arms["II"], "batched")) is not None


@pytest.mark.parametrize("change", ALTERATIONS.values(), ids=ALTERATIONS)
def test_a_setting_that_counts_is_seen_in_a_batch(part_arms, batched, change):
    arm = part_arms["II"]
    other = fingerprint(replace(arm, recipe=replace(arm.recipe, **change)), "batched")
    assert difference(batched["II"], other) is not None


CIRCLES = Arm(
    "circles", Plane((3,)), TwoCircles(0, count=80), Recipe(2, 10, 0.1, loss="squared"), 1
)
PROBED = replace(CIRCLES, recipe=replace(CIRCLES.recipe, probe="units"))


@pytest.mark.parametrize("engine", ENGINES)
def test_a_fingerprint_holds_what_the_recipe_probes(engine):
    found = fingerprint(PROBED, engine)
    assert len(found.probes) == len(found.observations)
    assert all(len(numbers) == 5 for numbers in found.probes)
    without = fingerprint(CIRCLES, engine)
    assert (found.losses, found.observations) == (without.losses, without.observations)
    assert difference(found, without) == f"{len(found.probes)} probes recorded, 0 now"


# Measurements.


def test_the_fingerprint_of_a_measurement_is_its_value_on_the_pocket_set():
    found = measured_fingerprint(Measurement("facts", "What?", digit_facts))
    assert found["train_shape"] == [5_000, 28, 28]
    assert found["train_counts"] == [500] * 10
