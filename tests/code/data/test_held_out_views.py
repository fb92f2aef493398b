"""Changed copies of the held-out images: what they are, and that training notes their accuracy."""

from dataclasses import replace

import pytest
import torch

from workedout.data.examples import Examples, Split
from workedout.data.held_out_views import DISTANCES, PLACES, VIEWS, by_view
from workedout.data.mnist import pocket
from workedout.data.sources import Pocket
from workedout.experiments.specification import Arm
from workedout.networks.models import Bench, Mlp
from workedout.records.runs import engine_for
from workedout.training.ensemble import Member, fit_together
from workedout.training.loop import fit, observe
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
SPLIT = Split(*(part.take(slice(0, 60)) for part in pocket()))
RECIPE = Recipe(2, 20, 0.1, precision="float64", probe="places")
NETWORK = Mlp((8,))


def test_the_places_are_the_middle_and_eight_directions_at_each_distance():
    assert PLACES[0] == (0, 0)
    assert len(set(PLACES)) == len(PLACES) == 1 + 8 * len(DISTANCES)
    for distance in DISTANCES:
        far = [place for place in PLACES if max(map(abs, place)) == distance]
        assert len(far) == 8
        assert all(abs(step) in (0, distance) for place in far for step in place)
    assert list(VIEWS["places"]) == list(PLACES)


def test_a_view_moves_every_image_to_its_place():
    images = SPLIT.held_out.inputs
    for (down, right), view in VIEWS["places"].items():
        moved = view(images)
        assert moved.shape == images.shape
        rows = slice(max(down, 0), 28 + min(down, 0)), slice(max(-down, 0), 28 - max(down, 0))
        columns = (
            slice(max(right, 0), 28 + min(right, 0)),
            slice(max(-right, 0), 28 - max(right, 0)),
        )
        assert torch.equal(moved[:, :, rows[0], columns[0]], images[:, :, rows[1], columns[1]])


def test_the_accuracy_of_each_view_is_noted_at_each_observation():
    history = fit(NETWORK, SPLIT, RECIPE, 4, CPU)
    assert [len(numbers) for numbers in history.probes] == [len(PLACES)] * 2
    for number, view in enumerate(VIEWS["places"].values()):
        moved = Examples(view(SPLIT.held_out.inputs.double()), SPLIT.held_out.targets)
        assert history.probes[-1][number] == observe(history.network, moved, RECIPE, 0).accuracy
    assert history.probes[-1][0] == history.accuracy
    assert len(set(history.probes[-1])) > 1


def test_views_change_nothing_of_the_training():
    plain = fit(NETWORK, SPLIT, replace(RECIPE, probe="none"), 4, CPU)
    viewed = fit(NETWORK, SPLIT, RECIPE, 4, CPU)
    assert (viewed.step_losses, viewed.observations) == (plain.step_losses, plain.observations)


@pytest.mark.parametrize("device", ["cpu", "cuda"])
def test_runs_with_views_are_trained_one_by_one(device):
    arm = Arm("viewed", Bench((2, 2)), Pocket(), RECIPE, seeds=2)
    assert engine_for(arm, torch.device(device)) == "single"
    assert engine_for(replace(arm, recipe=replace(RECIPE, probe="none")), torch.device("cuda")) == (
        "batched"
    )


def test_the_batched_engine_refuses_views():
    with pytest.raises(ValueError, match="no batched form of the probe 'places'"):
        fit_together([Member(NETWORK, SPLIT, RECIPE, seed) for seed in (0, 1)], CPU)


def test_what_a_record_keeps_of_each_run_goes_back_to_its_views():
    runs = [[number / 100 for number in range(len(PLACES))], [0.5] * len(PLACES)]
    found = by_view("places", runs)
    assert list(found) == list(PLACES)
    assert found[PLACES[3]] == [0.03, 0.5]
    history = fit(NETWORK, SPLIT, RECIPE, 4, CPU)
    assert by_view("places", history.probes)[0, 0][-1] == history.accuracy


@pytest.mark.parametrize("more", [-1, 1])
def test_accuracies_of_other_views_are_refused(more):
    with pytest.raises(ValueError, match="argument"):
        by_view("places", [[0.5] * (len(PLACES) + more)])
