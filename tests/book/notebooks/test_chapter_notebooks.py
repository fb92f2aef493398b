"""Each chapter's notebook runs in an empty folder, with the wheel that the site carries.

A reader copies what a page shows, so the cells that it does not show must not be needed either:
each day the shown cells run alone, and in the week's run the whole notebook does.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest
import yaml
from nbclient import NotebookClient
from page_cells import page_cells
from untried_records import untried

ROOT = Path(__file__).parents[3]
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
PAGES = [CONTENTS["root"]] + [
    chapter["file"] for part in CONTENTS["parts"] for chapter in part["chapters"]
]
CHAPTERS = [
    page for page in PAGES if "{code-cell}" in (ROOT / f"{page}.md").read_text(encoding="utf-8")
]
WHERE = "import workedout\nprint(workedout.__file__)"
TRIED = "from workedout.records.lookup import run\nprint(len(run('xor').arms))"
HIDDEN = re.compile(r"^:tags:.*remove-(cell|input)", re.MULTILINE)


def clean_environment(wheel_folder: Path, home: Path) -> dict[str, str]:
    """What a kernel gets: the wheel before anything else, and nothing of ours besides."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("WORKEDOUT_")}
    return kept | {
        "PYTHONPATH": str(wheel_folder),
        "WORKEDOUT_BUILD": "1",  # a stale record is an error
        "XDG_DATA_HOME": str(home),
        "XDG_CACHE_HOME": str(home),
        "IPYTHONDIR": str(home / "ipython"),
    }


@pytest.fixture(scope="session")
def installed_wheel(site: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site's wheel, installed alone into a folder of its own."""
    (wheel,) = (site / "wheels").glob("workedout-*.whl")
    folder = tmp_path_factory.mktemp("wheel")
    command = ["-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", folder]
    subprocess.run([sys.executable, *command, wheel], check=True)
    return folder


def test_the_wheel_has_the_files_of_the_checkout_and_no_others(installed_wheel: Path) -> None:
    def files(folder: Path) -> dict[Path, bytes]:
        found = (path for path in folder.rglob("*") if path.is_file())
        return {
            path.relative_to(folder): path.read_bytes()
            for path in found
            if "__pycache__" not in path.parts and ".journal" not in path.parts
        }

    assert files(installed_wheel / "workedout") == files(ROOT / "code/workedout")


def test_there_are_chapters_with_cells() -> None:
    assert len(CHAPTERS) >= 2


@pytest.fixture
def run_alone(
    installed_wheel: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[nbformat.NotebookNode], None]:
    """Run a notebook in an empty folder with the wheel; it fails where a cell does."""

    def run(notebook: nbformat.NotebookNode) -> None:
        notebook.cells.append(nbformat.v4.new_code_cell(WHERE))
        empty = tmp_path / "empty"
        empty.mkdir()
        (tmp_path / "home").mkdir()
        environment = clean_environment(installed_wheel, tmp_path / "home")
        for name in os.environ.keys() - environment.keys():
            monkeypatch.delenv(name)
        for name, value in environment.items():
            monkeypatch.setenv(name, value)
        client = NotebookClient(notebook, timeout=300, resources={"metadata": {"path": str(empty)}})
        client.execute()
        # One print may arrive as several messages.
        place = "".join(output["text"] for output in notebook.cells[-1].outputs)
        assert str(installed_wheel) in place
        assert list(empty.iterdir()) == []

    return run


def of_the_chapter(site: Path, chapter: str) -> nbformat.NotebookNode:
    return nbformat.read(site / "notebooks" / f"{chapter}.ipynb", as_version=4)


def hidden_code(page: str) -> set[str]:
    """The code of the cells that a page does not show, from its source."""
    return {cell.code.strip() for cell in page_cells(page) if HIDDEN.search(cell.options)}


def test_a_cell_whose_code_is_removed_is_hidden_and_one_that_folds_is_not() -> None:
    page = (
        "```{code-cell} python\n:tags: [hide-output]\n\na = 1\n```\n\ntext\n\n"
        "```{code-cell} python\n:tags: [remove-cell]\n\nb = 2\n```\n"
    )
    assert hidden_code(page) == {"b = 2"}


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_shown_cells_of_a_chapter_run_with_the_wheel_alone(
    chapter: str, site: Path, run_alone: Callable[[nbformat.NotebookNode], None]
) -> None:
    notebook = of_the_chapter(site, chapter)
    nbformat.validate(notebook)
    hidden = hidden_code((ROOT / f"{chapter}.md").read_text(encoding="utf-8"))
    shown = [cell for cell in notebook.cells if cell.source.strip() not in hidden]
    assert len(shown) == len(notebook.cells) - len(hidden)
    notebook.cells = [untried(), *shown]  # the build has tried them, by the files of the wheel
    run_alone(notebook)


def test_a_record_is_tried_in_the_wheel_alone(
    run_alone: Callable[[nbformat.NotebookNode], None],
) -> None:
    run_alone(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(TRIED)]))


@pytest.mark.weekly
@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notebook_of_a_chapter_runs_with_the_wheel_alone(
    chapter: str, site: Path, run_alone: Callable[[nbformat.NotebookNode], None]
) -> None:
    run_alone(of_the_chapter(site, chapter))


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notebook_of_a_chapter_reads_without_sphinx(chapter: str, site: Path) -> None:
    for suffix in ("", "-executed"):
        path = site / "notebooks" / f"{chapter}{suffix}.ipynb"
        notebook = nbformat.read(path, as_version=4)
        text = "\n".join(cell.source for cell in notebook.cells if cell.cell_type == "markdown")
        for mark in ("```{", ":::", "{doc}`", "{ref}`", "{glue:", "wo-figure"):
            assert mark not in text
        assert "myst_nb" not in path.read_text("utf-8")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_executed_notebook_shows_each_figure_of_the_page(chapter: str, site: Path) -> None:
    source = (ROOT / f"{chapter}.md").read_text(encoding="utf-8")
    path = site / "notebooks" / f"{chapter}-executed.ipynb"
    notebook = nbformat.read(path, as_version=4)
    shown = [
        output["data"].get("text/html", "")
        for cell in notebook.cells
        if cell.cell_type == "code" and not cell.metadata.get("jupyter", {}).get("outputs_hidden")
        for output in cell.outputs
        if "data" in output
    ]
    figures = sum("class='wo-figure'" in html for html in shown)
    assert figures == source.count("{glue:figure}")


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_page_of_a_chapter_links_its_notebooks(chapter: str, site: Path) -> None:
    page = (site / f"{chapter}.html").read_text("utf-8")
    for suffix in ("", "-executed"):
        assert f'notebooks/{chapter}{suffix}.ipynb"' in page
