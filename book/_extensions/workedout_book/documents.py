"""What several extensions ask: where a page lies, where a node stands, what a page loads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from docutils import nodes
from sphinx.application import Sphinx


def below(docname: str, folders: Sequence[str]) -> bool:
    """Tell whether a page lies in one of the folders, at any depth, or is itself named there."""
    return any(f"{docname}/".startswith(folder.rstrip("/") + "/") for folder in folders)


def placed(node: nodes.Node | None) -> nodes.Node | None:
    """Return the nearest node, upwards, that knows its line: what stands within one does not."""
    while node is not None and not node.line:
        node = node.parent
    return node


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
