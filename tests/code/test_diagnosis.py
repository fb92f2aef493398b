"""The checklist: fine for a sound script, and each broken one found by the check of the page."""

import difflib
import importlib.util
import math
import re
from pathlib import Path

import pytest
import torch
from torch import nn

from workedout import diagnosis
from workedout.diagnosis import Finding, Plain, examine, first_fault, trained

SCRIPTS = Path(__file__).with_name("broken_scripts")
PAGE = Path(__file__).parents[2] / "book" / "training" / "diagnosis.md"
FOUND_BY = {
    "raw_pixels": "first loss",
    "kept_gradients": "gradient",
    "two_softmaxes": "one batch",
    "parted_labels": "labels",
    "a_fifth_dropped": "dead units",
    "slow": "rate",
}


def script(name):
    """A script as a module of its own."""
    spec = importlib.util.spec_from_file_location(name, SCRIPTS / f"{name}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_every_broken_script_is_listed():
    assert {file.stem for file in SCRIPTS.glob("*.py")} == {*FOUND_BY, "sound"}


@pytest.mark.parametrize("sound", [Plain(), script("sound")], ids=["package", "script"])
def test_a_sound_script_is_fine_in_every_check(sound):
    findings = examine(sound)
    assert [each.check for each in findings if not each.healthy] == []
    assert len(findings) == 7


@pytest.mark.parametrize(("name", "check"), FOUND_BY.items(), ids=FOUND_BY)
def test_a_broken_script_is_found_by_its_check(name, check):
    assert first_fault(examine(script(name))) == check


@pytest.mark.parametrize(("name", "check"), FOUND_BY.items(), ids=FOUND_BY)
def test_the_table_of_the_page_names_that_check(name, check):
    rows = re.findall(
        r"^\* - (.+)\n  - .+\n  - .+\n  - (.+)$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert dict(rows)[name.replace("_", " ")] == check


@pytest.mark.parametrize("name", FOUND_BY)
def test_a_broken_script_is_the_sound_one_but_for_a_few_lines(name):
    texts = [(SCRIPTS / f"{each}.py").read_text("utf-8").splitlines() for each in ("sound", name)]
    changed = [line for line in difflib.ndiff(*texts) if line[0] == "+" and '"""' not in line]
    assert len(changed) <= 6


def test_the_script_with_a_fifth_dropped_reads_one_in_ten():
    assert script("a_fifth_dropped").main() == pytest.approx(0.1, abs=0.03)


def test_the_sound_script_reads_most_digits():
    assert script("sound").main() > 0.8


class Changed(Plain):
    """The sound script with some parts exchanged."""

    def __init__(self, **parts):
        super().__init__()
        for name, part in parts.items():
            setattr(self, name, part)


def scaled(factor):
    return lambda outputs, labels: factor * nn.functional.cross_entropy(outputs, labels)


def cut_off():
    class Detached(nn.Module):
        def forward(self, inputs):
            return inputs.detach()

    layers = nn.Flatten(), nn.Linear(784, 20), Detached(), nn.ReLU(), nn.Linear(20, 10)
    return nn.Sequential(*layers)


def narrow():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 1), nn.ReLU(), nn.Linear(1, 10))


def without_evaluation(network, examples):
    answers = network(examples.inputs).argmax(dim=1)
    return (answers == examples.targets).double().mean().item()


def counts_batches(network, examples):
    network.eval()
    return (
        (network(examples.inputs).argmax(dim=0)[:10] == examples.targets[:10])
        .double()
        .mean()
        .item()
    )


UNHEALTHY = {
    "a loss ten times too large": ("first_loss", {"loss": scaled(10)}),
    "a loss ten times too small": ("first_loss", {"loss": scaled(0.1)}),
    "a gradient cut off": ("gradient", {"network": cut_off}),
    "one unit for all": ("one_batch", {"network": narrow}),
    "evaluation in training mode": ("scoring", {"accuracy": without_evaluation}),
    "the largest of a column": ("scoring", {"accuracy": counts_batches}),
    "a rate that kills": ("dead_units", {"rate": 100.0}),
    "a rate that is too large": ("rate_sweep", {"rate": 10.0}),
    "a rate that is too small": ("rate_sweep", {"rate": 1e-3}),
}


@pytest.mark.parametrize(("check", "parts"), UNHEALTHY.values(), ids=UNHEALTHY)
def test_a_check_says_no(check, parts):
    assert not getattr(diagnosis, check)(Changed(**parts)).healthy


def test_dropout_does_not_disturb_the_gradient():
    layers = nn.Flatten(), nn.Linear(784, 20), nn.Dropout(0.5), nn.Linear(20, 10)
    assert diagnosis.gradient(Changed(network=lambda: nn.Sequential(*layers))).healthy


def test_the_first_loss_names_the_logarithm_of_the_number_of_classes():
    two = Changed()
    kept = two.train.targets < 2
    two.train = two.train.take(kept.nonzero().flatten())
    two.network = lambda: nn.Sequential(nn.Flatten(), nn.Linear(784, 2))
    finding = diagnosis.first_loss(two)
    assert finding.healthy
    assert f"expected about {math.log(2):.1f}" in finding.saw


def test_training_ends_in_the_same_network_each_time_and_leaves_the_random_state_alone():
    before = torch.get_rng_state()
    networks = [trained(Plain(), 0.1)[0] for _ in range(2)]
    assert torch.equal(torch.get_rng_state(), before)
    for one, other in zip(*(network.parameters() for network in networks), strict=True):
        assert torch.equal(one, other)


def test_a_finding_says_whether_to_look():
    assert str(Finding("rate", True, "0.4")) == "fine  rate: 0.4"
    assert str(Finding("rate", False, "2.3")) == "LOOK  rate: 2.3"


def test_where_nothing_is_found_there_is_no_fault():
    assert first_fault([Finding("rate", True, "")]) == "none"
    assert first_fault([Finding("rate", True, ""), Finding("labels", False, "")]) == "labels"
