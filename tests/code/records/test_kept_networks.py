"""The network beside a record: kept with its digest, read back, and refused where it is another."""

import json
from dataclasses import replace

import pytest
import safetensors.torch
import torch

from workedout.data.sources import Pocket
from workedout.errors import WorkedOutError
from workedout.experiments import catalogue
from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.records import journal, recording
from workedout.records.kept_networks import answers, digest, kept
from workedout.records.lookup import kept_network
from workedout.records.recording import train
from workedout.records.store import RecordError, read, write_content
from workedout.records.validity import judged
from workedout.training.loop import fit
from workedout.training.recipes import Recipe
from workedout.training.threads import one_thread

CPU = torch.device("cpu")
ARM = Arm("4 units", Mlp((4,)), Pocket(), Recipe(1, 500, 0.1, observe="end"), seeds=2, keep=1)
KEEPING = Experiment("keeping", "Is a network kept?", (replace(ARM, name="none", keep=None), ARM))


@pytest.fixture
def keeping(own_package, monkeypatch):
    """The experiment, recorded; gives the file of its network."""
    monkeypatch.setitem(catalogue.QUESTIONS, KEEPING.name, KEEPING)
    train(KEEPING)
    return own_package / "recorded" / "keeping.safetensors"


def test_the_network_of_the_chosen_seed_is_kept_and_no_other(keeping):
    record = read("keeping")
    assert [result.kept is None for result in record["none"].seeds.values()] == [True, True]
    assert [result.kept is None for result in record["4 units"].seeds.values()] == [True, False]
    with one_thread():
        trained = fit(ARM.network, ARM.data.split(), ARM.recipe, seed=1, device=CPU).network
    found = kept_network("keeping")
    for before, after in zip(trained.parameters(), found.network.parameters(), strict=True):
        assert torch.allclose(after, before, atol=before.abs().max().item() / 100)


def test_the_record_states_the_digest_and_how_many_answers_rounding_changed(keeping):
    found = kept_network("keeping")
    assert found.run.kept.sha256 == digest(keeping.read_bytes()) == digest(found.encoded)
    with one_thread():
        trained = fit(ARM.network, ARM.data.split(), ARM.recipe, seed=1, device=CPU).network
        inputs = ARM.data.split().held_out.as_tensors().inputs
        changed = (answers(trained, inputs) != answers(found.network, inputs)).sum().item()
    assert found.run.kept.changed == changed


def test_a_network_whose_rounding_changes_answers_is_counted():
    torch.manual_seed(0)
    network = ARM.network()
    with torch.no_grad():
        network[1].weight[0], network[1].bias[0] = 0, 0  # a unit that says nothing
        network[-1].weight *= 1e-3
        network[-1].weight[:, 0], network[-1].bias[:] = 1, 0  # beside its weights, no other counts
    assert kept(ARM, network).changed > 0
    assert network.training


def test_the_record_holds_no_network_and_no_word_of_those_that_are_not_kept(keeping):
    content = json.loads(keeping.with_suffix(".json").read_text("utf-8"))
    seeds = content["arms"]["4 units"]["seeds"]
    assert "kept" not in seeds["0"]
    assert seeds["1"]["kept"]["encoded"] == ""


def other_network(file):
    torch.manual_seed(7)
    file.write_bytes(safetensors.torch.save({"1.weight": torch.zeros(2)}))


def cut_short(file):
    file.write_bytes(file.read_bytes()[:-1])


FAULTS = {
    "missing": (lambda file: file.unlink(), "is missing"),
    "cut short": (cut_short, "is not the network of the record"),
    "another": (other_network, "is not the network of the record"),
    "a folder": (lambda file: (file.unlink(), file.mkdir()), "it is a folder, and no file"),
}


@pytest.mark.parametrize(("break_it", "said"), FAULTS.values(), ids=FAULTS)
def test_another_file_is_one_finding_and_one_line(keeping, break_it, said):
    break_it(keeping)
    (finding,) = judged(KEEPING, tried=False).findings
    assert (finding.arm, finding.reason) == ("4 units", "network")
    assert said in finding.detail
    with pytest.raises(WorkedOutError) as error:
        kept_network("keeping")
    assert said in str(error.value)


def test_a_file_that_was_altered_with_its_digest_is_refused_in_one_line(keeping):
    other_network(keeping)
    content = json.loads(keeping.with_suffix(".json").read_text("utf-8"))
    kept_of = content["arms"]["4 units"]["seeds"]["1"]["kept"]
    kept_of["sha256"] = digest(keeping.read_bytes())
    write_content("keeping", content)
    with pytest.raises(RecordError, match="the network beside the record cannot be used") as error:
        kept_network("keeping")
    assert "\n" not in str(error.value)


def test_making_a_record_again_puts_a_lost_network_back(keeping):
    before = keeping.read_bytes()
    keeping.unlink()
    train(KEEPING)
    assert keeping.read_bytes() == before
    assert judged(KEEPING).findings == ()


def test_a_recording_that_could_not_write_it_keeps_the_run_and_goes_on(own_package, monkeypatch):
    monkeypatch.setitem(catalogue.QUESTIONS, KEEPING.name, KEEPING)
    with monkeypatch.context() as full:
        full.setattr(recording, "filed", lambda record: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            train(KEEPING)
    assert len(journal.entries("keeping")) == 4
    monkeypatch.setattr(recording, "outcomes", lambda *a: pytest.fail("trained"))
    train(KEEPING)
    assert kept_network("keeping").run.kept.encoded == ""


def test_an_experiment_that_keeps_none_says_so(tiny, recorded):
    with pytest.raises(WorkedOutError, match="the experiment tiny keeps no network"):
        kept_network("tiny")


def test_a_seed_that_is_never_trained_cannot_be_kept():
    with pytest.raises(ValueError, match="expected a seed below 2 to keep, got 2"):
        replace(ARM, keep=2)


def test_a_record_has_one_network_beside_it_at_most():
    with pytest.raises(ValueError, match="a, b keep one each"):
        Experiment("two", "?", (replace(ARM, name="a"), replace(ARM, name="b")))
