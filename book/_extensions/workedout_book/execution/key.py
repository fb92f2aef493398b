"""Execute a page again when what its cells use has changed, and only then.

MyST-NB's execution cache is keyed by a page's cells alone: a change in an imported module, in a
data file or in a library's version goes unseen. This extension adds all of these to the key, and
tells Sphinx to look again at each page whose key is no longer the one of its last reading.

What cells import from the packages, and the records that they name, is found in their code. What
else they open, list, look for or import below the book's folder is seen while they are executed,
and counts from then on; where they start a program, every file of that folder does. Not seen are a
program that a library starts, and a file that compiled code opens under a name that no cell has.

Configuration:

``execution_key_packages``
    names of the packages whose modules count, when a page's cells import them (transitively).
``execution_key_records``
    folder inside each package of the records that cells name by a string literal, or by a pattern
    in which ``*`` stands for anything.
``execution_key_tables``
    maps a module that loads others beside it by name to its table of them: a dictionary literal
    from each of these modules to the names for which it is loaded, or of such dictionaries. Those
    count whose names the cells have as a string literal, or match by a pattern.
``execution_key_data``
    maps a module to the pattern of data files, relative to its package, that count with it.
``execution_key_versions``
    distributions whose versions count, besides those that the packages require.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, TypedDict

from jupyter_cache.cache.main import JupyterCacheBase
from myst_nb.core.execute import cache as cached_execution
from nbformat import NotebookNode
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

from workedout_book.execution.ingredients import (
    CellNeeds,
    Ingredients,
    cell_needs,
    changed_ingredients,
    locate_packages,
    named_files,
)
from workedout_book.execution.page_reads import Known, PageReads, Places
from workedout_book.execution.watched_execution import Seen, watched, write_configuration

logger = logging.getLogger(__name__)

_PLAIN = JupyterCacheBase.create_hashed_notebook
_PLAIN_EXECUTION = cached_execution.single_nb_execution
_NOTE = "execution_key"


class Note(TypedDict):
    """What is remembered with a page: its cells, its ingredients, and which of these it read."""

    sources: list[str]
    found: dict[str, str]
    reads: list[str]


def combined_key(plain: str, ingredients: Mapping[str, str]) -> str:
    """The cache's key for cells with the key `plain` and these ingredients."""
    text = json.dumps([plain, ingredients], sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


class PageKeys:
    """The keys of the pages of a book, as things are while it is built.

    Args:
        app: of the build.
    """

    def __init__(self, app: Sphinx) -> None:
        self._app = app
        self._ingredients = Ingredients(
            packages=locate_packages(
                app.config.execution_key_packages, app.config.execution_key_tables
            ),
            records=app.config.execution_key_records,
            data=app.config.execution_key_data,
            versions=app.config.execution_key_versions,
            environment=app.config.kernel_environment,
        )
        self.places = Places(
            root=Path(app.srcdir),
            inside=[*self._ingredients.packages.folders.values()],
            outside=[Path(app.outdir).parent, Path(sys.prefix), Path(sys.base_prefix)],
        )
        self._reads = PageReads(self.places)

    def now(self, note: Note) -> dict[str, str]:
        """Name and state of each ingredient of a page of which this was noted."""
        found = self._ingredients.of(cell_needs(note["sources"]))
        return found | self._reads.now(note["reads"])

    def of(self, notebook: NotebookNode, plain: str, cache: Path) -> str:
        """The key of the page that is being read, which is noted with the page.

        Args:
            notebook: of the page.
            plain: the key of its cells.
            cache: the folder of the cached outputs.
        """
        page = self._app.env.temp_data.get("docname")
        folder = Path(self._app.env.doc2path(page)).parent if page else self.places.root
        sources = _sources(notebook)
        found = self._ingredients.of(cell_needs(sources))
        key = combined_key(plain, found)
        reads = self._reads.states(self._name(key, folder), cache)
        if page:
            note: Note = {"sources": sources, "found": found | reads, "reads": [*reads]}
            self._app.env.metadata[page][_NOTE] = note
        return combined_key(key, reads) if reads else key

    def see(self, notebook: NotebookNode, folder: str, seen: Seen) -> None:
        """Take down what was seen while a notebook was executed in a folder."""
        _, plain = _PLAIN(None, notebook)
        needs = cell_needs(_sources(notebook))
        key = combined_key(plain, self._ingredients.of(needs))
        named = named_files(needs, (Path(folder), self.places.root))
        self._reads.see(self._name(key, Path(folder)), seen, named, self._known(needs))

    def _known(self, needs: CellNeeds) -> Known:
        files = [path for paths in self._ingredients.files(needs).values() for path in paths]
        modules = [module.path for module in self._ingredients.modules(needs).values()]
        return Known(_resolved(files), _resolved(modules))

    def _name(self, key: str, folder: Path) -> str:
        return f"{key} {self.places.name('in', folder)}"


def _resolved(paths: Iterable[Path]) -> frozenset[Path]:
    return frozenset(path.resolve() for path in paths)


def _sources(notebook: NotebookNode) -> list[str]:
    return [cell.source for cell in notebook.cells if cell.cell_type == "code"]


def start(app: Sphinx) -> None:
    """Have the cache use the longer key, and executions say what cells read."""
    keys = PageKeys(app)

    @functools.wraps(_PLAIN)
    def create_hashed_notebook(cache: Any, *args: Any, **kwargs: Any) -> tuple[NotebookNode, str]:
        notebook, plain = _PLAIN(cache, *args, **kwargs)
        return notebook, keys.of(notebook, plain, cache.path)

    write_configuration(Path(os.environ["IPYTHONDIR"], "profile_default"))
    JupyterCacheBase.create_hashed_notebook = create_hashed_notebook
    cached_execution.single_nb_execution = watched(_PLAIN_EXECUTION, keys.places.settings, keys.see)


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Give the cache and MyST-NB their own functions back."""
    JupyterCacheBase.create_hashed_notebook = _PLAIN
    cached_execution.single_nb_execution = _PLAIN_EXECUTION


def changed_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Pages whose cells are as they were, but which use something that is not."""
    keys = PageKeys(app)
    pages = []
    for page in sorted(env.found_docs - added - changed):
        note = env.metadata[page].get(_NOTE)
        if note is None:
            continue
        reasons = changed_ingredients(note["found"], keys.now(note))
        if reasons:
            logger.info("%s: changed since its last reading: %s", page, ", ".join(reasons))
            pages.append(page)
    return pages


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""
    app.setup_extension("workedout_book.execution.environment")
    app.add_config_value("execution_key_packages", [], "", [list, tuple])
    app.add_config_value("execution_key_records", "recorded", "", [str])
    app.add_config_value("execution_key_tables", {}, "", [dict])
    app.add_config_value("execution_key_data", {}, "", [dict])
    app.add_config_value("execution_key_versions", [], "", [list, tuple])
    app.connect("builder-inited", start)
    app.connect("env-get-outdated", changed_pages)
    app.connect("build-finished", stop)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
