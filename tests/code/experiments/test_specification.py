"""What is trained, as data: what counts as the same, and what cannot be asked for."""

from dataclasses import dataclass, replace

import pytest

from workedout.data.sources import Digits, Pocket, TwoCircles
from workedout.experiments.specification import (
    Arm,
    Experiment,
    canonical,
    completed,
    completed_within,
    describe,
    specification,
)
from workedout.networks.models import Bench, Mlp
from workedout.training.recipes import Recipe

RECIPE = Recipe(2, 32, 0.1)
ARM = Arm("arm", Mlp((16,)), Pocket(), RECIPE, seeds=3)
# Each change of one thing, and whether the numbers of a seed could change with it.
CHANGES = {
    "the name": (replace(ARM, name="other"), False),
    "the number of seeds": (replace(ARM, seeds=9), False),
    "the points kept of a curve": (replace(ARM, curve=2), False),
    "a default spelled out": (replace(ARM, network=Mlp((16,), dropout=0.0)), False),
    "the units": (replace(ARM, network=Mlp((17,))), True),
    "the layers": (replace(ARM, network=Mlp((16, 16))), True),
    "the kind of network": (replace(ARM, network=Bench()), True),
    "the data": (replace(ARM, data=Digits("tuning")), True),
    "the draw of the points": (replace(ARM, data=TwoCircles(1)), True),
    "the rate": (replace(ARM, recipe=replace(RECIPE, learning_rate=0.2)), True),
    "the precision": (replace(ARM, recipe=replace(RECIPE, precision="bfloat16")), True),
    "the memory format": (replace(ARM, recipe=replace(RECIPE, channels_last=True)), True),
    "what is observed": (replace(ARM, recipe=replace(RECIPE, observe="end")), True),
}


@pytest.mark.parametrize(("other", "counts"), CHANGES.values(), ids=CHANGES)
def test_a_change_counts_exactly_when_it_could_change_numbers(other, counts):
    assert (canonical(specification(other)) != canonical(specification(ARM))) is counts


def test_the_canonical_form_is_one_line_with_every_default():
    assert canonical(specification(ARM)) == (
        '{"data":{"kind":"Pocket"},'
        '"network":{"activation":"relu","batch_norm":false,"dropout":0.0,"hidden":[16],'
        '"input_dropout":0.0,"kind":"Mlp","layer_norm":false,"softmax":false,"start":"pytorch"},'
        '"recipe":{"augmentation":"none","batch_size":32,"channels_last":false,"clip":null,"epochs":2,'
        '"kind":"Recipe","learning_rate":0.1,"loss":"cross-entropy","momentum":0.9,'
        '"observe":"epoch","optimizer":"sgd","order":"shuffled","precision":"float32",'
        '"probe":"none","schedule":"constant","warmup":0.0,"weight_decay":0.0}}'
    )


def test_the_order_of_keys_does_not_count():
    assert canonical({"b": 1, "a": [2]}) == canonical({"a": [2], "b": 1})


def test_the_order_of_layers_counts():
    assert describe(Mlp((2, 1))) != describe(Mlp((1, 2)))


def test_two_kinds_with_the_same_fields_are_different():
    @dataclass(frozen=True)
    class Other:
        part: str

    assert describe(Other("final")) != describe(Digits("final"))


def without(described, part, *names):
    kept = {name: value for name, value in described[part].items() if name not in names}
    return {**described, part: kept}


def test_a_field_that_was_added_later_counts_as_its_default():
    old = without(specification(ARM), "recipe", "augmentation", "channels_last")
    assert canonical(completed(old, ARM)) == canonical(specification(ARM))


def test_a_field_that_was_added_later_with_another_value_counts():
    arm = replace(ARM, recipe=replace(RECIPE, augmentation="affine"))
    old = without(specification(arm), "recipe", "augmentation")
    assert completed(old, arm)["recipe"]["augmentation"] == "none"
    assert canonical(completed(old, arm)) != canonical(specification(arm))


def test_a_missing_field_without_a_default_is_not_made_up():
    old = without(specification(ARM), "recipe", "epochs")
    assert "epochs" not in completed(old, ARM)["recipe"]


def test_a_field_that_is_gone_counts():
    old = specification(ARM)
    old["recipe"]["warmup"] = 5
    assert canonical(completed(old, ARM)) != canonical(specification(ARM))


def test_a_part_that_nobody_knows_counts():
    old = {**specification(ARM), "teacher": {"kind": "Mlp"}}
    assert canonical(completed(old, ARM)) != canonical(specification(ARM))


def test_completing_leaves_the_recorded_specification_alone():
    old = without(specification(ARM), "recipe", "augmentation")
    completed(old, ARM)
    assert "augmentation" not in old["recipe"]


@pytest.mark.parametrize("observe", ["epoch", "half-epoch", (0,), (5, 10)], ids=str)
def test_a_final_that_would_look_before_the_end_is_refused(observe):
    with pytest.raises(ValueError, match="reads the test set once, at the end"):
        Arm("final", Mlp(()), Digits("final"), replace(RECIPE, observe=observe), 1)


def test_a_final_that_looks_at_the_end_is_an_arm():
    Arm("final", Mlp(()), Digits("final"), replace(RECIPE, observe="end"), 1)


def test_two_arms_of_one_name_are_refused():
    with pytest.raises(ValueError, match="more than one arm is called arm"):
        Experiment("name", "question", (ARM, replace(ARM, seeds=1)))


def test_a_curve_of_less_than_two_points_is_refused():
    with pytest.raises(ValueError, match="expected 2 points of a curve or more, got 1"):
        replace(ARM, curve=1)


def test_fields_that_were_added_since_are_filled_in_wherever_a_value_describes_settings():
    then = {"settings": [without({"recipe": describe(RECIPE)}, "recipe", "clip")["recipe"], 3]}
    now = {"settings": [describe(RECIPE), 3]}
    assert then != now
    assert completed_within(then) == now
    assert completed_within({"kind": "of something else"}) == {"kind": "of something else"}


def test_a_field_without_a_default_is_not_made_up():
    then = without({"recipe": describe(RECIPE)}, "recipe", "epochs")["recipe"]
    assert "epochs" not in completed_within(then)
