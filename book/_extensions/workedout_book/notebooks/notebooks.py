"""Offer each page with cells as a notebook that runs in an empty folder.

Beside each built page two notebooks are written, without and with outputs; `download_links` puts
them into the theme's menu. Their text is plain Markdown. Their first cell imports the book's
package, or installs it: from the published site where its address (``html_baseurl``) is known, or
from a wheel beside the notebook. The site carries that wheel. Where `hide_solutions` leaves
solutions out of the pages, their cells are left out here.

Configuration:

``notebooks_folder``
    folder of the notebooks in the site.
``notebooks_package``
    folder, relative to the book, of the package's ``pyproject.toml`` (flit); empty: no package.
``notebooks_wheels``
    folder of the wheel in the site.
``notebooks_macros``
    TeX macros to define for notebooks; without it, those of ``katex_macros`` where there are any.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util import logging

from workedout_book.execution.outputs import executed
from workedout_book.exercises.solution_reader import cells_in_solutions
from workedout_book.notebooks.cells import Piece, as_text, assemble, pieces, without_outputs
from workedout_book.notebooks.markdown_inline import Context, macro_definitions
from workedout_book.notebooks.wheel import Package, build, described

logger = logging.getLogger(__name__)

BOOTSTRAP = """\
# Run this cell first: it makes sure that the package of the book is here.
try:
    import {module}
except ModuleNotFoundError:
    import importlib, pathlib, subprocess, sys

    for wheel in [{address}*map(str, pathlib.Path().glob("{pattern}"))]:
        if subprocess.run([sys.executable, "-m", "pip", "install", "-q", wheel]).returncode == 0:
            importlib.invalidate_caches()
            break
    else:
        print("Put {wheel} (from the book\'s site, folder {folder}/) beside this notebook.")
"""


def bootstrap(package: Package, base_url: str, folder: str) -> str:
    """The code that makes the package importable, or says in one line what to do."""
    address = f'"{base_url.rstrip("/")}/{folder}/{package.wheel}", ' if base_url else ""
    return BOOTSTRAP.format(
        module=package.module,
        address=address,
        pattern=f"{package.wheel.partition('-')[0]}-*.whl",
        wheel=package.wheel,
        folder=folder,
    ).rstrip()


def _number(app: Sphinx, page: str, node: nodes.Element) -> str:
    """The number of a figure, table, listing or formula in the book, as the page prints it."""
    kinds: dict[str, dict[str, tuple[int, ...]]] = app.env.toc_fignumbers.get(page, {})
    names: list[str] = node.get("ids", [])

    def found(kind: str) -> str:
        numbers = kinds.get(kind, {})
        return next((".".join(map(str, numbers[name])) for name in names if name in numbers), "")

    if isinstance(node, nodes.math_block):
        by_chapter = app.config.math_numfig and app.config.numfig
        return found("displaymath") if by_chapter else str(node.get("number") or "")
    for kind, template in app.config.numfig_format.items():
        if found(kind):
            return str(template).replace("%s", found(kind)).replace("{number}", found(kind))
    return ""


def write_notebooks(app: Sphinx, doctree: nodes.document, page: str) -> None:
    """Write a page's two notebooks into the site."""
    notebook = executed(app.env, page)
    if app.builder.format != "html" or notebook is None:
        return
    context = Context(
        page_url=f"{app.config.html_baseurl.rstrip('/')}/{app.builder.get_target_uri(page)}"
        if app.config.html_baseurl
        else "",
        number=lambda node: _number(app, page, node),
        chapter=".".join(map(str, app.env.toc_secnumbers.get(page, {}).get("") or ())),
    )
    found: list[Piece] = [*pieces(doctree, context)]
    macros = macro_definitions(_macros(app))
    if macros:
        at = next((n for n, piece in enumerate(found) if isinstance(piece, str)), 0)
        found.insert(at + 1, macros)
    hidden = getattr(app.config, "hide_solutions", False)
    left_out = cells_in_solutions(notebook.cells) if hidden else frozenset()
    shown = assemble(found, notebook, _first_cells(app), left_out)
    for suffix, version in (("", without_outputs(shown)), ("-executed", shown)):
        path = Path(app.outdir, app.config.notebooks_folder, f"{page}{suffix}.ipynb")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(as_text(version), "utf-8", newline="\n")


def _macros(app: Sphinx) -> dict[str, str]:
    macros = app.config.notebooks_macros
    if macros is None:
        macros = getattr(app.config, "katex_macros", {})
    return dict(macros)


def _first_cells(app: Sphinx) -> list[nbformat.NotebookNode]:
    if not app.config.notebooks_package:
        return []
    package = described(_package_folder(app))
    code = bootstrap(package, app.config.html_baseurl, app.config.notebooks_wheels)
    return [nbformat.v4.new_code_cell(code)]


def _package_folder(app: Sphinx) -> Path:
    return Path(app.srcdir, app.config.notebooks_package)


def note_package(app: Sphinx, doctree: nodes.document) -> None:
    """Let a page with cells depend on the package's description, which its notebook repeats."""
    if app.config.notebooks_package and "kernelspec" in app.env.metadata[app.env.docname]:
        app.env.note_dependency(str(_package_folder(app) / "pyproject.toml"))


def add_wheel(app: Sphinx, exception: Exception | None) -> None:
    """Put the package's wheel into the site."""
    if exception is None and app.builder.format == "html" and app.config.notebooks_package:
        build(_package_folder(app), Path(app.outdir, app.config.notebooks_wheels))


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the configuration and the handlers."""
    app.setup_extension("workedout_book.execution.outputs")
    app.add_config_value("notebooks_folder", "notebooks", "html", [str])
    app.add_config_value("notebooks_package", "", "html", [str])
    app.add_config_value("notebooks_wheels", "wheels", "html", [str])
    app.add_config_value("notebooks_macros", None, "html", [dict, type(None)])
    app.connect("doctree-read", note_package)
    app.connect("doctree-resolved", write_notebooks)
    app.connect("build-finished", add_wheel)
    return {"version": "1.0", "parallel_read_safe": True, "parallel_write_safe": True}
