"""What several extensions ask: where a page lies, where a node stands, what a page loads."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.domains.std import StandardDomain
from sphinx.util import logging

if TYPE_CHECKING:
    from sphinx.util.docutils import SphinxDirective

LOGGER = logging.getLogger(__name__)

PROGRESS_SCRIPT = "progress.js"  # keeps what a reader did, for the scripts that are loaded after it


def below(docname: str, folders: Sequence[str]) -> bool:
    """Tell whether a page lies in one of the folders, at any depth, or is itself named there."""
    return any(f"{docname}/".startswith(folder.rstrip("/") + "/") for folder in folders)


def placed(node: nodes.Node | None) -> nodes.Node | None:
    """Return the nearest node, upwards, that knows its line: what stands within one does not."""
    while node is not None and not node.line:
        node = node.parent
    return node


def is_cell(node: nodes.Node) -> bool:
    """Tell whether a node is a cell with its code and outputs."""
    return isinstance(node, nodes.container) and node.get("nb_element") == "cell_code"


def holds(doctree: nodes.document | None, kind: type[nodes.Node]) -> bool:
    """Tell whether a page has a node of a kind; one without a document has none."""
    return doctree is not None and next(iter(doctree.findall(kind)), None) is not None


def load(app: Sphinx, files: Iterable[str]) -> None:
    """Load scripts and style sheets on the page that is being written, and on no other."""
    for file in files:
        if file.endswith(".css"):
            app.add_css_file(file)
        else:
            app.add_js_file(file, loading_method="defer")


def load_where(
    app: Sphinx,
    kinds: Sequence[type[nodes.Node]],
    files: Callable[[Sphinx], Iterable[str]],
) -> None:
    """Load files, each once, on the pages that have a node of one of the kinds, and on no other."""

    def add(app: Sphinx, page: str, template: str, context: dict[str, Any], doctree: Any) -> None:
        if any(holds(doctree, kind) for kind in kinds):
            loaded = context.setdefault("files_loaded_here", set())
            new = [file for file in files(app) if file not in loaded]
            loaded.update(new)
            load(app, new)

    app.connect("html-page-context", add)


def note_target(directive: SphinxDirective, node: nodes.Element, name: str, title: str) -> str:
    """Let `ref` lead to a node by a name, which is returned as Sphinx keeps it.

    One name for two places of a page is a warning.
    """
    name = nodes.fully_normalize_name(name)
    identifier = nodes.make_id(name)
    if identifier in directive.state.document.ids:
        LOGGER.warning(
            "%s: the name %r is taken on this page",
            directive.name,
            name,
            location=directive.get_location(),
            type="targets",
        )
    directive.state.document.ids[identifier] = node
    node["ids"] = [identifier]
    domain = cast(StandardDomain, directive.env.get_domain("std"))
    domain.note_hyperlink_target(name, directive.env.docname, identifier, title)
    return name


def digest_of(folder: Path, pattern: str = "*") -> str:
    """Of the files below a folder whose names fit, at any depth, by their places and contents."""
    found = hashlib.sha256()
    for path in sorted(folder.rglob(pattern)):
        if path.is_file() and "__pycache__" not in path.parts:
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:20]


def nothing(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Show the children alone, in formats without a markup of our own."""


def skip(translator: nodes.NodeVisitor, node: nodes.Element) -> None:
    """Show nothing at all, in formats that have no use for a node."""
    raise nodes.SkipNode
