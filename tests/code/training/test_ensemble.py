"""Members trained together: the history of each is the one that ``fit`` gives it alone."""

from dataclasses import replace
from functools import cache

import pytest
import torch
from torch import nn

from workedout.data.examples import Examples, Split
from workedout.data.mnist import pocket
from workedout.data.points import two_circles
from workedout.data.sources import TRUTHS, TruthTable
from workedout.networks.models import ACTIVATIONS, OUTPUTS, Bench, Mlp, Plane
from workedout.networks.starts import STARTS
from workedout.training.ensemble import Member, fit_together, pooled, refuse_unlike
from workedout.training.loop import fit, observe, seen_inside
from workedout.training.optimizers import OPTIMIZERS
from workedout.training.recipes import ORDERS, SCHEDULES, Recipe

CPU = torch.device("cpu")
TRAIN, HELD_OUT = 70, 50  # with batches of 20: three full ones and one of ten
DIGITS = Split(pocket().train.take(slice(0, TRAIN)), pocket().held_out.take(slice(0, HELD_OUT)))
POINTS = two_circles(80, draw=3)
TOLERANCE = 1e-10  # of float64 numbers, relative or absolute; they differ by about 1e-16
RECIPE = Recipe(3, 20, 0.05, "momentum", precision="float64", schedule="one-cycle")
ON_POINTS = Recipe(3, 12, 0.1, loss="squared", precision="float64")
NETWORK, SEEDS = Mlp((12,), dropout=0.3), (4, 5, 11)


def group(network=NETWORK, recipe=RECIPE, seeds=SEEDS, split=DIGITS):
    return [Member(network, split, recipe, seed) for seed in seeds]


@cache
def fitted(network, recipe, seed):
    return fit(network, DIGITS, recipe, seed, CPU)


def alone(member):
    """What the one-at-a-time path gives."""
    if member.split is DIGITS:
        return fitted(member.network, member.recipe, member.seed)
    return fit(member.network, member.split, member.recipe, member.seed, CPU)


def numbers(history):
    """All of a history, so that nothing of it escapes a comparison."""
    return {
        "losses": history.step_losses,
        "epochs": history.epoch_losses,
        "sizes": [float(size) for size in history.batch_sizes],
        "steps": [float(history.steps), float(history.steps_per_epoch)],
        "observations": [number for seen in history.observations for number in seen],
        "probes": [number for probe in history.probes for number in probe],
        **{name: t.flatten().tolist() for name, t in history.network.state_dict().items()},
    }


def assert_alike(history, expected, tolerance=TOLERANCE):
    found, wanted = numbers(history), numbers(expected)
    assert found.keys() == wanted.keys()
    for name, values in wanted.items():
        assert found[name] == pytest.approx(values, rel=tolerance, abs=tolerance), name


def assert_each_as_alone(members):
    histories = fit_together(members, CPU)
    assert len(histories) == len(members)
    for member, history in zip(members, histories, strict=True):
        assert_alike(history, alone(member))
    return histories


# Every layer, optimizer, schedule, order, augmentation, loss and moment.


def layers_of_all_kinds():
    """What no chapter has yet, on images."""
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, stride=2, bias=False),
        nn.BatchNorm2d(4, momentum=0.3),
        nn.LeakyReLU(0.2),
        nn.AvgPool2d(2),
        nn.Conv2d(4, 6, 3, groups=2),
        nn.Sigmoid(),
        nn.Dropout(0.2),
        nn.Flatten(),
        nn.Linear(96, 8),
        nn.BatchNorm1d(8),
        nn.Tanh(),
        nn.Dropout(0.4),
        nn.Linear(8, 10, bias=False),
        nn.Identity(),
    )


NETWORKS = {
    "no hidden layer": Mlp(()),
    "hidden layers": Mlp((12, 7)),
    "sigmoid units": Mlp((12, 7), activation="sigmoid"),
    "batch norm of units": Mlp((12, 7), batch_norm=True),
    "layer norm of units": Mlp((12, 7), dropout=0.3, layer_norm=True),
    "batch norm and dropout of sigmoid units": Mlp(
        (12, 7), 0.3, 0.1, activation="sigmoid", batch_norm=True
    ),
    "a normal start": Mlp((12, 7), batch_norm=True, start="normal"),
    "dropout of pixels and units": Mlp((12, 7), dropout=0.3, input_dropout=0.1),
    "convolutions": Bench((3, 4)),
    "dropout of nothing": Bench((3, 4), dropout=0.0),
    "dropout of everything": Bench((3, 4), dropout=1.0),
    "layers of all kinds": layers_of_all_kinds,
}
PLANES = {
    **{f"activation {name}": Plane((4, 3), name) for name in ACTIVATIONS},
    **{f"start {name}": Plane((4,), start=name) for name in STARTS},
    **{f"output {name}": Plane((4,), output=name) for name in OUTPUTS},
    "no biases": Plane((4,), hidden_bias=False, output_bias=False),
    "no hidden layer": Plane(()),
}
RECIPES = {
    **{
        f"optimizer {name}": {"optimizer": name, "learning_rate": 0.01, "weight_decay": 0.01}
        for name in OPTIMIZERS
    },
    **{f"schedule {name}": {"schedule": name} for name in SCHEDULES},
    **{f"order {name}": {"order": name} for name in ORDERS},
    "augmentation": {"augmentation": "affine"},
    "a warm-up": {"warmup": 0.4},
    "a bound that every gradient is beyond": {"clip": 0.01},
    "a bound that some gradients are beyond": {"clip": 1.0},
    "a bound that none is beyond": {"clip": 1e3},
    "batches of one": {"batch_size": 1, "epochs": 1},
    "one batch an epoch": {"batch_size": TRAIN},
    "a batch larger than the data": {"batch_size": 500},
    "full batches alone": {"batch_size": 35},
    "half epochs": {"observe": "half-epoch"},
    "sparse epochs": {"observe": "sparse"},
    "the end": {"observe": "end"},
    "steps": {"observe": (0, 1, 5, 12, 99)},
    "never": {"observe": ()},
}


@pytest.mark.parametrize("network", NETWORKS.values(), ids=NETWORKS)
def test_every_layer_of_a_member_is_trained_as_alone(network):
    assert_each_as_alone(group(network))


@pytest.mark.parametrize("change", RECIPES.values(), ids=RECIPES)
def test_every_setting_means_for_a_member_what_it_means_alone(change):
    assert_each_as_alone(group(recipe=replace(RECIPE, **change)))


@pytest.mark.parametrize("network", PLANES.values(), ids=PLANES)
def test_every_plane_is_trained_as_alone(network):
    recipe = replace(ON_POINTS, probe="units", observe="half-epoch")
    histories = assert_each_as_alone(group(network, recipe, split=POINTS))
    assert all(len(history.probes) == 6 for history in histories)


@pytest.mark.parametrize("gate", TRUTHS)
def test_a_gate_is_learned_as_alone(gate):
    recipe = Recipe(20, 3, 0.3, loss="truth", precision="float64", order="sorted-then-shuffled")
    network = Plane((2,), "sigmoid", output="none")
    assert_each_as_alone(group(network, recipe, split=TruthTable(gate).split()))


def test_augmented_images_pass_through_convolutions_as_alone():
    assert_each_as_alone(group(Bench((3, 4)), replace(RECIPE, augmentation="affine", epochs=2)))


def test_a_recipe_that_looks_inside_starts_before_the_first_step():
    recipe = replace(ON_POINTS, probe="units", observe=(0, 4))
    for history in assert_each_as_alone(group(Plane((4,)), recipe, split=POINTS)):
        assert [seen.step for seen in history.observations] == [0, 4]
        assert len(history.probes) == 2


def test_one_member_is_a_group():
    assert_each_as_alone(group(seeds=(4,)))


def test_many_members_keep_their_places():
    assert_each_as_alone(group(recipe=replace(RECIPE, epochs=1), seeds=range(9)))


def test_the_same_seed_twice_gives_the_same_history_twice():
    first, second = fit_together(group(seeds=(4, 4)), CPU)
    assert_alike(first, second)


def test_without_a_device_the_default_is_taken(monkeypatch):
    monkeypatch.setattr("workedout.training.ensemble.default_device", lambda: torch.device("meta"))
    with pytest.raises((NotImplementedError, RuntimeError), match=r"(?i)meta"):
        fit_together(group())


# What a history holds.


def test_the_networks_of_the_histories_hold_the_trained_numbers():
    recipe = replace(RECIPE, observe="end")
    for history in fit_together(group(Bench((3, 4)), recipe), CPU):
        held_out = DIGITS.held_out.to(CPU, torch.float64)
        again = observe(history.network, held_out, recipe, 12)
        assert tuple(again) == pytest.approx(history.observations[-1], abs=TOLERANCE)
        assert all(layer.training for layer in history.network.modules())


def test_the_probe_is_the_one_of_the_trained_network_on_the_training_points():
    recipe = replace(ON_POINTS, probe="units", observe="end")
    for history in fit_together(group(Plane((6, 3)), recipe, split=POINTS), CPU):
        outputs, hidden = seen_inside(history.network, POINTS.train.inputs)
        answered, positive = outputs[:, 0] > 0, POINTS.train.targets > 0
        share, accuracy, *units = history.probes[0]
        assert share == answered.double().mean().item()
        assert accuracy == (answered == positive).double().mean().item()
        silent = [[(part <= 0).all(0).sum().item() for part in
                   (layer, layer[~positive], layer[positive])] for layer in hidden]  # fmt: skip
        assert units == [number for layer in silent for number in layer]


def test_the_weights_that_are_probed_are_those_of_the_networks():
    recipe = replace(ON_POINTS, probe="weights", observe=(0, 5, 12))
    for history in assert_each_as_alone(group(Plane((6, 3)), recipe, split=POINTS)):
        trained = torch.cat([p.detach().flatten() for p in history.network.parameters()])
        assert history.probes[-1] == tuple(trained.tolist())
        assert len(set(history.probes)) == len(history.probes) == 3


def test_no_history_shares_numbers_with_another():
    first, second = fit_together(group(seeds=(4, 4)), CPU)
    with torch.no_grad():
        for parameter in first.network.parameters():
            parameter.zero_()
    assert any(parameter.any() for parameter in second.network.parameters())


# What is left alone.


@pytest.mark.parametrize("network", [NETWORK, Bench((3, 4))], ids=str)
def test_the_callers_random_state_is_left_as_it_was(network):
    torch.manual_seed(11)
    state = torch.get_rng_state()
    fit_together(group(network, replace(RECIPE, augmentation="affine", epochs=1)), CPU)
    assert torch.equal(torch.get_rng_state(), state)


def test_the_callers_random_state_has_no_say():
    torch.manual_seed(1)
    first = [history.step_losses for history in fit_together(group(), CPU)]
    torch.manual_seed(2)
    assert [history.step_losses for history in fit_together(group(), CPU)] == first


def test_the_examples_are_left_as_they_were():
    split = Split(*(Examples(part.inputs.clone(), part.targets.clone()) for part in DIGITS))
    recipe = replace(RECIPE, augmentation="affine", precision="float32", epochs=1)
    fit_together(group(Bench((3, 4)), recipe, split=split), CPU)
    for part, before in zip(split, DIGITS, strict=True):
        assert torch.equal(part.inputs, before.inputs)
        assert torch.equal(part.targets, before.targets)


# Examples in one place.


def part(first, count=4):
    values = torch.arange(first, first + count)
    return Examples(values.double().unsqueeze(1), values)


def test_examples_that_members_share_are_stored_once_and_found_by_each():
    one, two = part(0), part(100)
    pool = pooled([one, two, one, two], CPU, torch.float64)
    assert len(pool.examples) == 8
    rows = torch.tensor([[0, 3], [0, 3], [1, 1], [2, 0]])
    inputs, targets = pool.take(rows)
    assert targets.tolist() == [[0, 3], [100, 103], [1, 1], [102, 100]]
    assert inputs.squeeze(2).tolist() == targets.tolist()


def test_examples_that_all_share_stay_where_they_are():
    one = part(0)
    pool = pooled([one, one], CPU, torch.float64)
    assert pool.examples.inputs.data_ptr() == one.inputs.data_ptr()
    assert pool.take(torch.tensor([[1], [2]])).targets.tolist() == [[1], [2]]


# Members that cannot be trained together.

UNLIKE = {
    "epochs": {"recipe": replace(RECIPE, epochs=4)},
    "batch_size": {"recipe": replace(RECIPE, batch_size=10)},
    "optimizer": {"recipe": replace(RECIPE, optimizer="nesterov")},
    "schedule": {"recipe": replace(RECIPE, schedule="cosine")},
    "order": {"recipe": replace(RECIPE, order="sorted")},
    "augmentation": {"recipe": replace(RECIPE, augmentation="affine")},
    "precision": {"recipe": replace(RECIPE, precision="float32")},
    "channels_last": {"recipe": replace(RECIPE, channels_last=True)},
    "observe": {"recipe": replace(RECIPE, observe="end")},
    "structure": {"network": Mlp((13,), dropout=0.3)},
    "shape of examples": {"split": Split(DIGITS.train.take(slice(0, 60)), DIGITS.held_out)},
}


@pytest.mark.parametrize(("what", "change"), UNLIKE.items(), ids=UNLIKE)
def test_a_member_that_differs_is_refused_by_its_number_and_what_differs(what, change):
    members = group()
    members[2] = members[2]._replace(**change)
    with pytest.raises(ValueError, match=rf"^member 2 has another {what}: .+, not .+"):
        fit_together(members, CPU)


SHAPES = {
    "fewer held-out examples": Split(DIGITS.train, DIGITS.held_out.take(slice(0, 40))),
    "smaller images": Split(*(Examples(p.inputs[:, :, 2:, 2:], p.targets) for p in DIGITS)),
    "targets of another type": Split(*(Examples(p.inputs, p.targets.double()) for p in DIGITS)),
}


@pytest.mark.parametrize("split", SHAPES.values(), ids=SHAPES)
def test_examples_of_other_shapes_are_refused(split):
    with pytest.raises(ValueError, match=r"^member 1 has another shape of examples: .+, not .+"):
        refuse_unlike([*group(seeds=(4,)), Member(NETWORK, split, RECIPE, 5)])


def test_both_values_stand_in_the_message():
    members = [*group(), *group(recipe=replace(RECIPE, batch_size=7))]
    with pytest.raises(ValueError, match=r"^member 3 has another batch_size: 7, not 20$"):
        refuse_unlike(members)


def test_a_network_without_a_batched_form_is_refused():
    with pytest.raises(ValueError, match="no batched form of Softplus"):
        fit_together(group(lambda: nn.Sequential(nn.Flatten(), nn.Softplus())), CPU)


def test_no_members_are_refused():
    with pytest.raises(ValueError, match="at least one member"):
        fit_together([], CPU)


def test_an_unknown_optimizer_is_an_error():
    with pytest.raises(ValueError, match="unknown optimizer"):
        fit_together(group(recipe=replace(RECIPE, optimizer="lion")), CPU)
