"""Put a chapter's text and its executed cells together as a notebook for readers.

The text comes from the page's resolved tree, the code from the notebook that the build executed.
Metadata is reduced to what a notebook program needs, and ids are counted, so that equal chapters
give equal files.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from copy import deepcopy
from typing import Any

import nbformat
from docutils import nodes

from workedout_book.documents import is_cell
from workedout_book.notebooks.markdown import block
from workedout_book.notebooks.markdown_inline import Context

GLUED = "application/papermill.record/"
METADATA: dict[str, Any] = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_IN_THE_TEXT = {"text/plain", "text/latex"}
_HIDE_SOURCE = {"hide-input", "hide-cell", "remove-input", "remove-cell"}
_HIDE_OUTPUTS = {"hide-output", "hide-cell"}

Piece = str | int
"""A Markdown block, or the index of a code cell."""


def pieces(node: nodes.Element, context: Context, depth: int = 0) -> Iterator[Piece]:
    """Text blocks and indices of code cells, in the order of the page."""
    for child in node.children:
        if not isinstance(child, nodes.Element):
            yield from block(child, context, depth)
        elif is_cell(child):
            yield child["cell_index"]
        elif any(map(is_cell, child.findall())):
            inner = depth + isinstance(child, nodes.section)
            yield from pieces(child, context, inner)
        else:
            yield from block(child, context, depth)


def assemble(
    found: list[Piece],
    executed: nbformat.NotebookNode,
    first: list[nbformat.NotebookNode],
    left_out: Collection[int] = (),
) -> nbformat.NotebookNode:
    """The notebook of the cells `first`, then of a page's pieces; with outputs.

    A code cell that the page does not show stands before the next one that it shows, unless it is
    among those `left_out`.
    """
    waiting = [
        at
        for at, cell in enumerate(executed.cells)
        if cell.cell_type == "code" and at not in left_out
    ]
    cells = list(first)
    text: list[str] = []
    for piece in [*found, len(executed.cells)]:
        if isinstance(piece, str):
            text.append(piece)
            continue
        if text:
            cells.append(nbformat.v4.new_markdown_cell("\n\n".join(text)))
            text = []
        while waiting and waiting[0] <= piece:
            cells.append(code_cell(executed.cells[waiting.pop(0)]))
    for at, cell in enumerate(cells):
        cell["id"] = f"cell-{at}"
    return nbformat.v4.new_notebook(cells=cells, metadata=deepcopy(METADATA))


def code_cell(cell: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A code cell without the build's metadata; what is hidden on the page is folded here."""
    tags = list(cell.metadata.get("tags", []))
    metadata: dict[str, Any] = {}
    hides_output = bool(_HIDE_OUTPUTS & {*tags}) or any(tag.startswith("reveal:") for tag in tags)
    folded = {"source_hidden": bool(_HIDE_SOURCE & {*tags}), "outputs_hidden": hides_output}
    if any(folded.values()):
        metadata["jupyter"] = {name: True for name, value in folded.items() if value}
    if "raises-exception" in tags:
        metadata["tags"] = ["raises-exception"]
    outputs = [shown for output in cell.get("outputs", []) if (shown := shown_output(output))]
    return nbformat.v4.new_code_cell(
        cell.source, metadata=metadata, outputs=outputs, execution_count=cell.get("execution_count")
    )


def shown_output(output: Mapping[str, Any]) -> nbformat.NotebookNode | None:
    """An output as a reader should see it, or None for one that is not to be seen.

    What was glued is shown where it was computed, if it is more than words and formulas: those
    stand in the text already.
    """
    shown = deepcopy(dict(output))
    if "data" in shown:
        glued = any(kind.startswith(GLUED) for kind in shown["data"])
        shown["data"] = {kind.removeprefix(GLUED): value for kind, value in shown["data"].items()}
        shown["metadata"] = {}
        if glued and shown["data"].keys() <= _IN_THE_TEXT:
            return None
    return nbformat.from_dict(shown)


def without_outputs(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    """A copy with nothing executed."""
    bare = deepcopy(notebook)
    for cell in bare.cells:
        if cell.cell_type == "code":
            cell.outputs, cell.execution_count = [], None
            cell.metadata.get("jupyter", {}).pop("outputs_hidden", None)
            if not cell.metadata.get("jupyter", True):
                del cell.metadata["jupyter"]
    return bare


def as_text(notebook: nbformat.NotebookNode) -> str:
    """The file's text, always the same for the same notebook."""
    return json.dumps(notebook, indent=1, sort_keys=True, ensure_ascii=False) + "\n"
