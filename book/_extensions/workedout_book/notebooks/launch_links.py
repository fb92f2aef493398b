"""Open a page's notebook on Colab or Binder, where the repository's address is known.

Both take notebooks from GitHub, and the sources hold none: so the workflow that publishes the site
also puts its notebooks, with the package's wheel, on a branch of their own. Where no repository is
named, no page has such a link.

Configuration values:

``launch_repository``
    ``OWNER/NAME`` on GitHub; empty: no links.
``launch_branch``
    The branch that has the site's notebooks.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.config import Config
from sphinx.errors import ConfigError

_REPOSITORY = re.compile(r"[\w.-]+/[\w.-]+")


def links(repository: str, branch: str, path: str) -> list[tuple[str, str]]:
    """Return name and address of each place that runs the notebook at a path of the branch."""
    colab = f"https://colab.research.google.com/github/{repository}/blob/{branch}/{quote(path)}"
    binder = f"https://mybinder.org/v2/gh/{repository}/{branch}?labpath={quote(path, safe='')}"
    return [("Colab", colab), ("Binder", binder)]


def refuse_other_addresses(app: Sphinx, config: Config) -> None:
    """Stop a build whose repository is not given as its owner and name.

    Raises:
        ConfigError: it is something else, such as an address.
    """
    repository = config.launch_repository
    if repository and not _REPOSITORY.fullmatch(repository):
        raise ConfigError(f"launch_repository: expected OWNER/NAME on GitHub, got {repository!r}")


def add_links(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put a menu of places that run the page's notebook into the theme's header."""
    repository = app.config.launch_repository
    path = f"{page}.ipynb"
    notebook = Path(app.outdir, app.config.notebooks_folder, path)
    if doctree is None or not repository or not notebook.is_file():
        return
    if "kernelspec" not in app.env.metadata[page]:
        return  # the notebook is one of a build before
    buttons = [
        {
            "type": "link",
            "url": address,
            "text": name,
            "tooltip": f"{name}: run this page's notebook there",
            "label": f"launch-{name.lower()}-button",
        }
        for name, address in links(repository, app.config.launch_branch, path)
    ]
    context.setdefault("header_buttons", []).insert(
        0,
        {
            "type": "group",
            "buttons": buttons,
            "icon": "fas fa-rocket",
            "tooltip": "Run this page elsewhere",
            "label": "launch-buttons",
        },
    )


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""
    app.setup_extension("workedout_book.notebooks.notebooks")
    app.add_config_value("launch_repository", "", "html", [str])
    app.add_config_value("launch_branch", "notebooks", "html", [str])
    app.connect("config-inited", refuse_other_addresses)
    # After the theme has put its buttons together (501).
    app.connect("html-page-context", add_links, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
