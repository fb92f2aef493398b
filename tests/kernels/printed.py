"""What the cells of an executed notebook show as text, without what names the machine."""

from collections.abc import Iterator

import bs4
import nbformat

MACHINE = ".wo-provenance"
TEXTS = ("text/html", "text/latex", "text/markdown", "text/plain")


def shown(notebook: nbformat.NotebookNode) -> list[str]:
    """The text of each code cell's outputs.

    What is printed comes first: in how many parts, and between which others, chance decides.
    """
    cells = (cell for cell in notebook.cells if cell.cell_type == "code")
    return [printed(cell) + "\n".join(displayed(cell)) for cell in cells]


def printed(cell: nbformat.NotebookNode) -> str:
    """All that a cell printed."""
    return "".join(each.text for each in cell.outputs if each.output_type == "stream")


def displayed(cell: nbformat.NotebookNode) -> list[str]:
    """All that a cell displayed."""
    return [text for each in cell.outputs for text in texts_of(each)]


def texts_of(output: nbformat.NotebookNode) -> Iterator[str]:
    """What one output says, in every form that it has."""
    for kind in TEXTS:
        if kind in output.get("data", {}):
            text = output.data[kind]
            yield in_html(text) if kind == "text/html" else without_machine(text)


def in_html(html: str) -> str:
    """The words of a piece of a page, those for screen readers too; each on a line of its own."""
    page = bs4.BeautifulSoup(html, "html.parser")
    for each in page.select(MACHINE):
        each.decompose()
    labels = [each[name] for name in ("aria-label", "alt") for each in page.select(f"[{name}]")]
    return "\n".join([*page.stripped_strings, *labels])


def without_machine(text: str) -> str:
    """The plain form of a provenance begins with its word."""
    return "" if text.startswith("Recorded: ") else text
