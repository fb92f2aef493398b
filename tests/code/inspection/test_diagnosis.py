"""The checklist: fine for a sound script, and each broken one found by the check of the page."""

import math
import re
from pathlib import Path
from types import ModuleType

import pytest
import torch
from torch import nn

from workedout.inspection import diagnosis
from workedout.inspection.diagnosis import Finding, Plain, examine, first_fault, trained

SOUND = Path(__file__).with_name("sound_script.py").read_text("utf-8")
PAGE = Path(__file__).parents[3] / "book" / "training" / "diagnosis.md"
DATA = "train, held_out = pocket()\n"
LAYERS = "nn.Linear(784, 100), nn.ReLU(), nn.Linear(100, 10)"
# What the mistake is called on the page, the lines of the sound script before and after, and the
# check that finds it.
BROKEN = {
    "raw pixels": (
        {
            DATA: "from workedout.data.examples import Examples\n"
            "from workedout.data.mnist import pocket_pixels\n"
            "parts = pocket_pixels()\n"
            "train, held_out = (Examples(x[:, None].float(), y.long()) for x, y in parts)\n"
        },
        "first loss",
    ),
    "kept gradients": ({"    optimizer.zero_grad()\n": ""}, "gradient"),
    "two softmaxes": ({LAYERS: f"{LAYERS}, nn.Softmax(dim=1)"}, "one batch"),
    "parted labels": (
        {
            DATA: f"from workedout.data.examples import Examples\n{DATA}"
            "order = torch.randperm(len(train), generator=torch.Generator().manual_seed(0))\n"
            "train = Examples(train.inputs[order], train.targets)\n"
        },
        "labels",
    ),
    "a fifth dropped": (
        {
            "rate = 0.1": "rate = 1.0",
            LAYERS: "nn.Linear(784, 100), nn.ReLU(), nn.Dropout(0.2), "
            "nn.Linear(100, 100), nn.ReLU(), nn.Dropout(0.2), nn.Linear(100, 10)",
            "SGD(network.parameters(), rate)": "SGD(network.parameters(), rate, momentum=0.9)",
        },
        "rate",
    ),
    "slow": ({"rate = 0.1": "rate = 1e-4"}, "rate"),
}


def script(changes):
    """The sound script with some lines changed, as a module."""
    text = SOUND
    for old, new in changes.items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    module = ModuleType("script")
    exec(text, vars(module))
    return module


@pytest.mark.parametrize("sound", [Plain(), script({})], ids=["package", "script"])
def test_a_sound_script_is_fine_in_every_check(sound):
    findings = examine(sound)
    assert [each.check for each in findings if not each.healthy] == []
    assert [each.check for each in findings if not each.looked] == ["order"]
    assert len(findings) == len(diagnosis.CHECKS)


@pytest.mark.parametrize(("changes", "check"), BROKEN.values(), ids=BROKEN)
def test_a_broken_script_is_found_by_its_check(changes, check):
    assert first_fault(examine(script(changes))) == check


@pytest.mark.parametrize("name", BROKEN)
def test_the_table_of_the_page_names_that_check(name):
    rows = re.findall(
        r"^\* - (.+)\n  - .+\n  - .+\n  - (.+)$", PAGE.read_text("utf-8"), re.MULTILINE
    )
    assert dict(rows)[name] == BROKEN[name][1]


def test_the_script_with_a_fifth_dropped_reads_one_in_ten():
    assert script(BROKEN["a fifth dropped"][0]).main() == pytest.approx(0.1, abs=0.03)


def test_the_sound_script_reads_most_digits():
    assert script({}).main() > 0.8


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


def with_dropout():
    layers = nn.Flatten(), nn.Linear(784, 20), nn.ReLU(), nn.Dropout(0.5), nn.Linear(20, 10)
    return nn.Sequential(*layers)


UNHEALTHY = {
    "a loss ten times too large": ("first_loss", {"loss": scaled(10)}),
    "a loss ten times too small": ("first_loss", {"loss": scaled(0.1)}),
    "a gradient cut off": ("gradient", {"network": cut_off}),
    "one unit for all": ("one_batch", {"network": narrow}),
    "evaluation in training mode": (
        "scoring",
        {"accuracy": without_evaluation, "network": with_dropout},
    ),
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
