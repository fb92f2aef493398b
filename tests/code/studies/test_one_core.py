"""The race on one core: what each side trains, and that a rival who trains another thing is seen.

The sides of JAX and scikit-learn are tried where these are installed
(``tests/benchmarks/requirements.txt``); the race itself refuses to run without them.
"""

from dataclasses import replace
from importlib.util import find_spec

import pytest
import torch

from workedout.data.mnist import pocket_pixels, to_examples
from workedout.networks.models import Mlp
from workedout.studies import one_core, rivals
from workedout.studies.timing import CONTESTS, PLAIN
from workedout.training.threads import one_thread

TRAIN, _ = pocket_pixels()
FEW = (TRAIN[0][:96], TRAIN[1][:96])
SHORT = replace(PLAIN, epochs=1)
needs_rivals = pytest.mark.skipif(
    not (find_spec("jax") and find_spec("sklearn")), reason="JAX or scikit-learn is not installed"
)


def test_without_a_rival_the_race_says_what_to_install_and_times_nothing(monkeypatch):
    monkeypatch.setattr(rivals, "find_spec", lambda name: None if name == "sklearn" else object())
    monkeypatch.setattr(one_core, "in_turn", lambda *arguments: pytest.fail("something was timed"))
    with pytest.raises(rivals.RivalError, match=r"needs scikit-learn: pip install -r tests/bench"):
        one_core.one_core(FEW, SHORT, SHORT)


def test_a_rival_that_trains_another_network_is_refused(monkeypatch):
    monkeypatch.setattr(rivals, "versions", dict)
    monkeypatch.setattr(one_core, "disagreements", lambda few, recipe: [0.0, 0.5])
    monkeypatch.setattr(one_core, "in_turn", lambda *arguments: pytest.fail("something was timed"))
    with pytest.raises(rivals.RivalError, match=r"losses 0\.5 apart"):
        one_core.one_core(FEW, SHORT, SHORT)


def test_sides_take_turns_and_each_time_is_that_of_one_network(monkeypatch):
    clock, acted = iter(float(10 * i) for i in range(100)), []
    monkeypatch.setattr(one_core.time, "process_time", lambda: next(clock))
    sides = {
        side: one_core.Side(networks, lambda side=side: acted.append(side))
        for side, networks in (("loop", 1), ("five", 5), ("products", 5))
    }
    found = one_core.an_epoch(sides, 2)
    assert acted == [*sides] * one_core.TURNS
    assert found == {"loop": [5.0] * 3, "five": [1.0] * 3, "products": [1.0] * 3}


def test_the_products_are_those_of_the_training():
    """As many multiplications as the operations of a step ask for, in as many steps."""
    asked = []
    real = torch.bmm

    def counted(first, second, *, out):
        asked.append(len(first) * first.shape[1] * first.shape[2] * second.shape[2])
        return real(first, second, out=out)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(torch, "bmm", counted)
        one_core.products(SHORT, 96)
    weights = 784 * 100, 100 * 10
    step = 32 * (2 * weights[0] + 3 * weights[1])  # no errors go below the first layer
    assert sum(asked) == 3 * one_core.TOGETHER * step


@needs_rivals
def test_jax_trains_what_fit_trains():
    assert max(one_core.disagreements(to_examples(*FEW), PLAIN)) < 1e-4


@needs_rivals
def test_another_rate_is_seen(monkeypatch):
    real = rivals.jax_training
    monkeypatch.setattr(
        rivals, "jax_training", lambda forward, rate, together: real(forward, 1.5 * rate, together)
    )
    assert min(one_core.disagreements(to_examples(*FEW), PLAIN)) > one_core.AGREE


@needs_rivals
def test_every_side_of_both_races_trains():
    with one_thread():
        for sides in (
            one_core.dense_sides(FEW, to_examples(*FEW), SHORT),
            one_core.bench_sides(FEW, to_examples(*FEW), CONTESTS["bench"].recipe),
        ):
            for side in sides.values():
                side.act()
    assert Mlp((100,)) == CONTESTS["784-100-10"].network


@needs_rivals
def test_scikit_learn_makes_as_many_passes_as_it_should():
    inputs, labels = to_examples(*FEW)
    losses = rivals.scikit_learn(inputs.flatten(1), labels, 32, 1e-3, 3)
    assert len(losses) == 3
    assert losses[-1] < losses[0]
