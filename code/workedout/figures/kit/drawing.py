"""Figures that a page can restyle and a screen reader can read.

matplotlib draws; the SVG goes into the page itself, with colours that are CSS variables, so that
one figure serves the light and the dark scheme. The text stays text. Every figure carries a
description that was written from its data, and a table of its numbers.
"""

import io
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from html import escape
from typing import Literal

import matplotlib as mpl
from cycler import cycler
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import FixedLocator, NullFormatter, StrMethodFormatter

from workedout.display import Table
from workedout.figures.kit.marks import MOVED, refuse_outside
from workedout.plain import plainly

# The gid of an image that keeps its own colours: dark pages turn every other one, which is ink.
PICTURE = "picture"

WIDTH = 4.9  # inches; narrow, so that a phone shrinks the letters little

# Colours that matplotlib writes, and what the page reads instead. The fallbacks are the
# colour-blind safe palette of Okabe and Ito.
INK, GRID = "#010203", "#030201"
SERIES = ("#100001", "#100002", "#100003", "#100004", "#100005", "#100006")
FALLBACKS = ("#0072b2", "#b34700", "#007a5a", "#9b3d80", "#7a6a00", "#4d4d4d")
PAGE_COLOURS = {
    INK: "currentColor",
    GRID: "var(--wo-grid, #8884)",
    **{
        colour: f"var(--wo-{number}, {fallback})"
        for number, (colour, fallback) in enumerate(zip(SERIES, FALLBACKS, strict=True), start=1)
    },
}
STYLE = {
    "svg.fonttype": "none",
    "svg.image_inline": True,
    "font.size": 10.5,
    "axes.labelsize": 10.5,
    "xtick.labelsize": 9.5,
    "ytick.labelsize": 9.5,
    "legend.fontsize": 9.5,
    "legend.frameon": False,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.facecolor": "none",
    "figure.facecolor": "none",
    "savefig.facecolor": "none",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": GRID,
    "axes.axisbelow": True,
    "axes.prop_cycle": cycler(color=SERIES),
}


@plainly
@dataclass(frozen=True)
class Figure:
    """A drawing, its description in words, and the numbers behind it."""

    svg: str
    alt: str
    table: Table

    def __post_init__(self) -> None:
        if len(self.alt.split()) < 5:
            raise ValueError(f"expected a description of the figure in words, got {self.alt!r}")

    def _repr_html_(self) -> str:
        # Not <figure>: the page puts one around this, with caption and number.
        return (
            f"<div class='wo-figure'>{self.svg}<details class='wo-numbers'>"
            f"<summary>The numbers in this figure</summary>{self.table._repr_html_()}"
            "</details></div>"
        )

    def __repr__(self) -> str:
        return f"Figure: {self.alt}"


@contextmanager
def drawing(height: float, rows: int = 1, columns: int = 1) -> Iterator[tuple[Canvas, list]]:
    """A canvas of the book's width in the book's style, and its axes in reading order."""
    with mpl.rc_context(STYLE):
        canvas = Canvas(figsize=(WIDTH, height), layout="constrained")
        axes = canvas.subplots(rows, columns, squeeze=False)
        yield canvas, list(axes.flat)


def logarithmic(place: Axes, along: Literal["x", "y"], ticks: Sequence[float]) -> None:
    """Make an axis logarithmic, with these ticks alone, written as plain numbers."""
    place.set(**{f"{along}scale": "log"})
    axis = place.xaxis if along == "x" else place.yaxis
    axis.set_major_locator(FixedLocator(ticks))
    axis.set_major_formatter(StrMethodFormatter("{x:g}"))
    axis.set_minor_formatter(NullFormatter())


def finished(canvas: Canvas, name: str, alt: str, table: Table) -> Figure:
    """Turn a canvas into a figure.

    Args:
        canvas: drawn within ``drawing``.
        name: unique within the book; identifiers in the SVG begin with it.
        alt: what the figure shows, written from its data.
        table: its numbers.

    Raises:
        ValueError: a mark lies outside its axes; ``marks`` says what counts as one.
    """
    file = io.StringIO()
    with mpl.rc_context({**STYLE, "svg.hashsalt": name}):
        canvas.savefig(file, format="svg", metadata={"Date": None})
    refuse_outside(canvas, name)
    return Figure(for_page(file.getvalue(), name, alt), alt, table)


def for_page(svg: str, name: str, alt: str) -> str:
    """Make matplotlib's SVG part of a page: its colours, its font, its own identifiers."""
    body = svg[svg.index("<svg") :]
    opening, rest = body.split(">", 1)
    box = re.search(r'viewBox="[^"]+"', opening)
    # A style sheet inside an SVG that stands in a page would apply to the whole page.
    rest = re.sub(r"<(metadata|style)\b.*?</\1>", "", rest, flags=re.DOTALL)
    rest = rest.replace(f' id="{PICTURE}"', ' class="wo-picture"')
    rest = re.sub(rf'<g id="{MOVED}([\w-]+)">', r'<g data-mark="\1">', rest)
    rest = re.sub(r'<g id="[^"]*">', "<g>", rest)
    rest = re.sub(r'(id="|href="#|url\(#)', rf"\g<1>{name}-", rest)
    rest = re.sub(r"font: ([\d.]+)px [^;\"]*", r"font-size: \1px", rest)
    rest = re.sub(r"font-family: [^;\"]*;?", "", rest)
    for drawn, page in PAGE_COLOURS.items():
        rest = rest.replace(drawn, page)
    label = escape(alt, quote=True)
    shape = f"{box.group() if box else ''} style='stroke-linejoin: round; stroke-linecap: butt'"
    return f'<svg {shape} role="img" aria-label="{label}">{rest}'
