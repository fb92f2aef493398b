"""Execute the pages of a build on all cores.

MyST-NB executes a page when Sphinx reads it, and Sphinx reads one page after another, so that a
build keeps one core busy. Here the pages that are to be read, and whose outputs the cache lacks,
are begun in the background before the first of them is read, in the order of the reading. When a
page's turn comes, its reading waits for them; all else (the cache, warnings, a failure that stops
the build) stays as it is, in one thread.

Configuration:

``execute_ahead_imports``
    modules that most pages import, and that print, draw and begin nothing when they are imported.
    On Linux, where more pages than cores are to be executed, one process imports them and all
    kernels are split off from it. Modules that change with the book do not belong here.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jupyter_cache import get_cache
from myst_nb.core.config import NbParserConfig
from myst_nb.core.execute import cache as cached_execution
from myst_nb.core.read import create_nb_reader
from myst_nb.sphinx_ import SphinxEnvType
from nbformat import NotebookNode
from sphinx.application import Sphinx

from workedout.cores import cores
from workedout_book.execution.jobs import Ahead, Source

MOST_AT_ONCE = 4  # kernels that import PyTorch and SymPy take most of a gigabyte each

_PLAIN = cached_execution.single_nb_execution


def begin(app: Sphinx, env: SphinxEnvType, pages: list[str]) -> None:
    """Begin to execute the pages that will be read, where their outputs are not known."""
    config: NbParserConfig = env.mystnb_config
    if config.execution_mode != "cache" or config.execution_in_temp:
        return
    cache = get_cache(config.execution_cache_path or ".jupyter_cache")
    unknown = {}
    for page in pages:
        env.temp_data["docname"] = page  # as while it is read, which may be a part of its key
        path = Path(env.doc2path(page))
        notebook = notebook_of(path, env)
        if notebook is not None and not _matches(cache, notebook):
            unknown[path] = notebook
    env.temp_data.clear()
    if not unknown:
        return
    at_once = min(MOST_AT_ONCE, cores(), len(unknown))
    imports = app.config.execute_ahead_imports
    worth_it = imports and len(unknown) > at_once
    source = source_of_kernels(imports) if worth_it else None
    ahead = Ahead(at_once, source, cached_execution.single_nb_execution)
    for path, notebook in unknown.items():
        ahead.begin(
            notebook,
            cwd=str(path.parent.absolute()),
            allow_errors=config.execution_allow_errors,
            timeout=config.execution_timeout,
            meta_override=True,
        )
    cached_execution.single_nb_execution = ahead.finish
    app.connect("build-finished", lambda _app, _exception: ahead.stop())


def source_of_kernels(modules: Sequence[str]) -> Source | None:
    """A process that has imported modules; None where kernels cannot be split off from one."""
    if sys.platform != "linux":
        return None
    # Which other systems cannot import.
    from workedout_book.execution.split_kernels import KernelSource

    return KernelSource(modules) if KernelSource.possible() else None


def notebook_of(path: Path, env: SphinxEnvType) -> NotebookNode | None:
    """The notebook in a file, as MyST-NB will read it.

    None where there is none, and where its front matter has settings of its own for MyST-NB.
    """
    config: NbParserConfig = env.mystnb_config
    text = path.read_text(encoding="utf-8-sig")
    reader = create_nb_reader(str(path), env.myst_config, config, text)
    notebook = reader.read(text) if reader else None
    if notebook is None or config.metadata_key in notebook.metadata:
        return None
    return notebook


def _matches(cache: Any, notebook: NotebookNode) -> bool:
    try:
        cache.match_cache_notebook(notebook)
    except KeyError:
        return False
    return True


def restore(app: Sphinx, exception: Exception | None) -> None:
    """Give MyST-NB its own function back."""
    cached_execution.single_nb_execution = _PLAIN


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""
    app.add_config_value("execute_ahead_imports", [], "", [list, tuple])
    app.connect("env-before-read-docs", begin)
    app.connect("build-finished", restore)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
