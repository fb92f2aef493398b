"""Outputs that come from the execution cache are in the notebook that MyST-NB writes, too.

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

if TYPE_CHECKING:
    from sphinx.application import Sphinx
    from sphinx.environment import BuildEnvironment

_PLAIN = JupyterCacheBase.merge_match_into_notebook
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
        return key, nb

    return merge


def start(app: Sphinx) -> None:
    """Have the cache merge in place."""
    JupyterCacheBase.merge_match_into_notebook = in_place(_PLAIN)


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Give the cache its own method back."""
    JupyterCacheBase.merge_match_into_notebook = _PLAIN


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handlers."""
    app.connect("builder-inited", start)
    app.connect("build-finished", stop)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
