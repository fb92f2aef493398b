"""The contests: what each side does, on few digits; how long it takes is nobody's test."""

from concurrent.futures import Future

import pytest
import torch
from torch import nn

from workedout.data.mnist import pocket_pixels, to_examples
from workedout.data.sources import Pocket
from workedout.networks.drawings import DrawnInFloat64
from workedout.networks.models import Bench, Mlp
from workedout.randomness import stream
from workedout.studies import timing, turns
from workedout.studies.sample_loop import images, sample_loop
from workedout.studies.timing import CONTESTS, Contest, behaviour, race, race_on_the_gpu
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
TRAIN, HELD_OUT = pocket_pixels()
FEW = (TRAIN[0][:70], TRAIN[1][:70])


def test_the_sample_loop_sees_the_same_numbers_as_ours():
    prepared = images(FEW)
    inputs, targets = to_examples(*FEW)
    for row in range(len(FEW[1])):
        image, label = prepared[row]
        assert label == targets[row]
        torch.testing.assert_close(image, inputs[row], rtol=0, atol=1e-6)


def test_the_sample_loop_trains_as_one_written_by_hand():
    def network():
        with stream(3, "initialization", CPU):
            return Mlp((8,))().double()

    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        found = sample_loop(network(), FEW, 32, 1e-3, 1, CPU)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(5)
        rows = list(torch.utils.data.DataLoader(range(70), batch_size=32, shuffle=True))
    model, (inputs, targets) = network(), to_examples(*FEW)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    expected = []
    for batch in rows:
        loss = nn.functional.cross_entropy(model(inputs[batch].double()), targets[batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        expected.append(loss.item())
    assert found == pytest.approx(expected, abs=1e-6)  # ToTensor divides in float32


def test_the_behaviour_is_the_same_each_time_and_leaves_the_random_state_alone():
    before = torch.get_rng_state()
    assert behaviour(TRAIN, HELD_OUT, DrawnInFloat64) == behaviour(TRAIN, HELD_OUT, DrawnInFloat64)
    assert torch.equal(torch.get_rng_state(), before)


def test_the_behaviour_changes_with_what_a_side_does(monkeypatch):
    before = behaviour(TRAIN, HELD_OUT, DrawnInFloat64)
    monkeypatch.setattr(timing, "RATE", 2e-3)
    after = behaviour(TRAIN, HELD_OUT, DrawnInFloat64)
    for name in CONTESTS:
        assert after[name]["sample loop"] != before[name]["sample loop"]
        assert after[name]["ours"] == before[name]["ours"]


@pytest.fixture
def small(monkeypatch):
    """A race over few images: its times mean nothing."""
    recipe = Recipe(1, 500, 0.1, observe=())
    contests = {
        "784-100-10": Contest(Mlp((2,)), recipe, 5),
        "bench": Contest(Bench((2, 2)), recipe, 1),
    }
    monkeypatch.setattr(timing, "shared", lambda source: Pocket())
    monkeypatch.setattr(timing, "CONTESTS", contests)
    monkeypatch.setattr(turns, "TURNS", 2)
    monkeypatch.setattr(timing, "one_core", lambda train, dense, bench: {"turns": dense.epochs})


def test_a_race_gives_each_side_as_many_times_as_it_was_repeated(small):
    threads = torch.get_num_threads()
    found = race(FEW, FEW)
    assert found["cpu"]["cores"] >= 1
    for contest in found["cpu"]["contests"].values():
        assert [len(contest[side]) for side in ("loop", "one", "ten")] == [2] * 3
        assert all(value > 0 for side in ("loop", "one", "ten") for value in contest[side])
        assert contest["threads"] >= 1
    assert found["core"] == {"turns": timing.CORE_EPOCHS}
    assert torch.get_num_threads() == threads


def test_all_seeds_are_trained_once(monkeypatch):
    trained = []

    class Here:
        def submit(self, act, contest, source, seeds, device):
            trained.extend(seeds)
            future = Future()
            future.set_result(None)
            return future

    for contest in CONTESTS.values():
        trained.clear()
        timing.everywhere(Here(), contest, None)
        assert trained == list(range(10))


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no GPU here")
def test_a_race_on_a_gpu_times_every_contest(small):
    assert set(race_on_the_gpu(FEW, FEW)["contests"]) == set(CONTESTS)
