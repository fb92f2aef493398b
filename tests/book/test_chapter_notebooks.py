"""Each chapter's notebook runs in an empty folder, with the wheel that the site carries."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
import yaml
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
CONTENTS = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
PAGES = [CONTENTS["root"]] + [
    chapter["file"] for part in CONTENTS["parts"] for chapter in part["chapters"]
]
CHAPTERS = [
    page for page in PAGES if "{code-cell}" in (ROOT / f"{page}.md").read_text(encoding="utf-8")
]
WHERE = "import workedout\nprint(workedout.__file__)"


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


def test_there_are_chapters_with_cells() -> None:
    assert len(CHAPTERS) >= 2


@pytest.mark.parametrize("chapter", CHAPTERS)
def test_the_notebook_of_a_chapter_runs_with_the_wheel_alone(
    chapter: str,
    site: Path,
    installed_wheel: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    notebook = nbformat.read(site / "notebooks" / f"{chapter}.ipynb", as_version=4)
    nbformat.validate(notebook)
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
    place = notebook.cells[-1].outputs[-1]["text"]
    assert str(installed_wheel) in place
    assert list(empty.iterdir()) == []


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
