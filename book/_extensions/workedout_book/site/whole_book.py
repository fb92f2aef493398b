"""Build the whole book in the forms that it has; else say in one line what to do.

Jupyter Book also builds a single file or folder. It takes that file's folder for the book, so that
nothing that the configuration names is found, and no page that another one refers to. And it
offers builders for which no page here is made, or which leave doctrees that no other builder takes.

Configuration:

``whole_book_builders``
    names of the builders, as ``jupyter-book build --builder`` or Sphinx has them.
``whole_book_instead``
    what to do instead of using another builder.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
from sphinx.application import Sphinx
from sphinx.config import Config

CONFIGURATION = "_config.yml"


def root_of(folder: Path) -> Path | None:
    """The folder itself, or the nearest above it, that holds the configuration of a book."""
    return next(
        (each for each in (folder, *folder.parents) if (each / CONFIGURATION).is_file()), None
    )


def refuse_part(app: Sphinx, config: Config) -> None:
    """End a build of a file or a folder.

    Raises:
        SystemExit: this is not the book's own folder with its table of contents.
    """
    folder = Path(app.srcdir)
    root = root_of(folder)
    if root is None or (root == folder and "sphinx_external_toc" in app.extensions):
        return
    part = folder if "sphinx_external_toc" in app.extensions else folder / config.root_doc
    raise SystemExit(
        f"{part} is a part of a book, and its pages need each other: build the whole with "
        f'jupyter-book build "{root}"; pages that have not changed are not executed again'
    )


def builder_asked_for() -> str | None:
    """What the command asks Jupyter Book for; it has builders that go on where Sphinx's end."""
    context = click.get_current_context(silent=True)
    asked = context.params if context else {}
    return asked.get("custom_builder" if asked.get("builder") == "custom" else "builder")


def refuse_builder(app: Sphinx, name: str | None) -> None:
    """End a build in another form.

    Raises:
        SystemExit: the builder is not among those of the configuration.
    """
    offered, instead = app.config.whole_book_builders, app.config.whole_book_instead
    if name and offered and name not in offered:
        raise SystemExit(
            f"this book is not built with the builder {name}, but with {', '.join(offered)}"
            + (f"; {instead}" if instead else "")
        )


def refuse_early(app: Sphinx, config: Config) -> None:
    """End a build that cannot end well, before doctrees are read or written."""
    refuse_part(app, config)
    refuse_builder(app, builder_asked_for())


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers, before all others."""
    app.add_config_value("whole_book_builders", [], "", [list, tuple])
    app.add_config_value("whole_book_instead", "", "", [str])
    app.connect("config-inited", refuse_early, priority=0)
    app.connect("builder-inited", lambda app: refuse_builder(app, app.builder.name), priority=0)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
