"""A changed experiment changes the execution keys of the pages that name it, and of no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from page_cells import page_cells
from page_keys import copied_package, ingredients
from tiny_book import ROOT

from workedout_book.execution.ingredients import CellNeeds, cell_needs

# They show every record: the two pages at the back, and the figure of what each final costs.
ALL = {"index", "back/results", "back/corrections", "convolution/cnn"}
# Module, a setting before and after, and the pages that name one of its questions, or another
# question that takes a setting from it.
CHANGES = {
    "xor": ("logic", "epochs=10_000", "epochs=10_001", {"signals/logic"}),
    "plateau": (
        "plateau",
        '"sigmoid", "zeros")',
        '"tanh", "zeros")',
        {"signals/initialization", "signals/sigmoid"},
    ),
    "optimizers": (
        "optimizers",
        "epochs=",
        "epochs=1 + ",
        {
            "training/optimizers",
            "training/hyperparameters",
            "training/momentum",
            "training/start-here",
        },
    ),
    "pooling": ("pooling", "seeds=", "seeds=1 + ", {"convolution/pooling"}),
    "quick": (
        "speed",
        "learning_rate=3e-3",
        "learning_rate=4e-3",
        {
            "back/speed",
            "convolution/arithmetic",
            "convolution/dropout",
            "convolution/fine-tuning",
            "convolution/pooling",
            "training/lab",
        },
    ),
    "the file of MNIST": (
        "mnist",
        "measure=digit_facts",
        "measure=digit_facts, reads_test_set=False",
        {"training/mnist", "training/loss", "training/diagnosis", "convolution/dropout"},
    ),
}


def needs_of_pages() -> dict[str, CellNeeds]:
    """What the cells of each page mention, by its place in the book."""
    book = ROOT / "book"
    pages = {
        page.relative_to(book).with_suffix("").as_posix(): page.read_text("utf-8")
        for page in book.rglob("*.md")
    }
    cells = {page: [cell.code for cell in page_cells(text)] for page, text in pages.items()}
    return {page: cell_needs(sources) for page, sources in cells.items() if sources}


NEEDS = needs_of_pages()


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the package's modules, which is the one that is found."""
    return copied_package(tmp_path_factory.mktemp("code"))


def keys(package: Path) -> dict[str, dict[str, str]]:
    """The ingredients of each page's key."""
    found = ingredients(package)
    return {page: found.of(needs) for page, needs in NEEDS.items()}


@pytest.fixture(scope="module")
def before(package: Path) -> dict[str, dict[str, str]]:
    return keys(package)


def changed(before: dict[str, dict[str, str]], package: Path) -> set[str]:
    """The pages whose keys are no longer what they were."""
    return {page for page, key in keys(package).items() if key != before[page]}


def change(file: Path, old: str, new: str) -> str:
    """Change the first such setting of a module; give the text that it had."""
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), "utf-8")
    return text


@pytest.mark.parametrize(("module", "old", "new", "naming"), CHANGES.values(), ids=CHANGES)
def test_a_changed_experiment_changes_the_keys_of_just_the_pages_that_name_it(
    package: Path, before: dict, module: str, old: str, new: str, naming: set[str]
) -> None:
    file = package / "experiments" / f"{module}.py"
    text = change(file, old, new)
    try:
        assert changed(before, package) == naming | ALL
    finally:
        file.write_text(text, "utf-8")


def test_another_experiment_changes_the_keys_of_just_the_pages_that_show_all(
    package: Path, before: dict
) -> None:
    catalogue = package / "experiments" / "catalogue.py"
    text = change(catalogue, '"mnist": (', '"new": ("of-late",), "mnist": (')
    (package / "experiments" / "new.py").write_text("QUESTIONS = ()\n", "utf-8")
    try:
        assert changed(before, package) == ALL
    finally:
        catalogue.write_text(text, "utf-8")
        (package / "experiments" / "new.py").unlink()


def test_another_order_of_the_questions_changes_the_keys_of_the_pages_that_show_them(
    package: Path, before: dict
) -> None:
    catalogue = package / "experiments" / "catalogue.py"
    text = change(catalogue, '"starts-relu", "starts-depth"', '"starts-depth", "starts-relu"')
    try:
        assert changed(before, package) == ALL | {"signals/initialization"}
    finally:
        catalogue.write_text(text, "utf-8")


def test_every_page_of_cells_names_its_experiments_in_cells_that_can_be_read() -> None:
    assert len(NEEDS) > 20
    assert [page for page, needs in NEEDS.items() if needs.imports is None] == []
