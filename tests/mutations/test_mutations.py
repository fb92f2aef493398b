"""Changes made by hand to a copy of the package: the fingerprint sees those that alter results."""

import ast
import json
import os
import subprocess
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from fingerprints_of_copies import PACKAGE, copied

SCRIPT = Path(__file__).with_name("fingerprints_of_copies.py")
ALL = ("circles", "plain", "momentum", "cosine", "tuned", "convolution")
DIGITS = ALL[1:]

# What it means, the module, what stands there once, what stands there instead, and the arms
# whose results it alters. The others must not change.
MUTATIONS = {
    "the sign in a schedule": (
        "training/recipes.py", "0.5 * (1 + math.cos", "0.5 * (1 - math.cos",
        ("cosine", "tuned", "convolution"),
    ),
    "a rise that falls": (
        "training/recipes.py",
        "(1 - cosine(done / rise))", "cosine(done / rise)", ("tuned", "convolution"),
    ),
    "a drop one step late": (
        "training/recipes.py", "1.0 if done < 0.5", "1.0 if done <= 0.5", ("momentum",),
    ),
    "the schedule a step ahead": (
        "training/loop.py", "recipe.rate(history.steps / steps)",
        "recipe.rate((history.steps + 1) / steps)",
        ("momentum", "cosine", "tuned", "convolution"),
    ),
    "no schedule": (
        "training/loop.py", "recipe.rate(history.steps / steps)", "recipe.learning_rate",
        ("momentum", "cosine", "tuned", "convolution"),
    ),
    "no shuffling": (
        "training/loop.py",
        "torch.randperm(len(train), generator=random)", "torch.arange(len(train))",
        DIGITS,
    ),
    "the same order in each epoch": (
        "training/loop.py", "order(train, recipe, epoch, orders)",
        'order(train, recipe, epoch, generator(seed, "order"))', DIGITS,
    ),
    "no sorting": (
        "training/loop.py", 'if recipe.order == "sorted" or', 'if recipe.order == "random" or',
        ("circles",),
    ),
    "evaluation in training mode": (
        "training/loop.py",
        "    total = hits = 0.0\n    network.eval()\n", "    total = hits = 0.0\n",
        ("tuned", "convolution"),
    ),
    "training in evaluation mode": (
        "training/loop.py",
        "    network.train()\n    return Observation(", "    return Observation(",
        ("tuned", "convolution"),
    ),
    "gradients that add up": (
        "training/loop.py", "                optimizer.zero_grad()\n", "", ALL,
    ),
    "a sum in place of the mean": ("training/loop.py", "targets).mean()", "targets).sum()", ALL),
    "the dropout of no seed": (
        "training/loop.py", 'stream(seed, "dropout", device)', "torch.random.fork_rng([])",
        ("tuned", "convolution"),
    ),
    "dropout that follows the initialization": (
        "training/loop.py",
        'stream(seed, "dropout", device)', 'stream(seed, "initialization", device)',
        ("tuned", "convolution"),
    ),
    "the initialization of no seed": (
        "training/loop.py",
        'with stream(seed, "initialization", torch.device("cpu")):', "if True:", ALL,
    ),
    "an initialization that forgets the seed": (
        "training/loop.py", 'stream(seed, "initialization"', 'stream(0, "initialization"', ALL,
    ),
    "an order that forgets the seed": (
        "training/loop.py", 'generator(seed, "order")', 'generator(0, "order")', DIGITS,
    ),
    "dropout that forgets the seed": (
        "training/loop.py",
        'stream(seed, "dropout"', 'stream(0, "dropout"', ("tuned", "convolution"),
    ),
    "augmentation that forgets the seed": (
        "training/loop.py", 'generator(seed, "augmentation")', 'generator(0, "augmentation")',
        ("convolution",),
    ),
    "no augmentation": (
        "training/loop.py", "augment(batch.inputs, changes)", "batch.inputs", ("convolution",),
    ),
    "augmentation that repeats itself": (
        "training/loop.py", "augment(batch.inputs, changes)",
        'augment(batch.inputs, generator(seed, "augmentation"))', ("convolution",),
    ),
    "labels of the neighbour": (
        "training/loop.py", "changes), batch.targets, recipe)",
        "changes), batch.targets.roll(1), recipe)",
        DIGITS,  # the points of a sorted batch have one label
    ),
    "the partial batch left out": (
        "training/loop.py", ".split(recipe.batch_size):",
        ".split(recipe.batch_size)[: len(train) // recipe.batch_size]:",
        ("circles", "plain", "momentum", "cosine", "tuned", "convolution"),
    ),
    "accuracy of another total": (
        "training/loop.py", "hits / len(examples))", "hits / EVALUATION_BATCH)", ALL,
    ),
    "the held-out loss of one batch": (
        "training/loop.py", ".double().sum().item()", ".double().mean().item()", ALL,
    ),
    "a held-out part cut off": (
        "training/loop.py", "range(0, len(examples), EVALUATION_BATCH)",
        "range(len(examples) // 2, len(examples), EVALUATION_BATCH)", ALL,
    ),
    "a wrong answer counted right": (
        "training/recipes.py",
        "outputs.argmax(dim=1) == labels", "outputs.argmin(dim=1) == labels", DIGITS,
    ),
    "a wrong sign counted right": (
        "training/recipes.py", "(outputs.squeeze(1) > 0) == (targets > 0)",
        "(outputs.squeeze(1) > 0) != (targets > 0)", ("circles",),
    ),
    "the half of the squared loss": (
        "training/recipes.py",
        "0.5 * (outputs.squeeze(1)", "1.0 * (outputs.squeeze(1)", ("circles",),
    ),
    "an observation elsewhere": (
        "training/recipes.py",
        "end - steps_per_epoch // 2", "end - steps_per_epoch // 3", ("circles",),
    ),
    "a wrong standard deviation": (
        "data/mnist.py", "STANDARD_DEVIATION = 0.308", "STANDARD_DEVIATION = 0.3015", DIGITS,
    ),
    "a wrong mean": ("data/mnist.py", "MEAN = 0.1306", "MEAN = 0.1316", DIGITS),
    "no mean": ("data/mnist.py", "inputs.sub(MEAN)", "inputs", DIGITS),
    "another range of pixels": ("data/mnist.py", ".div(255)", ".div(256)", DIGITS),
    "labels off by one": (
        "data/mnist.py", "labels.to(torch.int64))", "(labels.to(torch.int64) + 1) % 10)", DIGITS,
    ),
    "images upside down": (
        "data/mnist.py", "images.unsqueeze(1)", "images.flip(1).unsqueeze(1)", DIGITS,
    ),
    "a shear in place of a turn": (
        "data/augmentation.py", "[cos, -sin,", "[cos, sin,", ("convolution",),
    ),
    "a grey border": (
        "data/augmentation.py", "F.grid_sample(images - BACKGROUND, grid, align_corners=False)",
        "F.grid_sample(images, grid, align_corners=False) - BACKGROUND", ("convolution",),
    ),
    "shifts of half the size": ("data/augmentation.py", "2 / 28 * 2", "2 / 28", ("convolution",)),
    "no momentum": (
        "training/optimizers.py", "lr, r.momentum, weight_decay=r.weight_decay, fused=True",
        "lr, weight_decay=r.weight_decay, fused=True", ("momentum",),
    ),
    "no weight decay": (
        "training/optimizers.py",
        "optim.AdamW(\n        p, lr, weight_decay=r.weight_decay,",
        "optim.AdamW(\n        p, lr, weight_decay=0,", ("tuned",),
    ),
    "one stream for all purposes": ("randomness.py", 'f"{seed}:{purpose}"', 'f"{seed}"', ALL),
    "dropout on one layer less": (
        "networks/models.py", "            if self.dropout:\n",
        "            if self.dropout and inputs == PIXELS:\n",
        ("tuned",),
    ),
}  # fmt: skip


def rename(text: str) -> str:
    return text.replace("hits", "right_answers")


def comment(text: str) -> str:
    line = "    history = History("
    return text.replace(line, f"    # A comment changes nothing.\n{line}")


def docstring(text: str) -> str:
    return text.replace('"""Train a network.', '"""Train a network, patiently.')


def move(folder: Path) -> None:
    """Move the function ``order`` of training/loop.py to a module of its own."""
    path = folder / "training/loop.py"
    text = path.read_text("utf-8")
    (function,) = (
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.FunctionDef) and node.name == "order"
    )
    source = ast.get_source_segment(text, function)
    heading = (
        "import torch\nfrom torch import Tensor\n\nfrom workedout.data.examples import Examples\n"
        "from workedout.training.recipes import Recipe\n\n\n"
    )
    (folder / "ordering.py").write_text(f"{heading}{source}\n", "utf-8")
    line, moved = "from workedout.randomness", text.replace(source, "")
    path.write_text(moved.replace(line, f"from workedout.ordering import order\n{line}"), "utf-8")


def within(module: str, change: Callable[[str], str]) -> Callable[[Path], None]:
    """A change of one module's text, which must be one."""

    def act(folder: Path) -> None:
        before = (folder / module).read_text("utf-8")
        after = change(before)
        assert after != before
        (folder / module).write_text(after, "utf-8")

    return act


FIELD, FIELD_MORE = '] | tuple[int, ...] = "epoch"', "\n    warmup: int = 0"
NAME, NAME_MORE = '    "adagrad":', '    "rprop": lambda p, r: optim.Rprop(p, r.learning_rate),\n'
HARMLESS = {
    "nothing at all": lambda folder: None,
    "a comment": within("training/loop.py", comment),
    "a docstring": within("training/loop.py", docstring),
    "a local variable renamed": within("training/loop.py", rename),
    "a function moved to another module": move,
    "a smaller batch of evaluation": within(
        "training/loop.py", lambda text: text.replace("BATCH = 1_000", "BATCH = 30")
    ),
    "a new field with a default": within(
        "training/recipes.py", lambda text: text.replace(FIELD, FIELD + FIELD_MORE)
    ),
    "an optimizer more": within(
        "training/optimizers.py", lambda text: text.replace(NAME, NAME_MORE + NAME)
    ),
}


def mutate(name: str, folder: Path) -> None:
    """Make one change of the list; a text that is not there once is left for its own test."""
    module, old, new, _ = MUTATIONS[name]
    path = folder / module
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


@pytest.fixture(scope="module")
def found(tmp_path_factory) -> dict[str, dict[str, list]]:
    """The numbers of each changed copy, by name."""
    root = tmp_path_factory.mktemp("copies")
    changes = {name: partial(mutate, name) for name in MUTATIONS} | HARMLESS
    folders = {}
    for number, (name, change) in enumerate(changes.items()):
        folders[name] = str(copied(root / str(number), change))
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    done = subprocess.run(
        [sys.executable, SCRIPT, *folders.values()],
        env=environment, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    numbers = json.loads(done.stdout)
    return {name: numbers[folder] for name, folder in folders.items()}


def growing(step: int) -> float:
    """The tolerance, written again: a looser one in the package must not blind these tests."""
    return min(1e-6, 1e-11 * 10 ** (step / 4))


def assert_same(a: list[list], b: list[list]) -> None:
    assert not differs(a, b)


def differs(a: list[list], b: list[list], tolerance: Callable[[int], float] = growing) -> bool:
    """Whether rows, each a step and what was noted at it, are further apart than rounding."""
    return len(a) != len(b) or any(row_differs(x, y, tolerance) for x, y in zip(a, b, strict=True))


def row_differs(row: list, other: list, tolerance: Callable[[int], float]) -> bool:
    within = tolerance(row[0])
    return row != pytest.approx(other, abs=within, rel=within, nan_ok=True)


@pytest.mark.parametrize("name", MUTATIONS)
def test_the_text_to_change_stands_in_its_module_once(name):
    module, old, new, _ = MUTATIONS[name]
    assert (PACKAGE / module).read_text("utf-8").count(old) == 1
    assert new != old


@pytest.mark.parametrize("name", MUTATIONS)
def test_a_change_that_alters_results_is_caught_on_the_arms_that_it_alters(found, name):
    numbers, original = found[name], found["nothing at all"]
    assert isinstance(numbers, dict), numbers  # else the traceback of a change that broke the code
    caught = {arm for arm in ALL if differs(numbers[arm], original[arm])}
    assert caught == set(MUTATIONS[name][3])


@pytest.mark.parametrize("name", list(HARMLESS)[1:])
def test_a_harmless_change_leaves_every_fingerprint_alone(found, name):
    numbers, original = found[name], found["nothing at all"]
    assert isinstance(numbers, dict), numbers
    for arm in ALL:
        assert_same(numbers[arm], original[arm])


def test_the_copies_compute_what_the_package_does(found):
    done = subprocess.run(
        [sys.executable, SCRIPT, PACKAGE.parent], capture_output=True, encoding="utf-8", check=False
    )
    (numbers,) = json.loads(done.stdout).values()
    assert isinstance(numbers, dict), numbers
    for arm in ALL:
        assert_same(found["nothing at all"][arm], numbers[arm])


def test_the_list_is_long_enough():
    modules = [module for module, *_ in MUTATIONS.values()]
    assert modules.count("training/loop.py") + modules.count("data/mnist.py") >= 10
