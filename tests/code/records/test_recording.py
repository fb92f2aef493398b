"""Making a record: only what is missing is trained; the old one stays until the new is whole."""

import json
import math
from dataclasses import replace

import pytest
import torch

from workedout.data.sources import Pocket
from workedout.errors import WorkedOutError
from workedout.experiments.specification import Arm, Experiment, specification
from workedout.networks.models import Mlp
from workedout.records import journal, runs
from workedout.records.environment import environment
from workedout.records.fingerprints import fingerprint
from workedout.records.journal import Entry
from workedout.records.recording import train
from workedout.records.runs import engine_for
from workedout.records.store import SeedResult, read, sealed
from workedout.records.validity import judged
from workedout.training.loop import fit
from workedout.training.recipes import Recipe

CPU = torch.device("cpu")
GROUPS = 4  # of the tiny experiment's six runs: two of each arm
ROUNDING = 1e-5  # of a few steps in float32, by the one engine and by the other
MARK = SeedResult([0.125, 0.125], [(10, 0.125, 0.125)], 0.125, 0)  # no training gives this


@pytest.fixture
def trained(monkeypatch):
    """The runs that are really made, in order."""
    made = []
    real = runs.train_group

    def spy(group):
        made.extend((arm.name, seed) for arm, seed in group.runs)
        return real(group)

    monkeypatch.setattr(runs, "train_group", spy)
    return made


def all_runs(experiment):
    return [(arm.name, seed) for arm in experiment.arms for seed in range(arm.seeds)]


def mark(recorded, arm, *seeds):
    """Put results into a record that show whether they were kept."""
    content = json.loads(recorded.read_text("utf-8"))
    for seed in seeds:
        place = content["arms"][arm]["seeds"][str(seed)]
        place.update(train_loss=MARK.train_loss, observations=MARK.observations, seconds=0.125)
    recorded.write_text(json.dumps(sealed(content)), "utf-8")


def metrics(record):
    return {
        (name, seed): (result.train_loss, result.observations)
        for name, arm in record.arms.items()
        for seed, result in arm.seeds.items()
    }


def entry_of(arm, seed, result=MARK, device="cpu"):
    made_by = {**environment(CPU), "device": device}
    data = arm.data.digest()
    mark = fingerprint(arm, engine_for(arm, CPU))
    return Entry(arm.name, seed, specification(arm), data, mark, made_by, result)


@pytest.fixture
def journaled(own_package, tiny):
    """Write results into the journal, as a run does that was then killed."""
    (own_package / "recorded" / ".journal").mkdir(parents=True, exist_ok=True)
    return lambda *entries: journal.append("tiny", list(entries))


# From nothing.


def test_every_seed_of_every_arm_is_trained_and_recorded(tiny, own_package, trained):
    record = train(tiny)
    assert trained == all_runs(tiny)
    assert list(metrics(record)) == all_runs(tiny)
    assert judged(tiny).findings == ()
    assert read("tiny") == record


def test_a_recorded_run_is_what_fit_gives(tiny, own_package):
    record = train(tiny)
    arm = tiny.arms[1]
    history = fit(arm.network, arm.data.split(), arm.recipe, 2, CPU)
    found = record[arm.name].seeds[2]
    assert found.train_loss == pytest.approx(history.epoch_losses, rel=ROUNDING)
    (seen,), (expected,) = found.observations, history.observations
    assert seen == pytest.approx(tuple(expected), rel=ROUNDING)


def test_the_record_says_where_when_and_with_what(tiny, own_package):
    (environment,) = train(tiny).environments
    assert environment["device"] == "cpu"
    assert environment["torch"] == torch.__version__.split("+")[0]
    assert set(environment) == {"device", "model", "python", "torch", "date"}


def test_the_journal_is_empty_when_the_record_is_whole(tiny, own_package):
    train(tiny)
    assert journal.entries("tiny") == []


def test_a_run_that_diverges_is_recorded_as_it_is(own_package):
    recipe = Recipe(2, 500, 1e30)
    experiment = Experiment("diverging", "?", (Arm("arm", Mlp((4,)), Pocket(), recipe, 1),))
    result = train(experiment)["arm"].seeds[0]
    assert not math.isfinite(result.train_loss[-1])
    assert repr(read("diverging")["arm"].seeds[0]) == repr(result)
    assert judged(experiment).findings == ()


# What is kept.


def test_a_valid_record_is_not_trained_again(tiny, recorded, trained):
    mark(recorded, "2 units", 0)
    record = train(tiny)
    assert trained == []
    assert record["2 units"].seeds[0] == MARK


def test_fresh_trains_all_of_it_again(tiny, recorded, journaled, trained):
    mark(recorded, "2 units", 0)
    journaled(entry_of(tiny.arms[1], 1))
    record = train(tiny, fresh=True)
    assert trained == all_runs(tiny)
    assert MARK not in [*record["2 units"].seeds.values(), *record["4 units"].seeds.values()]


def test_only_missing_seeds_are_trained(make_tiny, tiny, recorded, trained):
    mark(recorded, "2 units", 0, 1, 2)
    record = train(make_tiny(seeds=5))
    assert trained == [(arm, seed) for arm in ("2 units", "4 units") for seed in (3, 4)]
    assert [record["2 units"].seeds[seed] == MARK for seed in range(5)] == [True] * 3 + [False] * 2
    assert list(record["2 units"].seeds) == list(range(5))


def test_seeds_that_are_asked_for_no_more_are_dropped(make_tiny, tiny, altered, trained):
    altered(lambda content: content["arms"]["4 units"].update(data="0"))
    record = train(make_tiny(seeds=1))
    assert trained == [("4 units", 0)]
    assert list(record["2 units"].seeds) == [0]


def test_only_the_stale_arm_is_trained(tiny, altered, recorded, trained):
    mark(recorded, "2 units", 0)
    altered(lambda content: content["arms"]["4 units"].update(data="0"))
    record = train(tiny)
    assert trained == [("4 units", seed) for seed in range(3)]
    assert record["2 units"].seeds[0] == MARK


def behave_differently(content):
    content["arms"]["2 units"]["fingerprint"]["losses"][3] += 1


def test_seeds_of_other_behaviour_never_join_new_ones(make_tiny, tiny, recorded, altered, trained):
    altered(behave_differently)
    mark(recorded, "2 units", 0)
    record = train(make_tiny(seeds=4))
    assert [run for run in trained if run[0] == "2 units"] == [("2 units", s) for s in range(4)]
    assert MARK not in record["2 units"].seeds.values()


def test_an_unreadable_record_is_recorded_anew(tiny, recorded, trained):
    recorded.write_text("{", "utf-8")
    train(tiny)
    assert trained == all_runs(tiny)
    assert judged(tiny).findings == ()


def test_a_new_arm_leaves_the_others_results_alone(tiny, recorded, trained):
    mark(recorded, "2 units", 0)
    arm = replace(tiny.arms[0], name="sorted", recipe=replace(tiny.arms[0].recipe, order="sorted"))
    record = train(replace(tiny, arms=(arm, *tiny.arms)))
    assert trained == [("sorted", seed) for seed in range(3)]
    assert list(record.arms) == ["sorted", "2 units", "4 units"]
    assert record["2 units"].seeds[0] == MARK


# The journal.


def test_a_finished_seed_of_the_journal_is_not_trained_again(tiny, journaled, trained):
    journaled(entry_of(tiny.arms[0], 1), entry_of(tiny.arms[1], 0))
    record = train(tiny)
    assert ("2 units", 1) not in trained
    assert ("4 units", 0) not in trained
    assert len(trained) == 4
    for kept in (record["2 units"].seeds[1], record["4 units"].seeds[0]):
        assert replace(kept, environment=0) == MARK


def test_a_journal_of_another_specification_is_ignored(tiny, journaled, trained):
    other = replace(tiny.arms[0], recipe=replace(tiny.arms[0].recipe, learning_rate=0.2))
    journaled(entry_of(other, 1))
    record = train(tiny)
    assert len(trained) == 6
    assert record["2 units"].seeds[1] != MARK


def test_a_torn_line_costs_its_own_seeds_alone(tiny, journaled, own_package, trained):
    journaled(entry_of(tiny.arms[0], 0))
    journaled(entry_of(tiny.arms[0], 1))
    path = own_package / "recorded" / ".journal" / "tiny.jsonl"
    path.write_bytes(path.read_bytes()[:-20])
    train(tiny)
    assert ("2 units", 0) not in trained
    assert ("2 units", 1) in trained


class StoppedError(Exception):
    """Stands for whatever ends a run in its middle."""


@pytest.fixture
def stopping(monkeypatch):
    """Let the driver end after so many groups have reached the journal."""
    real = journal.append

    def stop_after(count):
        left = iter(range(count))

        def append(name, entries):
            if next(left, None) is None:
                raise StoppedError
            real(name, entries)

        monkeypatch.setattr(journal, "append", append)

    yield stop_after
    monkeypatch.setattr(journal, "append", real)


@pytest.mark.parametrize("finished", range(GROUPS))
def test_a_stopped_run_goes_on_where_it_was_and_ends_alike(
    tiny, own_package, tiny_text, stopping, finished
):
    stopping(finished)
    with pytest.raises(StoppedError):
        train(tiny)
    assert (len(journal.entries("tiny")) > 0) == (finished > 0)
    stopping(GROUPS - finished)
    train(tiny)
    content = json.loads((own_package / "recorded" / "tiny.json").read_text("utf-8"))
    expected = json.loads(tiny_text)
    for record in (content, expected):
        for arm in record["arms"].values():
            for seed in arm["seeds"].values():
                del seed["seconds"]
        del record["environments"], record["checksum"]  # it covers the seconds
    assert content == expected


def test_the_old_record_stays_until_the_new_one_is_whole(tiny, altered, recorded, stopping):
    altered(lambda content: content["arms"]["4 units"].update(data="0"))
    before = recorded.read_bytes()
    stopping(1)
    with pytest.raises(StoppedError):
        train(tiny)
    assert recorded.read_bytes() == before
    assert [file.name for file in recorded.parent.glob("*.json*")] == ["tiny.json"]


# Devices and writers.


def on_a_gpu(content):
    content["environments"][0]["device"] = "cuda"


def test_results_of_two_kinds_of_device_are_not_mixed(make_tiny, tiny, altered, trained):
    altered(on_a_gpu)
    with pytest.raises(WorkedOutError, match=r"on cuda and this machine has cpu.*run tiny --fresh"):
        train(make_tiny(seeds=4))
    assert trained == []


def test_a_journal_of_another_kind_of_device_is_not_mixed_in(tiny, journaled, trained):
    journaled(entry_of(tiny.arms[0], 0, device="cuda"))
    with pytest.raises(WorkedOutError, match="on cuda and this machine has cpu"):
        train(tiny)
    assert trained == []


def test_fresh_is_the_way_to_another_kind_of_device(tiny, altered, journaled):
    altered(on_a_gpu)
    journaled(entry_of(tiny.arms[0], 0, device="cuda"))
    assert {each["device"] for each in train(tiny, fresh=True).environments} == {"cpu"}


def test_two_machines_of_one_kind_are_both_named(make_tiny, tiny, altered):
    altered(lambda content: content["environments"][0].update(model="an older processor"))
    record = train(make_tiny(seeds=4))
    assert record.environments[0]["model"] == "an older processor"
    assert len(record.environments) == 2
    assert [result.environment for result in record["2 units"].seeds.values()] == [0, 0, 0, 1]


def test_while_one_writes_another_cannot(tiny, own_package, trained):
    with journal.sole_writer("tiny"), pytest.raises(WorkedOutError, match="another process"):
        train(tiny)
    assert trained == []


def test_a_run_is_timed_without_the_data(tiny):
    result = runs.train_seed(tiny.arms[0], 0, CPU)
    assert 0 < result.seconds < 60
    assert round(result.seconds, 3) == result.seconds
