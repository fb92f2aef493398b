"""Execute a page again when what its cells use has changed, and only then.

MyST-NB's execution cache is keyed by a page's cells alone: a change in an imported module, in a
data file or in a library's version goes unseen. This extension adds all of these to the key, and
tells Sphinx to look again at each page whose key is no longer the one of its last reading.

Configuration:

``execution_key_packages``
    names of the packages whose modules count, when a page's cells import them (transitively).
``execution_key_records``
    folder inside each package of the records that cells name by a string literal, or by a pattern
    in which ``*`` stands for anything.
``execution_key_data``
    maps a module to the pattern of data files, relative to its package, that count with it.
``execution_key_versions``
    distributions whose versions count, besides those that the packages require.
"""

from __future__ import annotations

import functools
import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any

from _page_key import Ingredients, cell_needs, changed_ingredients, locate_packages
from jupyter_cache.cache.main import JupyterCacheBase
from sphinx.application import Sphinx
from sphinx.environment import BuildEnvironment
from sphinx.util import logging

logger = logging.getLogger(__name__)

_PLAIN = JupyterCacheBase.create_hashed_notebook
_NOTE = "execution_key"


def combined_key(plain: str, ingredients: Mapping[str, str]) -> str:
    """The cache's key for cells with the key `plain` and these ingredients."""
    text = json.dumps([plain, ingredients], sort_keys=True)
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()


def keyed(
    plain: Callable[..., tuple[Any, str]],
    ingredients: Ingredients,
    note: Callable[[list[str], dict[str, str]], None],
) -> Callable[..., tuple[Any, str]]:
    """The method that hashes a notebook, with the ingredients of its cells in the hash.

    `note` is told the sources of the cells and what was found for them.
    """

    @functools.wraps(plain)
    def create_hashed_notebook(self: Any, *args: Any, **kwargs: Any) -> tuple[Any, str]:
        notebook, key = plain(self, *args, **kwargs)
        sources = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
        found = ingredients.of(cell_needs(sources))
        note(sources, found)
        return notebook, combined_key(key, found)

    return create_hashed_notebook


def _ingredients(app: Sphinx) -> Ingredients:
    return Ingredients(
        packages=locate_packages(app.config.execution_key_packages),
        records=app.config.execution_key_records,
        data=app.config.execution_key_data,
        versions=app.config.execution_key_versions,
    )


def start(app: Sphinx) -> None:
    """Have the cache use the longer key, and remember with each page what was in it."""

    def note(sources: list[str], found: dict[str, str]) -> None:
        page = app.env.temp_data.get("docname")
        if page is not None:
            app.env.metadata[page][_NOTE] = {"sources": sources, "found": found}

    JupyterCacheBase.create_hashed_notebook = keyed(_PLAIN, _ingredients(app), note)


def stop(app: Sphinx, exception: Exception | None) -> None:
    """Give the cache its own method back."""
    JupyterCacheBase.create_hashed_notebook = _PLAIN


def changed_pages(
    app: Sphinx, env: BuildEnvironment, added: set[str], changed: set[str], removed: set[str]
) -> list[str]:
    """Pages whose cells are as they were, but which use something that is not."""
    ingredients = _ingredients(app)
    pages = []
    for page in sorted(env.found_docs - added - changed):
        noted = env.metadata[page].get(_NOTE)
        if noted is None:
            continue
        found = ingredients.of(cell_needs(noted["sources"]))
        reasons = changed_ingredients(noted["found"], found)
        if reasons:
            logger.info("%s: changed since its last reading: %s", page, ", ".join(reasons))
            pages.append(page)
    return pages


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""
    app.add_config_value("execution_key_packages", [], "", [list, tuple])
    app.add_config_value("execution_key_records", "recorded", "", [str])
    app.add_config_value("execution_key_data", {}, "", [dict])
    app.add_config_value("execution_key_versions", [], "", [list, tuple])
    app.connect("builder-inited", start)
    app.connect("env-get-outdated", changed_pages)
    app.connect("build-finished", stop)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
