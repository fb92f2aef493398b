"""The checklist on scripts whose faults are known, and on sound ones that look odd."""

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from workedout.data.mnist import pocket
from workedout.inspection import diagnosis
from workedout.inspection.cases.faulty import FAULTY, VARIANTS
from workedout.inspection.cases.further import FURTHER
from workedout.inspection.cases.parts import by_class, layers
from workedout.inspection.cases.sound import SOUND
from workedout.inspection.diagnosis import Loop, Plain, examine, first_fault
from workedout.records.store import read
from workedout.results.diagnosis_cases import Verdicts

GROUPS = {"faulty": FAULTY, "variants": VARIANTS, "sound": SOUND, "further": FURTHER}
CHECK = {
    "optimizer": diagnosis.optimizer,
    "neighbours": diagnosis.neighbours,
    "held out": diagnosis.held_out,
    "activations": diagnosis.activations,
    "scoring": diagnosis.scoring,
    "one batch": diagnosis.one_batch,
    "first loss": diagnosis.first_loss,
    "rate": diagnosis.rate_sweep,
    "gradient": diagnosis.gradient,
    "labels": diagnosis.labels,
    "start": diagnosis.start,
    "mode": diagnosis.mode,
    "order": diagnosis.order,
    "decay": diagnosis.decay,
}
FAULTS = [*FAULTY, *VARIANTS]


@pytest.mark.parametrize("case", FAULTS, ids=[case.name for case in FAULTS])
def test_a_fault_is_seen_by_its_check(case):
    assert not CHECK[case.check](case.script()).healthy


def test_there_are_32_faults_40_sound_scripts_or_more_and_6_further_faults():
    assert len(FAULTY) == 32
    assert len(SOUND) >= 40
    assert len(FURTHER) == 6


@pytest.mark.slow
@pytest.mark.parametrize("case", SOUND, ids=[case.name for case in SOUND])
def test_a_sound_script_is_not_blamed(case):
    assert first_fault(examine(case.script())) == "none"


@pytest.mark.slow
@pytest.mark.parametrize("case", FAULTS, ids=[case.name for case in FAULTS])
def test_a_fault_is_named_first_by_its_check(case):
    assert first_fault(examine(case.script())) == case.check


def test_the_record_has_every_case_and_meets_the_bars():
    verdicts = Verdicts(read("diagnosis-cases"))
    for group, cases in GROUPS.items():
        assert {name: seen["expected"] for name, seen in verdicts.cases(group).items()} == {
            case.name: case.check for case in cases
        }
    assert len(verdicts.found("faulty")) >= 29
    assert len(verdicts.named("faulty")) >= 26
    assert verdicts.found("sound") == []


def test_a_crash_in_a_step_is_no_crash_of_the_checklist():
    class Crashing(Plain):
        def step(self, network, optimizer, images, labels):
            raise ZeroDivisionError("of mine")

    findings = examine(Crashing())
    assert len(findings) == len(diagnosis.CHECKS)
    assert first_fault(findings) == "step"
    (gradient,) = (each for each in findings if each.check == "gradient")
    assert str(gradient) == (
        "skip  gradient: cannot look, since the script ends in ZeroDivisionError: of mine"
    )


def test_a_script_that_shows_no_order_is_told_to_shuffle_if_it_is_sorted():
    script = Plain()
    assert "shuffle" not in diagnosis.order(script).saw
    script.train = by_class(script.train)
    finding = diagnosis.order(script)
    assert finding.healthy
    assert not finding.looked
    assert "shuffle" in finding.saw


def test_a_frozen_layer_is_said():
    (case,) = (each for each in SOUND if each.name == "a frozen layer, not given")
    finding = diagnosis.optimizer(case.script())
    assert finding.healthy
    assert "frozen on purpose: 1.weight, 1.bias" in finding.saw


def test_clipping_is_said():
    (case,) = (each for each in SOUND if each.name == "clipping by value")
    assert "clipped" in diagnosis.gradient(case.script()).saw


def test_the_script_and_the_random_state_are_left_as_they_were():
    script = Plain()
    before, state = script.train.inputs.clone(), torch.get_rng_state()
    examine(script)
    assert torch.equal(before, script.train.inputs)
    assert torch.equal(state, torch.get_rng_state())


# Plain loops.
def loader(examples, shuffle=False):
    return DataLoader(TensorDataset(*examples), batch_size=64, shuffle=shuffle)


def loop(other=False, shuffle=True, ordered=False, held_out=True):
    train, rest = pocket()
    network = layers()
    descent = torch.optim.SGD((layers() if other else network).parameters(), 0.1)
    return Loop(
        network,
        nn.CrossEntropyLoss(),
        loader(by_class(train) if ordered else train, shuffle),
        descent,
        loader(rest) if held_out else None,
    )


LOOPS = {
    "sound": ({}, "none"),
    "sorted and shuffled": ({"ordered": True}, "none"),
    "sorted": ({"ordered": True, "shuffle": False}, "order"),
    "an optimizer of another network": ({"other": True}, "optimizer"),
    "nothing held out": ({"held_out": False}, "none"),
}


@pytest.mark.parametrize(("changes", "check"), LOOPS.values(), ids=LOOPS)
def test_a_plain_loop_is_examined_as_it_is(changes, check):
    assert first_fault(examine(loop(**changes))) == check


def test_what_needs_held_out_examples_says_that_there_are_none():
    skipped = {each.check for each in examine(loop(held_out=False)) if not each.looked}
    assert {"held out", "scoring", "gap"} <= skipped


def test_a_loop_leaves_network_and_optimizer_as_they_were():
    network = layers()
    descent = torch.optim.SGD(network.parameters(), 0.1)
    before = [p.detach().clone() for p in network.parameters()]
    examine(Loop(network, nn.CrossEntropyLoss(), loader(pocket().train), descent))
    assert all(torch.equal(a, b) for a, b in zip(before, network.parameters(), strict=True))
    assert descent.param_groups[0]["lr"] == 0.1
