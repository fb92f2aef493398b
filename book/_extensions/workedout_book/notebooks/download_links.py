"""Links in the theme's download menu: a page's notebooks, and the wheel that they need."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from workedout_book.notebooks.wheel import described

Button = dict[str, Any]


def button(name: str, url: str, text: str, tooltip: str, icon: str) -> Button:
    """One entry of the menu, as the theme describes it."""
    return {
        "type": "link",
        "url": url,
        "text": text,
        "tooltip": f"{tooltip} ({text})",
        "icon": f"fas fa-{icon}",
        "label": f"download-{name}-button",
    }


def menu(context: dict[str, Any]) -> list[Button]:
    """The entries of a page's download menu; a list of nobody's where it has none."""
    groups = context.get("header_buttons", [])
    found = (group["buttons"] for group in groups if group.get("label") == "download-buttons")
    return next(found, [])


def add_links(
    app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: nodes.document | None
) -> None:
    """Put the page's notebooks first, and the wheel after them."""
    folder = app.config.notebooks_folder
    if doctree is None or not Path(app.outdir, folder, f"{page}.ipynb").is_file():
        return
    if "kernelspec" not in app.env.metadata[page]:
        return  # the notebook is one of a build before

    def address(file: str) -> str:
        return str(context["pathto"](file, 1))

    added = [
        button("notebook0", address(f"{folder}/{page}.ipynb"), ".ipynb", "Notebook to run", "code"),
        button(
            "notebook1",
            address(f"{folder}/{page}-executed.ipynb"),
            ".ipynb with outputs",
            "Notebook",
            "file",
        ),
    ]
    if app.config.notebooks_package:
        wheel = described(Path(app.srcdir, app.config.notebooks_package)).wheel
        place = address(f"{app.config.notebooks_wheels}/{wheel}")
        added.append(button("wheel", place, ".whl", "The package that the notebook needs", "box"))
    menu(context)[:0] = added


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the handler, after the theme has put its buttons together (501)."""
    app.setup_extension("workedout_book.notebooks.notebooks")
    app.connect("html-page-context", add_links, priority=900)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
