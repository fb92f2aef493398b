"""What a change executes, and what it makes stale: the package and configuration of the book.

The executions are counted by the cells themselves. The package is a copy whose one experiment
trains in a second.
"""

import ast
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from small_book import HEAD, STRICT, add_experiment, built, command, make, replace

EXPERIMENTS = '''"""One small experiment."""

from workedout.experiments.specification import Arm, Experiment
from workedout.networks.models import Mlp
from workedout.training.recipes import Recipe
from workedout.data.sources import Pocket


def arm(order):
    """Eight hidden units, for one epoch."""
    recipe = Recipe(1, 100, 0.1, order=order, observe="end")
    return Arm(order, Mlp((8,)), Pocket(), recipe, seeds=1)


QUESTIONS = (Experiment("small", "Does the order matter?", (arm("shuffled"), arm("sorted"))),)
'''
CELL = """# {title}

Some prose.

```{{code-cell}} python
import os

{cell}
with open(os.environ["EXECUTED"], "a") as log:
    print("{title}", file=log)
```
"""
CELLS = {
    "recorded": 'from workedout.records.lookup import run\nrun("small").name',
    "live": "from workedout.training.loop import fit\nfit.__doc__",
    "other": "from workedout.networks.models import Mlp\nMlp((8,))",
}
PAGES = {"index": "# A small book\n"} | {
    title: HEAD + CELL.format(title=title, cell=cell) for title, cell in CELLS.items()
}
READERS = ["live", "recorded"]  # the pages that depend on training.py


def add_a_comment(folder: Path) -> None:
    replace(
        folder / TRAINING, "    history = History(", "    # What follows.\n    history = History("
    )


def rename_a_function(folder: Path) -> None:
    replace(folder / TRAINING, "batch_loss(", "loss_of_batch(", times=2)


def move_a_function(folder: Path) -> None:
    file = folder / TRAINING
    tree = ast.parse(file.read_text("utf-8"))
    [moved] = [node for node in tree.body if getattr(node, "name", "") == "order"]
    function = ast.get_source_segment(file.read_text("utf-8"), moved) or ""
    head = '"""The order of examples."""\n\nimport torch\nfrom torch import Tensor\n\n'
    head += "from workedout.data.examples import Examples\n"
    head += "from workedout.training.recipes import Recipe\n\n\n"
    (folder / "code/workedout/orders.py").write_text(f"{head}{function}\n", "utf-8")
    replace(file, function, "")
    replace(
        file,
        "from workedout.training.optimizers import",
        "from workedout.orders import order\nfrom workedout.training.optimizers import",
    )


def change_a_cell(folder: Path) -> None:
    replace(folder / "book/other.md", "Mlp((8,))", "Mlp((9,))")


def change_prose(folder: Path) -> None:
    replace(folder / "book/live.md", "Some prose.", "Other prose.")


def change_nothing(folder: Path) -> None:
    """The build before is the change."""


TRAINING = "code/workedout/training/loop.py"
# What is done, and which pages are executed then.
HARMLESS: dict[str, tuple[Callable[[Path], None], list[str]]] = {
    "nothing": (change_nothing, []),
    "a changed cell": (change_a_cell, ["other"]),
    "changed prose": (change_prose, []),
    "a comment": (add_a_comment, []),
    "a renamed function": (rename_a_function, READERS),
    "a moved function": (move_a_function, READERS),
}


@pytest.fixture(scope="module")
def first(tmp_path_factory, jupyter_book) -> Path:
    """The book, recorded and built once."""
    folder = make(tmp_path_factory.mktemp("first"), PAGES)
    add_experiment(folder, "small", EXPERIMENTS)
    status, output = command(folder, "run", "small")
    assert status == 0, output
    status, output, executed = build(jupyter_book, folder)
    assert status == 0, output[-4000:]
    assert executed == sorted(CELLS)
    return folder


@pytest.fixture
def book(first, tmp_path) -> Path:
    """A copy of the book, with all that was built."""
    return shutil.copytree(first, tmp_path / "book", symlinks=True)


def build(jupyter_book, folder: Path) -> tuple[int, str, list[str]]:
    """Build the book: exit status, output, and the pages that were executed."""
    log = folder / "executed"
    log.write_text("", "utf-8")
    status, output = built(jupyter_book, folder, *STRICT, EXECUTED=str(log))
    return status, output, sorted(log.read_text("utf-8").split())


@pytest.mark.slow
@pytest.mark.parametrize(("change", "pages"), HARMLESS.values(), ids=HARMLESS)
def test_a_change_executes_just_the_pages_that_depend_on_it(book, jupyter_book, change, pages):
    change(book)
    status, output, executed = build(jupyter_book, book)
    assert status == 0, output[-4000:]
    assert executed == pages


@pytest.mark.slow
@pytest.mark.parametrize("change", [add_a_comment, rename_a_function, move_a_function])
def test_a_change_that_alters_no_number_leaves_the_record_valid(book, change):
    change(book)
    assert command(book, "check", "small") == (0, "small: valid\n")


@pytest.fixture
def harmed(book) -> Path:
    """The book with another order where an arm asks for a sorted one."""
    replace(book / TRAINING, "argsort(stable=True)", "argsort(stable=True, descending=True)")
    return book


@pytest.mark.slow
def test_a_changed_operator_stops_the_build_and_says_what_to_do(harmed, jupyter_book):
    status, output, _ = build(jupyter_book, harmed)
    assert status != 0
    assert_names_the_stale_arm(output)


@pytest.mark.slow
def test_it_stops_the_next_build_too_with_nothing_changed(harmed, jupyter_book):
    build(jupyter_book, harmed)
    status, output, _ = build(jupyter_book, harmed)
    assert status != 0
    assert_names_the_stale_arm(output)


@pytest.mark.slow
def test_check_says_the_same_with_exit_status_1(harmed):
    status, output = command(harmed, "check", "small")
    assert status == 1
    assert_names_the_stale_arm(output)


def assert_names_the_stale_arm(output: str) -> None:
    """The affected arm and no other, the first step that differs, and the command."""
    assert "small / sorted: behaviour: member 1, step 1: training loss" in output
    assert "small / shuffled" not in output
    assert "python -m workedout run small" in output
