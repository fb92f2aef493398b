"""The page's checklist says what the package's says, and names each way to break a training."""

from typing import Any

import pytest
import torch
from lab_scripts import USUAL, opened
from torch import nn

from workedout.data.examples import Examples
from workedout.data.mnist import pocket_pixels
from workedout.inspection import diagnosis
from workedout.networks.models import Mlp

USUAL = {**USUAL, "units": 12, "batch": 50, "rate": 0.1}
SHARED = {
    "first loss": diagnosis.first_loss,
    "gradient": diagnosis.gradient,
    "one batch": diagnosis.one_batch,
    "rate": diagnosis.rate_sweep,
    "dead units": diagnosis.dead_units,
}
# What each break is, for the package; and a check that names it.
BROKEN = {
    "zeros": ({"start": "zeros"}, "one batch"),
    "rate": ({"rate": 10}, "rate"),
    "sorted": ({"order": "sorted"}, "order"),
    "raw": ({"pixels": "raw"}, "first loss"),
    "softmax": ({"softmax": "two"}, "one batch"),
    "kept": ({"gradients": "kept"}, "gradient"),
}


class Script(diagnosis.Plain):
    """The training of some settings, as the package's checklist takes it."""

    def __init__(self, settings: dict[str, Any]) -> None:
        super().__init__()
        self.settings, self.rate = settings, settings["rate"]
        if settings["pixels"] == "raw":
            self.train, self.held_out = (
                Examples(images[:, None].float(), labels.long())
                for images, labels in pocket_pixels()
            )

    def network(self) -> nn.Sequential:
        settings = self.settings
        two = settings["softmax"] == "two"
        return Mlp((settings["units"],), start=settings["start"], softmax=two)()

    def step(self, network: Any, optimizer: Any, images: torch.Tensor, labels: torch.Tensor):
        if self.settings["gradients"] == "zeroed":
            return super().step(network, optimizer, images, labels)
        loss = self.loss(network(images), labels)
        loss.backward()
        optimizer.step()
        return float(loss.detach())


@pytest.fixture(scope="module")
def page(chromium):
    """The scripts with all digits to train on."""
    page = opened(chromium)
    images, labels = pocket_pixels()[0]
    page.evaluate(
        """([images, labels]) => {
            window.digits = {count: labels.length, images: Uint8Array.from(images),
                             labels: Uint8Array.from(labels)};
        }""",
        [images.flatten().tolist(), labels.tolist()],
    )
    yield page
    page.close()


def findings(page, settings):
    """What the page says of some settings, by check."""
    found = page.evaluate(
        "(settings) => workedoutLab.checklist(workedoutLab.measured(settings, digits))", settings
    )
    return {each["check"]: each for each in found}


def test_the_sound_training_is_fine_and_each_check_says_what_the_package_says(page):
    got = findings(page, USUAL)
    assert list(got) == [*list(SHARED)[:3], "order", *list(SHARED)[3:]]
    assert all(each["healthy"] for each in got.values())
    script = Script(USUAL)
    for name, check in SHARED.items():
        finding = check(script)
        assert (got[name]["check"], got[name]["saw"]) == (finding.check, finding.saw)


@pytest.mark.parametrize(("change", "check"), BROKEN.values(), ids=BROKEN)
def test_each_break_is_named_and_judged_as_by_the_package(page, change, check):
    settings = {**USUAL, **change}
    got = findings(page, settings)
    assert got[check]["healthy"] is False
    if "order" in change:  # a script for the package's checks does not show its order
        return
    script = Script(settings)
    judged = {name: examine(script).healthy for name, examine in SHARED.items()}
    assert {name: got[name]["healthy"] for name in SHARED} == judged


def test_the_breaks_of_the_page_are_these(page):
    got = page.evaluate(
        "(settings) => workedoutLab.BREAKS.map(({name, change}) => [name, change(settings)])", USUAL
    )
    assert dict(got) == {name: change for name, (change, _) in BROKEN.items()}


def test_what_has_not_been_measured_is_not_judged(page):
    seen = page.evaluate(
        """(settings) => {
            const seen = [], work = workedoutLab.measuring(settings, {
                count: 100, images: digits.images.subarray(0, 78400),
                labels: digits.labels.subarray(0, 100)});
            for (const part of work) {
                const known = workedoutLab.checklist(part).filter(({healthy}) => healthy !== null);
                if (known.length !== seen.at(-1)) seen.push(known.length);
            }
            return seen;
        }""",
        USUAL,
    )
    assert seen == [0, 1, 2, 3, 4, 5]  # and in the end all six


JUDGED = [
    ({"firstLoss": 2.4, "classes": 10}, "first loss", True, "2.4, expected about 2.3"),
    (
        {"firstLoss": 1.9, "classes": 10},
        "first loss",
        True,
        "1.9, expected about 2.3; does it know the classes already?",
    ),
    ({"firstLoss": 4.5, "classes": 10}, "first loss", False, "4.5, expected about 2.3"),
    ({"gradient": 1.0005}, "gradient", True, "1.00 times the difference quotient"),
    ({"gradient": 2}, "gradient", False, "2.00 times the difference quotient"),
    (
        {"oneBatch": 1.46},
        "one batch",
        False,
        "the loss of 50 images falls to 1.46 in 200 steps",
    ),
    (
        {"labelsInBatch": 1.2, "labelsExpected": 9.7},
        "order",
        False,
        "a batch has 1.2 different labels, expected about 9.7",
    ),
    (
        {"deadShares": [0.75, 0], "finite": True},
        "dead units",
        False,
        "75% and 0% of the hidden units dead after an epoch",
    ),
    (
        {"deadShares": [0.1], "finite": False},
        "dead units",
        False,
        "10% of the hidden units dead after an epoch, and outputs that are no numbers",
    ),
    (
        {"sweep": {"-3": 2, "-2": 1, "-1": 0.4, "0": 0.5, "1": 0.45, "2": 9, "3": 9}, "first": 2},
        "rate",
        True,
        "loss 0.50 after an epoch; best at 0.1 times the rate, 0.40",
    ),
]


@pytest.mark.parametrize(("seen", "check", "healthy", "saw"), JUDGED, ids=range(len(JUDGED)))
def test_a_finding_depends_on_what_was_seen_alone(page, seen, check, healthy, saw):
    found = page.evaluate("(seen) => workedoutLab.checklist(seen)", seen)
    (known,) = (each for each in found if each["healthy"] is not None)
    assert known == {"check": check, "healthy": healthy, "saw": saw}
