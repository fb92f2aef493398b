"""What is trained together, and what becomes of runs when work fails."""

from collections import Counter
from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import pytest
import torch

from workedout.data.sources import Pocket, TwoCircles
from workedout.experiments.specification import Arm
from workedout.networks.models import Bench, Mlp, Plane
from workedout.records import runs
from workedout.records.runs import (
    Failure,
    Group,
    engine_for,
    finished,
    grouped,
    missing,
    train_group,
)
from workedout.records.store import SeedResult
from workedout.training.recipes import Recipe

CPU, CUDA = torch.device("cpu"), torch.device("cuda")
CIRCLES = Recipe(2, 10, 0.1, loss="squared")
DIGITS = Recipe(1, 500, 0.1)
TINY = Arm("tiny", Plane((2,)), TwoCircles(0, 80), CIRCLES, 5)
RESULT = SeedResult([0.0], [(1, 0.0, 0.5)], 0.0, 0)


def all_runs(*arms):
    return [(arm, seed) for arm in arms for seed in range(arm.seeds)]


def groups_of(*arms, device=CPU, engine="batched"):
    return grouped(all_runs(*arms), lambda arm: engine, device)


def names(groups):
    return [[(arm.name, seed) for arm, seed in group.runs] for group in groups]


# Which engine.

ENGINES = {
    "a tiny network": (Plane((4, 2)), "batched", "batched"),
    "100 hidden units": (Mlp((100,)), "batched", "batched"),
    "1000 hidden units": (Mlp((500, 300, 200)), "single", "batched"),
    "convolutions": (Bench(), "single", "batched"),
}


@pytest.mark.parametrize(("network", "on_cpu", "on_gpu"), ENGINES.values(), ids=ENGINES)
def test_the_engine_is_the_one_that_is_fast_there(network, on_cpu, on_gpu):
    arm = Arm("a", network, Pocket(), DIGITS, 1)
    assert engine_for(arm, CPU) == on_cpu
    assert engine_for(arm, CUDA) == on_gpu


def test_a_network_without_batched_form_is_trained_alone(monkeypatch):
    class Other(torch.nn.ReLU):
        """No layer that the stack knows."""

    monkeypatch.setattr(Plane, "__call__", lambda self: torch.nn.Sequential(Other()))
    assert engine_for(TINY, CPU) == "single"


# What is trained together.


def test_every_run_is_in_one_group_once():
    arms = [replace(TINY, name=f"{n}", network=Plane((n,)), seeds=30) for n in (2, 3)]
    together = [run for group in groups_of(*arms) for run in group.runs]
    assert Counter(together) == Counter(all_runs(*arms))


def test_arms_of_one_shape_train_together_whatever_rate_and_draw():
    other = replace(
        TINY,
        name="other",
        data=TwoCircles(3, 80),
        recipe=replace(CIRCLES, learning_rate=1.0),
        network=Plane((2,), start="zeros"),
    )
    (first, second) = groups_of(TINY, other)
    assert len(first.runs) == len(second.runs) == 5
    train_group(replace(first, runs=(*first.runs, *second.runs)))


APART = {
    "network": Plane((3,)),
    "data": TwoCircles(0, 120),
    "recipe": replace(CIRCLES, batch_size=20),
}


@pytest.mark.parametrize("field", APART)
def test_what_has_another_shape_trains_apart(field):
    other = replace(TINY, name="other", **{field: APART[field]})
    for group in groups_of(TINY, other):
        assert len({arm.name for arm, _ in group.runs}) == 1


def test_groups_are_small_enough_for_the_cache_and_of_about_one_size():
    arm = Arm("hundred", Mlp((100,)), Pocket(), DIGITS, 10)
    assert names(groups_of(arm)) == [
        [("hundred", seed) for seed in range(5)],
        [("hundred", seed) for seed in range(5, 10)],
    ]


def test_few_seeds_still_use_two_cores():
    assert [len(group.runs) for group in groups_of(replace(TINY, seeds=4))] == [2, 2]
    assert [len(group.runs) for group in groups_of(replace(TINY, seeds=1))] == [1]


def test_single_runs_are_groups_of_one():
    groups = groups_of(TINY, engine="single")
    assert [len(group.runs) for group in groups] == [1] * 5
    assert {group.engine for group in groups} == {"single"}


def test_kept_runs_leave_the_groups_of_the_others_as_they_were():
    groups = groups_of(replace(TINY, seeds=60))
    kept = {("tiny", seed) for seed in (*range(20), 33)}
    left = missing(groups, kept)
    assert names(left) == [[run for run in group if run not in kept] for group in names(groups)[1:]]
    assert missing(groups, {("tiny", seed) for seed in range(60)}) == []


# What a worker does.


@pytest.mark.parametrize("engine", ["single", "batched"])
def test_a_group_gives_a_result_for_each_run_and_what_made_it(engine):
    made = train_group(Group(engine, tuple(all_runs(TINY)), "cpu"))
    assert len(made) == 5
    assert {environment["device"] for _, environment in made} == {"cpu"}
    assert len({tuple(result.train_loss) for result, _ in made}) == 5
    assert all(result.seconds >= 0 for result, _ in made)


@pytest.mark.parametrize("engine", ["single", "batched"])
def test_a_result_keeps_as_many_points_of_its_curve_as_the_arm_says(engine):
    arm = replace(TINY, recipe=replace(CIRCLES, epochs=5), curve=2)
    whole = train_group(Group(engine, ((replace(arm, curve=5), 0),), "cpu"))[0][0].train_loss
    kept = train_group(Group(engine, ((arm, 0),), "cpu"))[0][0].train_loss
    assert len(whole) == 5
    assert kept == [whole[0], whole[-1]]


def test_both_engines_give_the_same_results():
    arm = replace(TINY, recipe=replace(CIRCLES, precision="float64", probe="units"))
    both = [train_group(Group(e, tuple(all_runs(arm)), "cpu")) for e in ("single", "batched")]
    for (one, _), (other, _) in zip(*both, strict=True):
        assert other.train_loss == pytest.approx(one.train_loss, rel=1e-12)
        assert other.probes == one.probes


@dataclass(frozen=True)
class Redrawn:
    """Points that each seed draws anew."""

    reads_test_set = False

    def drawn(self, seed):
        return TwoCircles(seed, 80).split()

    def split(self):
        return self.drawn(0)


@pytest.mark.parametrize("engine", ["single", "batched"])
def test_each_seed_is_trained_on_its_own_draw(engine):
    redrawn = replace(TINY, data=Redrawn(), seeds=2)
    made = train_group(Group(engine, tuple(all_runs(redrawn)), "cpu"))
    for seed, (result, _) in enumerate(made):
        arm = replace(TINY, data=TwoCircles(seed, 80))
        [(alone, _)] = train_group(Group("single", ((arm, seed),), "cpu"))
        assert result.train_loss == pytest.approx(alone.train_loss)
        assert result.observations[-1][1] == pytest.approx(alone.observations[-1][1])
    assert made[0][0].train_loss != pytest.approx(made[1][0].train_loss)


def test_a_worker_uses_one_thread_and_leaves_the_number_as_it_was(monkeypatch):
    threads = []
    real = runs.fit
    monkeypatch.setattr(
        runs, "fit", lambda *a: (threads.append(torch.get_num_threads()), real(*a))[1]
    )
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    train_group(Group("single", ((TINY, 0),), "cpu"))
    assert (threads, torch.get_num_threads()) == ([1], 2)
    torch.set_num_threads(before)


# What happens when work fails.


@pytest.fixture
def behave(monkeypatch):
    """Let groups of some runs do something else than to train; tells what was tried."""
    tried = []

    def install(act):
        def train(group):
            seeds = [seed for _, seed in group.runs]
            tried.append(seeds)
            act(seeds)
            return [(RESULT, {"device": "cpu"})] * len(seeds)

        monkeypatch.setattr(runs, "train_group", train)
        return tried

    return install


def outcome(groups, executor=None):
    """Seeds that were made, failures, and the last report."""
    reports = []
    with executor or ThreadPoolExecutor(1) as chosen:
        found = list(finished(groups, chosen, lambda *counts: reports.append(counts)))
    failures = [each for each in found if isinstance(each, Failure)]
    made = sorted(seed for g in found if not isinstance(g, Failure) for (_, seed), _ in g)
    return made, failures, reports[-1]


def test_when_all_goes_well_each_run_is_made_once(behave):
    tried = behave(lambda seeds: None)
    assert outcome(groups_of(TINY)) == ([0, 1, 2, 3, 4], [], (5, 0, 0))
    assert sorted(map(len, tried)) == [2, 3]


def test_an_error_in_one_run_of_a_group_fails_that_run_alone(behave):
    def act(seeds):
        if 3 in seeds:
            raise ArithmeticError("three")

    behave(act)
    made, failures, report = outcome(groups_of(TINY))
    assert (made, report) == ([0, 1, 2, 4], (4, 0, 1))
    assert list(map(str, failures)) == ["tiny, seed 3: ArithmeticError: three"]


def test_runs_whose_worker_died_are_tried_again_as_they_were(behave):
    deaths = iter([True, True])

    def act(seeds):
        if 3 in seeds and next(deaths, False):
            raise BrokenExecutor

    tried = behave(act)
    made, failures, _ = outcome(groups_of(TINY))
    assert (made, failures) == ([0, 1, 2, 3, 4], [])
    assert tried.count([2, 3, 4]) == 3


def test_a_run_that_kills_each_worker_is_found_and_named(behave):
    def act(seeds):
        if 3 in seeds:
            raise BrokenExecutor

    tried = behave(act)
    made, failures, _ = outcome(groups_of(TINY))
    assert made == [0, 1, 2, 4]
    assert list(map(str, failures)) == ["tiny, seed 3: its worker process died, 3 times"]
    assert (tried.count([2, 3, 4]), tried.count([3])) == (3, 3)


def test_an_executor_that_takes_no_more_work_fails_what_is_left():
    class Lost(Executor):
        def submit(self, function, /, *arguments):
            raise BrokenExecutor

    made, failures, report = outcome(groups_of(TINY), Lost())
    assert (made, len(failures), report) == ([], 5, (0, 0, 5))


def test_what_is_running_is_reported(behave):
    class Held(Executor):
        """Gives futures that run until all are submitted."""

        def submit(self, function, /, group):
            future: Future = Future()
            future.set_running_or_notify_cancel()
            self.held = [*getattr(self, "held", []), (future, group)]
            return future

    executor, seen = Held(), []

    def report(done, running, failed):
        seen.append((done, running, failed))
        while executor.held and len(seen) < 2:
            future, group = executor.held.pop()
            future.set_result([(RESULT, {"device": "cpu"})] * len(group.runs))

    assert sum(map(len, finished(groups_of(TINY), executor, report))) == 5
    assert seen[0] == (0, 5, 0)
    assert seen[-1] == (5, 0, 0)
