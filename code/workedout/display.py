"""Put values on a page: shown where they stand, or kept under a name for the text.

Works in every Jupyter front end, with IPython alone. The page of the book finds named values by
the convention of MyST-NB's ``glue``.
"""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from IPython import get_ipython
from IPython.core.formatters import format_display_data
from IPython.display import display

from workedout.plain import plain, plainly

KEPT = "application/papermill.record/"  # a kept value is not shown, whatever its own type
NOTE = "workedout"  # the key of what an output's metadata say about it, for the book's build


@dataclass(frozen=True)
class Formula:
    """A formula in LaTeX, made from a checked object.

    Attributes:
        latex: what stands between the delimiters.
        identity: the name of the identity whose formula it is; empty where it is of none.
    """

    latex: str
    identity: str = ""

    def _repr_latex_(self) -> str:
        return f"$\\displaystyle {self.latex}$"

    def _repr_mimebundle_(self, **_: Any) -> tuple[dict[str, Any], dict[str, Any]]:
        note = {"kind": "formula", "latex": self.latex, "identity": self.identity}
        return {}, {NOTE: note}


@plainly
@dataclass(frozen=True)
class Table:
    """Numbers, say those behind a figure: one row a thing, the first column its name.

    Attributes:
        head: the names of the columns.
        rows: the cells of each row, as text, in the order of the columns.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    def _repr_html_(self) -> str:
        head = "".join(f"<th scope='col'>{escape(cell)}</th>" for cell in self.head)
        body = "".join(
            f"<tr><th scope='row'>{escape(row[0])}</th>"
            + "".join(f"<td>{escape(cell)}</td>" for cell in row[1:])
            + "</tr>"
            for row in self.rows
        )
        # Not a region: a page has many tables, and regions are what one jumps between.
        return (
            f"<div class='wo-scroll' tabindex='0' role='group' aria-label='{named(self.head)}'>"
            f"<table class='wo-table' aria-label='{named(self.head)}'>"
            f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
        )

    def __repr__(self) -> str:
        return "\n".join("  ".join(row) for row in (self.head, *self.rows))


def named(head: Sequence[str]) -> str:
    """What a screen reader calls a table: its first columns."""
    columns = [column for column in head if column]
    more = f" and {len(columns) - 3} more columns" if len(columns) > 3 else ""
    return escape(f"Table of {', '.join(columns[:3])}{more}", quote=True)


def show(value: Any) -> None:
    """Show a value at this place; outside a notebook, print it, in signs that the console has."""
    if get_ipython() is not None:
        display(value)
    elif not getattr(sys.stdout, "closed", False):
        print(plain(str(value)))


def glue(name: str, value: Any) -> None:
    """Keep a value under a name, for ``{glue:text}``, ``{glue:figure}`` or ``{glue:math}``.

    A page of the book shows it where its name stands. A notebook has no such place, so a figure or
    a table is shown where it is computed as well; on a page, the tag ``remove-cell`` prevents that.

    Args:
        name: unique within the page.
        value: anything that shows itself; a string stands in the text without its quotes.
    """
    if get_ipython() is None:
        return
    data, metadata = format_display_data(value)
    prefix = "" if "text/html" in data else KEPT
    metadata["scrapbook"] = {"name": name, "mime_prefix": prefix}
    named = {prefix + kind: content for kind, content in data.items()}
    display(named, metadata=metadata, raw=True)
