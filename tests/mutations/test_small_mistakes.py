"""Small mistakes, each near the size of rounding: what a fingerprint sees, and by which rule.

A rule is how first weights are drawn, and by how much numbers may be off. Today's must see all that
the one before it saw, which held on one kind of processor only. A fixed tolerance that every
processor keeps is the obvious mend, and sees less.
"""

import json
import os
import subprocess
import sys
from functools import partial
from typing import NamedTuple

import fingerprints_of_copies
import pytest
from fingerprints_of_copies import PACKAGE, copied
from test_mutations import differs, growing

POINTS = ("circles", "probed, batched")
DENSE = ("plain", "momentum", "cosine", "tuned", "deep", "adam", "normed", "dropped, batched")
CONVOLVED = ("convolution", "convolution, batched")
DIGITS = (*DENSE, *CONVOLVED)
ALL = (*POINTS, *DIGITS)
SINGLE = tuple(name for name in ALL if "batched" not in name)


class Mistake(NamedTuple):
    """One text for another in a module, and the arms whose results it alters."""

    module: str
    old: str
    new: str
    arms: tuple[str, ...]


MISTAKES = {
    "logits rounded to float32": Mistake(
        "training/loop.py", "return outputs.float() if rounded else outputs",
        "return outputs.float() if rounded else outputs.float().to(outputs.dtype)", ALL,
    ),
    "a rate off by a millionth": Mistake(
        "training/recipes.py",
        "return self.learning_rate *", "return (1 + 1e-6) * self.learning_rate *",
        ALL,
    ),
    "pixels rounded to half precision": Mistake(
        "data/mnist.py", ".div(255)", ".div(255).half().float()", DIGITS,
    ),
    "a mean off by a millionth": Mistake(
        "data/mnist.py", "inputs.sub(MEAN)", "inputs.sub(MEAN + 1e-6)", DIGITS,
    ),
    "a momentum off by a millionth": Mistake(
        "training/recipes.py", "    momentum: float = 0.9", "    momentum: float = 0.9000009",
        ("momentum", "convolution, batched"),
    ),
    "a decay off by a thousandth": Mistake(
        "training/optimizers.py", "optim.AdamW(\n        p, lr, weight_decay=r.weight_decay,",
        "optim.AdamW(\n        p, lr, weight_decay=1.001 * r.weight_decay,",
        ("tuned", "dropped, batched"),
    ),
    "an epsilon of Adam ten times as large": Mistake(
        "training/optimizers.py",
        "optim.Adam(\n        p, lr,", "optim.Adam(\n        p, lr, eps=1e-7,",
        ("adam",),
    ),
    "a second moment of Adam that is off by a millionth": Mistake(
        "training/optimizers.py", "optim.Adam(\n        p, lr,",
        "optim.Adam(\n        p, lr, betas=(0.9, 0.999001),", ("adam",),
    ),
    "an epsilon of batch norm that is off by a hundredth": Mistake(
        "networks/models.py",
        "nn.BatchNorm1d(units)", "nn.BatchNorm1d(units, eps=1.01e-5)", ("normed",),
    ),
    "running means that move a little faster": Mistake(
        "networks/models.py", "nn.BatchNorm1d(units)", "nn.BatchNorm1d(units, momentum=0.10001)",
        ("normed",),
    ),
    "a squared loss that is off by a ten-millionth": Mistake(
        "training/recipes.py",
        "0.5 * (outputs.squeeze(1)", "(0.5 + 5e-8) * (outputs.squeeze(1)", POINTS,
    ),
    "kept units that are scaled too much": Mistake(
        "networks/models.py", "layers.append(nn.Dropout(self.dropout))",
        "layers.append(nn.Dropout(self.dropout + 1e-9))", ("tuned", "dropped, batched"),
    ),
    "turned images that are too large by a millionth": Mistake(
        "data/augmentation.py",
        "size = 1 + SCALE * scale", "size = 1 + 1e-6 + SCALE * scale", CONVOLVED,
    ),
    "a schedule that is a thousandth of a step ahead": Mistake(
        "training/recipes.py",
        "SCHEDULES[self.schedule](done)", "SCHEDULES[self.schedule](done + 5e-5)",
        ("cosine", "tuned", "convolution", "dropped, batched"),
    ),
    "a start that is off by a millionth": Mistake(
        "networks/starts.py", 'nn.init.kaiming_normal_(weight, nonlinearity="relu")',
        'nn.init.kaiming_normal_(weight, nonlinearity="relu").mul_(1 + 1e-6)', ("deep",),
    ),
    "losses added in float32": Mistake(
        "training/loop.py", "losses(outputs, part.targets).double().sum().item()",
        "losses(outputs, part.targets).float().sum().item()", SINGLE,
    ),
}  # fmt: skip
ORIGINAL = "nothing at all"
OBVIOUS = 1e-6  # what all processors keep at every step


def mutate(mistake, folder):
    """Make one mistake; a text that is not there once is left for its own test."""
    path = folder / mistake.module
    path.write_text(path.read_text("utf-8").replace(mistake.old, mistake.new), "utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory):
    """For each copy with a mistake, by drawing and arm, its numbers."""
    root = tmp_path_factory.mktemp("copies")
    changes = {name: partial(mutate, mistake) for name, mistake in MISTAKES.items()}
    changes[ORIGINAL] = lambda folder: None
    folders = {
        name: str(copied(root / str(number), change))
        for number, (name, change) in enumerate(changes.items())
    }
    wanted = [f"{folder}=small" for folder in folders.values()]
    done = subprocess.run(
        [sys.executable, fingerprints_of_copies.__file__, *wanted],
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    return {name: answers[folder] for name, folder in folders.items()}


def caught(found, name, drawn, tolerance):
    """The arms on which a rule sees a mistake."""
    numbers, original = found[name][drawn], found[ORIGINAL][drawn]
    return {arm for arm in ALL if differs(numbers[arm], original[arm], tolerance)}


def by_today(found, name):
    return caught(found, name, "float64", growing)


def by_earlier(found, name):
    return caught(found, name, "float32", lambda step: 1e-8)


def by_obvious(found, name):
    return caught(found, name, "float64", lambda step: OBVIOUS)


@pytest.mark.parametrize("name", MISTAKES)
def test_the_text_to_change_stands_in_its_module_once(name):
    module, old, new, _ = MISTAKES[name]
    assert (PACKAGE / module).read_text("utf-8").count(old) == 1
    assert new != old


@pytest.mark.parametrize("name", MISTAKES)
def test_a_small_mistake_is_caught_on_every_arm_that_it_alters(found, name):
    assert isinstance(found[name], dict), found[name]  # else the traceback of a broken copy
    assert by_today(found, name) == set(MISTAKES[name].arms)


@pytest.mark.parametrize("name", MISTAKES)
def test_nothing_is_lost_against_the_earlier_rule(found, name):
    assert by_earlier(found, name) <= by_today(found, name)


MISSED = ("logits rounded to float32", "a rate off by a millionth", "losses added in float32")


@pytest.mark.parametrize("name", MISSED)
def test_the_obvious_rule_sees_nothing_of_what_is_near_rounding(found, name):
    assert by_obvious(found, name) == set()


def test_todays_rule_sees_more_than_the_earlier_one_on_the_whole(found):
    seen = [
        sum(len(rule(found, name)) for name in MISTAKES)
        for rule in (by_today, by_earlier, by_obvious)
    ]
    assert seen[0] > seen[1] > seen[2]
