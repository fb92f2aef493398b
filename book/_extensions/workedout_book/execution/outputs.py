"""What cells have put out is the same however it came: from the cache, or in how many pieces.

What is printed comes in as many messages as the kernel's clock decides. MyST-NB shows each as a
block of its own, so that a line could stand on the page in two. Here those that follow one another
are joined, and what a cell displays between them stays between.

When the cache has a page's outputs, it merges them into a copy of the notebook. MyST-NB renders the
copy, but writes the original, so that the file in its output folder has outputs after an execution
and none after a match. Here they are merged into the original as well; `executed` reads the file.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import nbformat
from jupyter_cache.cache.main import JupyterCacheBase
from jupyter_cache.executors.utils import ExecutionResult
from myst_nb.core.execute import cache as cached_execution

from workedout_book.execution.jobs import Execution

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PLAIN = JupyterCacheBase.merge_match_into_notebook
_PLAIN_EXECUTION = cached_execution.single_nb_execution
Merge = Callable[..., tuple[int, nbformat.NotebookNode]]


def executed(env: BuildEnvironment, page: str) -> nbformat.NotebookNode | None:
    """The notebook of a page with the outputs of its last reading; None without code cells."""
    folder = getattr(getattr(env, "mystnb_config", None), "output_folder", None)
    path = Path(folder or "", f"{page}.ipynb")
    if "kernelspec" not in env.metadata[page] or not path.is_file():
        return None
    notebook = nbformat.read(path, as_version=4)
    return notebook if any(cell.cell_type == "code" for cell in notebook.cells) else None


def in_place(plain: Merge) -> Merge:
    """The method that merges outputs into a copy, which now leaves them in the original as well."""

    @functools.wraps(plain)
    def merge(
        self: Any, nb: nbformat.NotebookNode, *args: Any, **kwargs: Any
    ) -> tuple[int, nbformat.NotebookNode]:
        key, merged = plain(self, nb, *args, **kwargs)
        nb.update(merged)
        join_streams(nb)
        return key, nb

    return merge


def joined(plain: Execution) -> Execution:
    """The function that executes a notebook, after which what follows one another is joined."""

    @functools.wraps(plain)
    def execute(nb: nbformat.NotebookNode, *args: Any, **kwargs: Any) -> ExecutionResult:
        result = plain(nb, *args, **kwargs)
        join_streams(nb)
        return result

    return execute


def join_streams(notebook: nbformat.NotebookNode) -> None:
    """Join what cells have printed on one stream with nothing between, in place."""
    for cell in notebook.cells:
        whole: list[nbformat.NotebookNode] = []
        for output in cell.get("outputs", []):
            if whole and output.get("name") and output.get("name") == whole[-1].get("name"):
                whole[-1].text += output.text
            else:
                whole.append(output)
        if "outputs" in cell:
            cell.outputs = whole


def start(app: Sphinx) -> None:
    """Have the cache merge in place, and join what an execution puts out."""
    JupyterCacheBase.merge_match_into_notebook = in_place(_PLAIN)
    cached_execution.single_nb_execution = joined(cached_execution.single_nb_execution)


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Give the cache and MyST-NB their own functions back."""
    JupyterCacheBase.merge_match_into_notebook = _PLAIN
    cached_execution.single_nb_execution = _PLAIN_EXECUTION


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handlers."""
    app.connect("builder-inited", start, priority=600)  # around what others put in its place
    app.connect("build-finished", stop)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
